// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import java.util.function.BooleanSupplier;

/**
 * Waits a moment without giving the processor away, as long as that pays: to be woken costs more. Where it was in vain
 * several times in a row it pauses, for longer each time. Its counts are shared without a lock: that they may be wrong
 * now and then does no harm.
 */
final class Spin {
    private static final long NANOS = 40_000;
    /** To look at the clock takes as long as some turns. */
    private static final int TURNS = 32;

    private static final int MISSES = 4;
    private static final int SHORTEST_PAUSE = 64;
    private static final int LONGEST_PAUSE = 4_096;

    private final boolean mayPay;
    private int misses;
    /** How many waits the next pause lasts. */
    private int pause = SHORTEST_PAUSE;

    private int pausing;

    /** For a machine with so many processors: with one, whoever spins keeps the others from their work. */
    Spin(int processors) {
        mayPay = processors > 1;
    }

    /** True once it is done; false if to wait longer is better done asleep. */
    boolean await(BooleanSupplier done) {
        if (!mayPay || pausing > 0) {
            pausing--;
            return done.getAsBoolean();
        }
        long start = System.nanoTime();
        do {
            for (int turn = 0; turn < TURNS; turn++) {
                if (done.getAsBoolean()) {
                    misses = 0;
                    pause = SHORTEST_PAUSE;
                    return true;
                }
                Thread.onSpinWait();
            }
        } while (System.nanoTime() - start < NANOS);
        if (++misses >= MISSES) {
            pausing = pause;
            pause = Math.min(pause * 2, LONGEST_PAUSE);
        }
        return false;
    }
}
