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

    /** Another attempt is made for one: it looks whether it was to end while the attempt before it was seen. */
    void retried(Waiter waiter) {
        if (closed) {
            waiter.expire(Reason.SHUT_DOWN);
        } else if (waiter.deadlineNanos() - System.nanoTime() <= 0) {
            waiter.expire(Reason.DEADLINE);
        }
    }

    /** One is not to be told by a thread of the bus: it was refused, or the caller tells it. False if too late. */
    boolean remove(Waiter waiter, long id) {
        return waiters.remove(waiter, id);
    }

    /** One has ended, and is to be told on a thread of the bus. */
    void ended(Waiter waiter, long id) {
        completions.ended(waiter, id);
    }

    /** One has ended, and may be told by whoever asks for it, else in a while on a thread of the bus. */
    void left(Waiter waiter) {
        completions.left(waiter);
    }

    /** One that was left is to be told soon on a thread of the bus. */
    void hurry() {
        completions.hurry();
    }

    /** Ends all that waits with {@code SHUT_DOWN}, tells it, and ends the threads. */
    void close() {
        closed = true;
        waiters.forEach(each -> each.expire(Reason.SHUT_DOWN));
        deadlines.close();
        completions.close();
    }
}
