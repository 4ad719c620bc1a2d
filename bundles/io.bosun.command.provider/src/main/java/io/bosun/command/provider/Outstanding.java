// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.BusCounts;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Counts commands by what became of them, without a lock until somebody waits for the end of all. */
final class Outstanding {
    private final LongAdder accepted = new LongAdder();
    private final LongAdder handled = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder deadLettered = new LongAdder();
    private final LongAdder takenBack = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private volatile boolean awaited;

    /** One was taken, or is about to be: then it must end, or be {@linkplain #takenBack taken back}. */
    void accepted() {
        accepted.increment();
    }

    /** One that counts as accepted was not, after all, or goes on as several others. */
    void takenBack() {
        takenBack.increment();
        changed();
    }

    /** The handler of one answered. */
    void handled() {
        handled.increment();
        changed();
    }

    /** The handler of one threw. */
    void failed() {
        failed.increment();
        changed();
    }

    /** One was given up. */
    void deadLettered() {
        deadLettered.increment();
        changed();
    }

    /** One was not taken; it does not count as accepted. */
    void refused() {
        refused.increment();
    }

    BusCounts counts() {
        // None of these ever falls, and what has ended is read first: so no command under way is overlooked.
        long back = takenBack.sum();
        long answers = handled.sum();
        long failures = failed.sum();
        long letters = deadLettered.sum();
        return new BusCounts(accepted.sum() - back, answers, failures, letters, refused.sum());
    }

    /** Waits until none is under way, or until a time by {@link System#nanoTime()}. */
    synchronized void awaitNone(long endNanos) {
        awaited = true;
        try {
            long left = endNanos - System.nanoTime();
            while (counts().underWay() > 0 && left > 0) {
                wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
                left = endNanos - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            awaited = false;
        }
    }

    private void changed() {
        if (awaited) {
            synchronized (this) {
                notifyAll();
            }
        }
    }
}
