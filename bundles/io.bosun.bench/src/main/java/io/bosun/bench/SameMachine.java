// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;

/**
 * Lets all trials meet the machine in the same state, as far as that can be had: one before or after which a cache line
 * takes much longer than at best is repeated, whoever it measures and whatever it gave.
 */
final class SameMachine {
    private static final Logger LOG = System.getLogger(SameMachine.class.getName());
    private static final double MUCH = 1.7;
    private static final int TRIES = 3;
    private static final int LOOKS = 20;
    private static final long BETWEEN_LOOKS_MILLIS = 500;

    private double best = Double.POSITIVE_INFINITY;
    private int repeated;
    private int kept;

    /** What is measured. */
    @FunctionalInterface
    interface Measurement<T> {
        T get() throws IOException, InterruptedException;
    }

    /** What the last one gave. */
    <T> T measure(Measurement<T> what) throws IOException, InterruptedException {
        for (int tries = 1; ; tries++) {
            boolean atBest = awaitBest();
            T got = what.get();
            if (atBest && isBest()) {
                return got;
            }
            if (tries == TRIES) {
                kept++;
                return got;
            }
            repeated++;
        }
    }

    private boolean awaitBest() throws InterruptedException {
        for (int i = 0; i < LOOKS; i++) {
            if (isBest()) {
                return true;
            }
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
        }
        return false;
    }

    private boolean isBest() throws InterruptedException {
        double now = HandOver.nanos();
        best = Math.min(best, now);
        LOG.log(Level.INFO, "A cache line takes {0} ns", Math.round(now));
        return !(now > MUCH * best);
    }

    /** For people. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "a cache line from one processor to the other at best %.0f ns; %d trials repeated and %d kept where it"
                        + " took more than %.1f times as long",
                best,
                repeated,
                kept,
                MUCH);
    }
}
