// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.command.UndeliveredException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** A thread that waits for its reply: the first end wins, and unparks it. */
final class Calling extends AtomicReference<Object> implements Outcome {
    private static final long serialVersionUID = 1;
    private static final Object NOTHING = new Object();

    private record Thrown(RuntimeException exception) {}

    private final transient Thread caller = Thread.currentThread();
    private transient volatile Attempt latest;

    @Override
    public void replied(Attempt last, Object reply) {
        settle(reply == null ? NOTHING : reply);
    }

    @Override
    public void threw(Attempt last, HandlerFailedException failure) {
        settle(new Thrown(failure));
    }

    @Override
    public void undelivered(Attempt last, Reason reason, Throwable cause) {
        settle(new Thrown(UndeliveredException.of(reason, last.toString(), cause)));
    }

    @Override
    public void retried(Attempt next) {
        latest = next;
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
                expire(first);
                break;
            }
            LockSupport.parkNanos(this, left);
            if (get() == null && Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for " + first);
            }
        }
        Object end = get();
        if (end instanceof Thrown thrown) {
            throw thrown.exception();
        }
        return end == NOTHING ? null : end;
    }

    /** Whether the end is there. */
    boolean isSettled() {
        return get() != null;
    }

    private void expire(Attempt first) {
        Attempt attempt = latest == null ? first : latest;
        attempt.fail(Reason.DEADLINE, true, null);
        undelivered(first, Reason.DEADLINE, null);
    }

    private void settle(Object end) {
        if (compareAndSet(null, end)) {
            LockSupport.unpark(caller);
        }
    }
}
