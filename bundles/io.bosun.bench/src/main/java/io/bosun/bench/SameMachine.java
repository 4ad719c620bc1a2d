// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;

/**
 * Sees to it that a trial meets one state of the machine: one during which the time of a cache line has changed much is
 * repeated, whoever it measures and whatever it gave. How many met the slower state is told.
 */
final class SameMachine {
    private static final Logger LOG = System.getLogger(SameMachine.class.getName());
    private static final double MUCH = 3;
    private static final int TRIES = 3;

    private double best = Double.POSITIVE_INFINITY;
    private int trials;
    private int slow;
    private int repeated;

    /** What is measured. */
    @FunctionalInterface
    interface Measurement<T> {
        T get() throws IOException, InterruptedException;
    }

    /** What the last one gave. */
    <T> T measure(Measurement<T> what) throws IOException, InterruptedException {
        trials++;
        boolean before = isBest();
        T got = what.get();
        boolean after = isBest();
        for (int tries = 1; before != after && tries < TRIES; tries++) {
            repeated++;
            before = after;
            got = what.get();
            after = isBest();
        }
        slow += before && after ? 0 : 1;
        return got;
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
                "a cache line took %.0f ns from one processor to the other at best, and more than %.0f times as long in"
                        + " %d of %d trials; %d were repeated because that changed",
                best,
                MUCH,
                slow,
                trials,
                repeated);
    }
}
