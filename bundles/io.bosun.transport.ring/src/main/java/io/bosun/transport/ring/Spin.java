// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Waits awake, for a moment and as long as that pays. To be woken costs more than the moment; but where it passes in
 * vain more often than not, or the processor is wanted by others, the spinning pauses, for longer each time.
 */
final class Spin extends Apart {
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

    private final boolean never;
    private final LongSupplier clock;
    /** In vain, less those that paid. */
    private int misses;
    /** How many waits the next pause lasts. */
    private int pause = SHORTEST_PAUSE;

    private int lossPause = SHORTEST_LOSS_PAUSE;
    private int pausing;
    private int waits;
    private int calm;

    /** With a clock in nanoseconds. */
    Spin(boolean never, LongSupplier clock) {
        this.never = never;
        this.clock = clock;
    }

    /** For a thread that can be woken: on a single processor it leaves that one to others. */
    static Spin whereItPays() {
        return new Spin(Runtime.getRuntime().availableProcessors() < 2, System::nanoTime);
    }

    static Spin never() {
        return new Spin(true, System::nanoTime);
    }

    /** Whether it is ready; false at the end of the moment, or at once while the spinning pauses. */
    boolean await(BooleanSupplier ready) {
        if (never) {
            return false;
        }
        if (pausing > 0) {
            pausing--;
            return false;
        }
        if (++waits % SAMPLE != 0 && turns(ready)) {
            paid();
            return true;
        }
        long begin = clock.getAsLong();
        for (long last = begin, now; last - begin < NANOS; last = now) {
            boolean found = turns(ready);
            now = clock.getAsLong();
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
        return ready.getAsBoolean();
    }

    private static boolean turns(BooleanSupplier ready) {
        for (int turn = 0; turn < TURNS; turn++) {
            if (ready.getAsBoolean()) {
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
