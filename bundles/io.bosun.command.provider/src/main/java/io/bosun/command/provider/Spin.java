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
    private static final int SHORTEST_PAUSE = 64;
    private static final int LONGEST_PAUSE = 4_096;
    /** Whoever loses the processor loses it for longer than many waits take. */
    private static final int SHORTEST_LOSS_PAUSE = 256;

    private static final int LONGEST_LOSS_PAUSE = 65_536;
    /** So many waits that paid, and the last loss is forgotten. */
    private static final int CALM = 10_000;

    private final boolean mayPay;
    /** In vain, less those that paid. */
    private int misses;
    /** How many waits the next pause lasts. */
    private int pause = SHORTEST_PAUSE;

    private int lossPause = SHORTEST_LOSS_PAUSE;
    private int pausing;
    private int waits;
    private int calm;

    /** For a machine with so many processors: with one, whoever spins keeps the others from their work. */
    Spin(int processors) {
        mayPay = processors > 1;
    }

    /** True once it is done; false if to wait longer is better done asleep. */
    boolean await(Until what) {
        if (!mayPay || pausing > 0) {
            pausing--;
            return what.isDone();
        }
        if (++waits % SAMPLE != 0 && turns(what)) {
            paid();
            return true;
        }
        long begin = System.nanoTime();
        for (long last = begin, now; last - begin < NANOS; last = now) {
            boolean found = turns(what);
            now = System.nanoTime();
            if (now - last > LOST_NANOS) {
                lost();
                return found;
            }
            if (found) {
                paid();
                return true;
            }
        }
        missed();
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
            pause = Math.max(SHORTEST_PAUSE, pause / 2);
        }
        if (++calm >= CALM) {
            calm = 0;
            lossPause = SHORTEST_LOSS_PAUSE;
        }
    }

    private void missed() {
        if (++misses >= MISSES) {
            misses = MISSES - 1;
            pausing = pause;
            pause = Math.min(pause * 2, LONGEST_PAUSE);
        }
    }

    /** To lose the processor once costs more than very many waits gain. */
    private void lost() {
        calm = 0;
        pausing = lossPause;
        lossPause = Math.min(lossPause * 2, LONGEST_LOSS_PAUSE);
    }
}
