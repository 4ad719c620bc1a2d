// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Counts commands under way, without a lock until somebody waits for their end. */
final class Outstanding {
    private final LongAdder added = new LongAdder();
    private final LongAdder removed = new LongAdder();
    private volatile boolean awaited;

    void add() {
        added.increment();
    }

    void remove() {
        removed.increment();
        if (awaited) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** Waits until none is under way, or until a time by {@link System#nanoTime()}. */
    synchronized void awaitNone(long endNanos) {
        awaited = true;
        try {
            long left = endNanos - System.nanoTime();
            // What is removed is read first, so that nothing added in between makes it look like the end.
            for (long gone = removed.sum(); gone != added.sum() && left > 0; gone = removed.sum()) {
                wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
                left = endNanos - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            awaited = false;
        }
    }
}
