// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A command under way. It ends exactly once, in one of {@link #complete}, {@link #fail(Reason, boolean, Throwable)}
 * and {@link #fail(HandlerFailedException)}; whoever comes later is told so by {@code false} and has no effect.
 *
 * <p>Made by whoever begins the way in this process: the bus for a command that is asked here, the router for one that
 * came by a link. The ending methods may be called by any thread, must not be called under a lock, and return soon.
 */
@ProviderType
public abstract class Envelope {
    /** The value of {@link #deadlineNanos()} where there is no deadline. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    private static final VarHandle ENDED;

    static {
        try {
            ENDED = MethodHandles.lookup().findVarHandle(Envelope.class, "ended", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final long id;
    private final Object command;
    private final long deadlineNanos;
    private volatile boolean ended;
    private volatile Carrier carrier;

    /**
     * A command at the begin of its way.
     *
     * @param id given by the bus that was asked; unique in that process
     * @param command the record, or its {@link Payload} where it came by a link
     * @param deadlineNanos by this JVM's {@link System#nanoTime()}, or {@link #NO_DEADLINE}
     */
    protected Envelope(long id, Object command, long deadlineNanos) {
        this.id = id;
        this.command = Objects.requireNonNull(command, "command");
        this.deadlineNanos = deadlineNanos;
    }

    /** Given by the bus that was asked; unique in that process. */
    public final long id() {
        return id;
    }

    /** Name and major version of the command, see {@code CommandSpec.key()}. */
    public abstract String key();

    /** The record, or its {@link Payload} where it came by a link: decoded only when the handler is known. */
    public final Object command() {
        return command;
    }

    /** The name of the process that asked. */
    public abstract String sender();

    /** By this JVM's {@link System#nanoTime()}; {@link #NO_DEADLINE} without one. */
    public final long deadlineNanos() {
        return deadlineNanos;
    }

    /** Nanoseconds left; {@link Long#MAX_VALUE} without a deadline. */
    public final long remainingNanos() {
        return deadlineNanos == NO_DEADLINE ? Long.MAX_VALUE : deadlineNanos - System.nanoTime();
    }

    /** Travel with the command; unmodifiable. */
    public abstract Map<String, String> headers();

    /** Whether the reply is of use to anybody. */
    public abstract boolean wantsReply();

    /** Whether it goes by the control lane of its berth; decided when it is made. */
    public boolean isControl() {
        return false;
    }

    /**
     * Called by whoever is about to run it, or has it run: from now on that one is told of a {@linkplain #cancel
     * cancellation}. Null says that nobody has it any more.
     *
     * @return false if it has ended before: then it must not be run
     */
    public final boolean carry(Carrier now) {
        carrier = now;
        return !ended;
    }

    /**
     * Whoever asked gives up, or the deadline has passed: it ends, without having run if nobody {@linkplain #carry
     * carries} it yet; else its carrier is told.
     *
     * @return false if the envelope had ended before
     */
    public final boolean cancel(Reason reason) {
        if (!end()) {
            return false;
        }
        // Read only now: whoever carries it from now on sees that it has ended, and does not run it.
        Carrier now = carrier;
        failed(reason, now != null, null);
        if (now != null) {
            now.cancelled(this);
        }
        return true;
    }

    /** Whether it has ended; such an envelope need not be run any more. */
    public final boolean isEnded() {
        return ended;
    }

    /**
     * The handler answered.
     *
     * @param reply the reply, its {@link Payload} where it came by a link, or null
     * @return false if the envelope had ended before
     */
    public final boolean complete(Object reply) {
        if (!end()) {
            return false;
        }
        completed(reply);
        return true;
    }

    /**
     * No handler answered.
     *
     * @param reason why
     * @param mayHaveRun whether a handler may have run it, wholly or in part
     * @param cause more about it, or null
     * @return false if the envelope had ended before
     */
    public final boolean fail(Reason reason, boolean mayHaveRun, Throwable cause) {
        if (!end()) {
            return false;
        }
        failed(reason, mayHaveRun, cause);
        return true;
    }

    /**
     * The handler threw.
     *
     * @return false if the envelope had ended before
     */
    public final boolean fail(HandlerFailedException failure) {
        if (!end()) {
            return false;
        }
        threw(failure);
        return true;
    }

    /** Called once, by {@link #complete}. */
    protected abstract void completed(Object reply);

    /** Called once, by {@link #fail(Reason, boolean, Throwable)} or {@link #cancel}. */
    protected abstract void failed(Reason reason, boolean mayHaveRun, Throwable cause);

    /** Called once, by {@link #fail(HandlerFailedException)}. */
    protected abstract void threw(HandlerFailedException failure);

    private boolean end() {
        return ENDED.compareAndSet(this, false, true);
    }

    @Override
    public String toString() {
        return key() + "#" + id + " from " + sender();
    }
}
