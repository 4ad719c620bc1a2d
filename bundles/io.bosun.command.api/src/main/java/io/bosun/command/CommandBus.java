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
     * Sends a command without waiting for its reply; what becomes of an accepted one is seen only where it fails, as
     * {@link DeadLetter}; without a {@link Deadline} of its own it may wait for as long as its berth lives. A
     * {@link Delivery#BROADCAST} is accepted if at least one berth took it. Does not block.
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
     * @throws InterruptedException if the calling thread was interrupted; the command may still run
     */
    <R> R call(Command<R> command, Duration timeout) throws InterruptedException;

    /**
     * Asks and returns at once. The stage completes, on a thread of the bus's executor, with the reply or with the
     * exceptions that {@link #call} throws; at the latest at the command's {@link Deadline}. That of a refused command
     * has failed already when it is returned. Whoever gives up may complete or cancel the stage: the command may still
     * run.
     */
    <R> CompletionStage<R> ask(Command<R> command);
}
