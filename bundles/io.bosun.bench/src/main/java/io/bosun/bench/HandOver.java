// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long a cache line takes from one processor to another. On a virtual machine that changes by a factor of five with
 * the processors that it has at the moment, and everything that is handed over changes with it.
 */
final class HandOver {
    private static final int THERE = 32;
    private static final int BACK = 64;
    private static final int ROUNDS = 1_000;
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(30);
    private static final long END = -1;

    /** In an array, far apart. */
    private final AtomicLongArray lines = new AtomicLongArray(THERE + BACK);

    private HandOver() {}

    /** In nanoseconds, one way; the least of some milliseconds. NaN where there is one processor only. */
    static double nanos() throws InterruptedException {
        return Runtime.getRuntime().availableProcessors() < 2 ? Double.NaN : new HandOver().measured();
    }

    private double measured() throws InterruptedException {
        Thread other = new Thread(this::answer, "bosun-bench-hand-over");
        other.setDaemon(true);
        other.start();
        double least = Double.POSITIVE_INFINITY;
        long number = 0;
        for (long begin = System.nanoTime(), now = begin; now - begin < NANOS; ) {
            long before = now;
            for (int i = 0; i < ROUNDS; i++) {
                lines.setRelease(THERE, ++number);
                while (lines.getAcquire(BACK) != number) {
                    Thread.onSpinWait();
                }
            }
            now = System.nanoTime();
            least = Math.min(least, (now - before) / 2.0 / ROUNDS);
        }
        lines.setRelease(THERE, END);
        other.join();
        return least;
    }

    private void answer() {
        for (long seen = 0; seen != END; ) {
            long next = lines.getAcquire(THERE);
            if (next == seen) {
                Thread.onSpinWait();
            } else {
                lines.setRelease(BACK, next);
                seen = next;
            }
        }
    }
}
