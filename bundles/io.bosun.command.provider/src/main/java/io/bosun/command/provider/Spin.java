// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

/**
 * Waits a moment without giving the processor away, as long as that pays: to be woken costs more. Where it was in vain
 * several times in a row it pauses, for longer each time. Its counts are shared without a lock: that they may be wrong
 * now and then does no harm.
 */
final class Spin {
    /** What is waited for. */
    interface Until {
        boolean isDone();
    }

    private static final long NANOS = 40_000;
    /** Between two looks at the clock, which takes as long as some turns. */
    private static final int TURNS = 32;
    /** If so much time passes in some turns, another thread had the processor. */
    private static final long LOST_NANOS = 100_000;
    /** One wait in so many, a power of two, is timed from its beginning. */
    private static final int SAMPLE = 8;

    private static final int MISSES = 4;
    private static final long SHORTEST_PAUSE_NANOS = 500_000;
    private static final long LONGEST_PAUSE_NANOS = 64_000_000;
    /** Whoever loses the processor loses it for longer than many waits take. */
    private static final long SHORTEST_LOSS_PAUSE_NANOS = 2_000_000;

    private static final long LONGEST_LOSS_PAUSE_NANOS = 64_000_000;
    /** A loss so many pauses after the last one has nothing to do with it. */
    private static final int CALM = 4;

    private final boolean mayPay;
    /** In vain, less those that paid. */
    private int misses;

    private long pauseNanos = SHORTEST_PAUSE_NANOS;
    private long lossPauseNanos;
    private long lossPauseEnd;
    private boolean pausing;
    private long pauseEnd;
    private int waits;

    /** For a machine with so many processors: with one, whoever spins keeps the others from their work. */
    Spin(int processors) {
        mayPay = processors > 1;
    }

    /** True once it is done; false if to wait longer is better done asleep. */
    boolean await(Until what) {
        if (pausing && System.nanoTime() - pauseEnd >= 0) {
            pausing = false;
        }
        if (!mayPay || pausing) {
            return what.isDone();
        }
        if (++waits % SAMPLE != 0 && turns(what)) {
            paid();
            return true;
        }
        long begin = System.nanoTime();
        long last = begin;
        while (last - begin < NANOS) {
            boolean found = turns(what);
            long now = System.nanoTime();
            if (now - last > LOST_NANOS) {
                lost(now);
                return found;
            }
            if (found) {
                paid();
                return true;
            }
            last = now;
        }
        missed(last);
        return what.isDone();
    }

    private static boolean turns(Until what) {
        for (int turn = 0; turn < TURNS; turn++) {
            if (what.isDone()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private void paid() {
        if (misses > 0 && --misses == 0) {
            pauseNanos = Math.max(SHORTEST_PAUSE_NANOS, pauseNanos / 2);
        }
    }

    private void missed(long now) {
        if (++misses >= MISSES) {
            misses = MISSES - 1;
            pause(now, pauseNanos);
            pauseNanos = Math.min(pauseNanos * 2, LONGEST_PAUSE_NANOS);
        }
    }

    /** To lose the processor once costs more than very many waits gain. */
    private void lost(long now) {
        boolean again = lossPauseNanos > 0 && now - lossPauseEnd < CALM * lossPauseNanos;
        lossPauseNanos = again ? Math.min(2 * lossPauseNanos, LONGEST_LOSS_PAUSE_NANOS) : SHORTEST_LOSS_PAUSE_NANOS;
        pause(now, lossPauseNanos);
        lossPauseEnd = pauseEnd;
    }

    private void pause(long now, long nanos) {
        pausing = true;
        pauseEnd = now + nanos;
    }
}
