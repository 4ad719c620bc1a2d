// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Reason;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends what waits at its deadline, with one thread and without a timer for each: it sleeps until the earliest deadline
 * that it has heard of, then looks at all. Who waits for a shorter time than all others wakes it; where all wait
 * equally long, nobody does.
 */
final class Deadlines {
    private static final Seldom LOG = new Seldom(System.getLogger(Deadlines.class.getName()));
    /** Nobody waits. */
    private static final long NEVER = Long.MAX_VALUE;

    private final Waiters waiters;
    private final AtomicLong wake = new AtomicLong(NEVER);
    private final Thread thread = BusThreads.create(this::run, "bosun-bus-deadlines");
    private volatile boolean closed;
    /** Of this thread alone, while it looks. */
    private long now;

    private long earliest;

    Deadlines(Waiters waiters) {
        this.waiters = waiters;
    }

    void start() {
        thread.start();
    }

    /** One was added that waits until this time. */
    void added(long deadlineNanos) {
        if (isEarlier(deadlineNanos, wake.get()) && wakeAt(deadlineNanos)) {
            LockSupport.unpark(thread);
        }
    }

    void close() {
        closed = true;
        LockSupport.unpark(thread);
        BusThreads.join(thread);
    }

    private void run() {
        while (!closed) {
            // Before the look: who is added after it finds this, and says so.
            wake.set(NEVER);
            now = System.nanoTime();
            earliest = NEVER;
            waiters.forEach(this::look);
            if (earliest != NEVER) {
                wakeAt(earliest);
            }
            sleep();
        }
    }

    private void look(Waiter waiter) {
        long deadline = waiter.deadlineNanos();
        if (deadline - now > 0) {
            earliest = isEarlier(deadline, earliest) ? deadline : earliest;
            return;
        }
        try {
            // If it has ended already, a retry that takes its place looks at its deadline itself.
            waiter.expire(Reason.DEADLINE);
        } catch (RuntimeException | Error thrown) {
            LOG.warn("Could not end " + waiter + " at its deadline", thrown);
        }
    }

    private void sleep() {
        for (long until = wake.get(); !closed; until = wake.get()) {
            long left = until == NEVER ? NEVER : until - System.nanoTime();
            if (left <= 0) {
                return;
            }
            Thread.interrupted();
            if (left == NEVER) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, left);
            }
        }
    }

    /** False if it wakes at that time, or before, already. */
    private boolean wakeAt(long nanos) {
        long known;
        do {
            known = wake.get();
            if (!isEarlier(nanos, known)) {
                return false;
            }
        } while (!wake.compareAndSet(known, nanos));
        return true;
    }

    private static boolean isEarlier(long nanos, long than) {
        return than == NEVER || nanos - than < 0;
    }
}
