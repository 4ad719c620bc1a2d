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
    /** After so many commands a wait in vain costs little beside them. */
    private static final int MANY = 64;

    private static final long SHORTEST_PAUSE_NANOS = 500_000;
    private static final long LONGEST_PAUSE_NANOS = 64_000_000;
    /** Whoever loses the processor loses it for longer than many waits take. */
    private static final long SHORTEST_LOSS_PAUSE_NANOS = 2_000_000;

    private static final long LONGEST_LOSS_PAUSE_NANOS = 64_000_000;
    /** A loss so many pauses after the last one has nothing to do with it. */
    private static final int CALM = 4;

    private final boolean never;
    private final LongSupplier clock;
    private final Pace pace = new Pace();
    /** In vain, less those that paid. */
    private int misses;

    private long pauseNanos = SHORTEST_PAUSE_NANOS;
    private long lossPauseNanos;
    private long lossPauseEnd;
    private boolean pausing;
    private long pauseEnd;
    private int waits;

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

    /** The same at the pace of those who make it ready, which have done so that often since it waited last. */
    boolean await(BooleanSupplier ready, int ran) {
        if (pauses()) {
            return false;
        }
        for (int turns = pace.turns(ran); turns > 0; turns--) {
            Thread.onSpinWait();
        }
        return spin(ready, ran);
    }

    /** Whether it is ready; false at the end of the moment, or at once while the spinning pauses. */
    boolean await(BooleanSupplier ready) {
        return !pauses() && spin(ready, 1);
    }

    private boolean pauses() {
        if (pausing && clock.getAsLong() - pauseEnd >= 0) {
            pausing = false;
        }
        return never || pausing;
    }

    private boolean spin(BooleanSupplier ready, int ran) {
        if (++waits % SAMPLE != 0 && turns(ready)) {
            paid();
            return true;
        }
        long begin = clock.getAsLong();
        long last = begin;
        while (last - begin < NANOS) {
            boolean found = turns(ready);
            long now = clock.getAsLong();
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
        if (ran < MANY) {
            missed(last);
        }
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
