// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** A thread that waits for its reply: the first end wins, and unparks it. */
final class Calling extends AtomicReference<Object> implements Outcome, Spin.Until {
    private static final long serialVersionUID = 1;
    private static final Object NOTHING = new Object();

    private final transient Thread caller = Thread.currentThread();
    /** Null as long as the first attempt is the latest. */
    private transient volatile Attempt latest;

    @Override
    public void replied(Attempt last, Object reply) {
        settle(reply == null ? NOTHING : reply);
    }

    @Override
    public void threw(Attempt last, HandlerFailedException failure) {
        settle(new Failed(failure));
    }

    @Override
    public void undelivered(Attempt last, Reason reason, Throwable cause) {
        settle(new Failed(reason, cause));
    }

    @Override
    public boolean endsInTime() {
        return true;
    }

    @Override
    public void retried(Attempt old, Attempt next) {
        latest = next;
        if (get() instanceof Failed given) {
            // The caller gave up while this was prepared.
            next.cancel(given.reason());
        }
    }

    /**
     * Waits for the end.
     *
     * @return the reply, the payload of the reply, or null
     */
    Object await(Attempt first) throws InterruptedException {
        while (get() == null) {
            long left = first.remainingNanos();
            if (left <= 0) {
                giveUp(first, Reason.DEADLINE);
                break;
            }
            LockSupport.parkNanos(this, left);
            if (get() == null && Thread.interrupted()) {
                giveUp(first, Reason.CANCELLED);
                throw new InterruptedException("interrupted while waiting for " + first + "; it is cancelled");
            }
        }
        Object end = get();
        if (end instanceof Failed failed) {
            throw failed.exception(first);
        }
        return end == NOTHING ? null : end;
    }

    /** Whether the end is there. */
    @Override
    public boolean isDone() {
        return get() != null;
    }

    private void giveUp(Attempt first, Reason reason) {
        // Settled before the look at the latest attempt: one that comes after it finds that.
        boolean cancelled = compareAndSet(null, new Failed(reason, null));
        if (cancelled) {
            Attempt attempt = latest;
            (attempt == null ? first : attempt).cancel(reason);
        }
    }

    private void settle(Object end) {
        if (compareAndSet(null, end)) {
            LockSupport.unpark(caller);
        }
    }
}
