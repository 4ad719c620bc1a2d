// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.command.UndeliveredException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;

/**
 * A stage that waits for its reply; it completes on a thread of the bus, never on a berth's or a link's. Whoever
 * completes it from outside, or cancels it, gives up the command. It has one field more than any stage, because there
 * is one for each command that is asked.
 */
final class Asking extends CompletableFuture<Object> implements Outcome {
    private static final Object NOTHING = new Object();
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Asking.class, "state", Object.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** The latest attempt; then the reply, {@link #NOTHING} or {@link Failed}; null before the first and once told. */
    private volatile Object state;

    void begun(Attempt first) {
        state = first;
    }

    /** It was not taken; told at once. */
    Asking refused(UndeliveredException refusal) {
        state = null;
        super.completeExceptionally(refusal);
        return this;
    }

    @Override
    public void replied(Attempt last, Object reply) {
        end(last, reply == null ? NOTHING : reply);
    }

    @Override
    public void threw(Attempt last, HandlerFailedException failure) {
        end(last, new Failed(failure));
    }

    @Override
    public void undelivered(Attempt last, Reason reason, Throwable cause) {
        end(last, new Failed(reason, cause));
    }

    @Override
    public void retried(Attempt old, Attempt next) {
        Asks asks = next.bus().asks();
        // From here on it may be ended at its deadline; then it is this that fails, and nothing is to be done.
        asks.replace(old, next);
        STATE.compareAndSet(this, old, next);
        if (isDone()) {
            next.cancel(Reason.CANCELLED);
        } else {
            asks.replaced(next);
        }
    }

    /** Called by a thread of the bus. */
    void finish(Attempt last) {
        Object end = state;
        state = null;
        if (isDone()) {
            return;
        }
        try {
            if (end instanceof Failed failed) {
                super.completeExceptionally(failed.exception(last));
            } else {
                super.complete(last.bus().adapt(last, end == NOTHING ? null : end));
            }
        } catch (Throwable unfit) {
            super.completeExceptionally(unfit);
        }
    }

    @Override
    public boolean complete(Object value) {
        boolean first = super.complete(value);
        giveUp();
        return first;
    }

    @Override
    public boolean completeExceptionally(Throwable thrown) {
        boolean first = super.completeExceptionally(thrown);
        giveUp();
        return first;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        giveUp();
        return cancelled;
    }

    @Override
    public void obtrudeValue(Object value) {
        super.obtrudeValue(value);
        giveUp();
    }

    @Override
    public void obtrudeException(Throwable thrown) {
        super.obtrudeException(thrown);
        giveUp();
    }

    private void giveUp() {
        if (state instanceof Attempt latest) {
            // If it is just being tried again, the next attempt sees that this is done.
            latest.cancel(Reason.CANCELLED);
        }
    }

    private void end(Attempt last, Object end) {
        Object now = state;
        // An attempt that was ended before it was begun finds the one before it.
        while (now instanceof Attempt) {
            if (STATE.compareAndSet(this, now, end)) {
                last.bus().asks().ended(last);
                return;
            }
            now = state;
        }
    }
}
