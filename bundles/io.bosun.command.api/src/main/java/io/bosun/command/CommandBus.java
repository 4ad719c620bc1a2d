// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Carries commands to their handlers, wherever these live: the caller's code is the same for a handler in this JVM,
 * in a hand, or further away. Any thread may call it.
 *
 * <p>Every command ends in exactly one of: its reply, the handler's failure, or a {@link Reason}. Nobody waits for
 * ever. Each method throws {@link CommandRegistrationException} at once for a record that cannot be a command, see
 * {@link CommandSpec#of}.
 */
@ProviderType
public interface CommandBus {
    /**
     * Sends a command without waiting for its reply; what becomes of an accepted one is seen only where it cannot be
     * delivered, as {@link DeadLetter}, and in the log where its handler throws; without a {@link Deadline} of its own
     * it may wait for as long as its berth lives. A {@link Delivery#BROADCAST} is accepted if at least one berth took
     * it. Does not block, unless a {@link WhenFull} lets it wait for room.
     *
     * @return whether a berth took it
     */
    Acceptance send(Command<?> command);

    /**
     * Asks and waits on the calling thread: the leanest way to a reply.
     *
     * @param timeout from now; greater than zero. The command's own {@link Deadline} is not used
     * @return the reply, in the class space of the command's record
     * @throws HandlerFailedException if the handler threw
     * @throws UndeliveredException if no reply came, with the reason; {@link Reason#DEADLINE} after the timeout,
     *     {@link Reason#REFUSED} if a handler asks for what would come back to a berth that waits for this handler
     * @throws InterruptedException if the calling thread was interrupted; the command is cancelled, as with {@link
     *     #ask}
     */
    <R> R call(Command<R> command, Duration timeout) throws InterruptedException;

    /**
     * Asks and returns at once, unless a {@link WhenFull} lets it wait for room. The stage completes, on a thread of
     * the bus, with the reply or with the exceptions that {@link #call} throws; at the latest at the command's
     * {@link Deadline}. That of a refused command has failed already when it is returned.
     *
     * <p>Whoever gives up cancels: {@code stage.toCompletableFuture().cancel(true)} reaches the handler wherever it
     * runs, see {@link CommandContext#isCancelled()}. A command that still waits is not run any more.
     */
    <R> CompletionStage<R> ask(Command<R> command);

    /**
     * As {@link #ask(Command)}, with a deadline of its own.
     *
     * @param timeout from now; greater than zero. The command's own {@link Deadline} is not used
     */
    <R> CompletionStage<R> ask(Command<R> command, Duration timeout);

    /**
     * Asks every live berth that handles a {@link Delivery#BROADCAST}, and gathers what they answer. The stage
     * completes, on a thread of the bus, as soon as there are as many answers as wanted, or cannot be any more; with
     * {@link Gather#all()} once every berth has ended it, in whatever way; at the latest at the deadline. What has come
     * until then is in its parts. The others are not cancelled: a broadcast is for all.
     *
     * <p>It completes exceptionally only where nobody could be asked; that has happened already when it is returned.
     * Where several handlers share a berth, all run, and the reply is that of the first.
     *
     * @param timeout from now; greater than zero. The command's own {@link Deadline} is not used
     */
    <R> CompletionStage<Gathered<R>> askAll(Command<R> broadcast, Gather gather, Duration timeout);

    /** What became of the commands so far; sums that are taken one after another while commands go on. */
    BusCounts counts();
}
