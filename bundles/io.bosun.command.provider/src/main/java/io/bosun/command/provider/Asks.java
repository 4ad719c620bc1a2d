// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Reason;

/** What was asked in this process and has no end yet: where it is kept, who ends it in time, who tells its end. */
final class Asks {
    private final Waiters waiters = new Waiters();
    private final Deadlines deadlines = new Deadlines(waiters);
    private final Completions completions = new Completions(waiters);
    private volatile boolean closed;

    void start() {
        deadlines.start();
        completions.start();
    }

    /** One begins to wait; false if that many wait already. */
    boolean add(Waiter waiter, int limit) {
        if (!waiters.add(waiter, limit)) {
            return false;
        }
        deadlines.added(waiter.deadlineNanos());
        if (closed) {
            waiter.expire(Reason.SHUT_DOWN);
        }
        return true;
    }

    /** A further attempt takes the place of the one that has ended. */
    void replace(Waiter old, Waiter now) {
        waiters.replace(old, now);
    }

    /** Looks whether it was to end while the other one was seen. */
    void replaced(Waiter now) {
        if (closed) {
            now.expire(Reason.SHUT_DOWN);
        } else if (now.deadlineNanos() - System.nanoTime() <= 0) {
            now.expire(Reason.DEADLINE);
        }
    }

    /** One was refused: it does not wait, and will not be told. */
    void remove(Waiter waiter) {
        waiters.remove(waiter);
    }

    /** One has ended, and is to be told on a thread of the bus. */
    void ended(Waiter waiter) {
        completions.ended(waiter);
    }

    /** Ends all that waits with {@code SHUT_DOWN}, tells it, and ends the threads. */
    void close() {
        closed = true;
        waiters.forEach(each -> each.expire(Reason.SHUT_DOWN));
        deadlines.close();
        completions.close();
    }
}
