// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

/** The configuration of the bundle, checked. */
record Settings(
        long graceMillis,
        long drainMillis,
        long stopMillis,
        long askMillis,
        int parkedLimit,
        int unfinishedLimit,
        int deadLetterLimit,
        int attemptLimit) {

    Settings {
        atLeast(0, graceMillis, "graceMillis");
        atLeast(0, drainMillis, "drainMillis");
        atLeast(0, stopMillis, "stopMillis");
        atLeast(1, askMillis, "askMillis");
        atLeast(1, parkedLimit, "parkedLimit");
        atLeast(1, unfinishedLimit, "unfinishedLimit");
        atLeast(1, deadLetterLimit, "deadLetterLimit");
        atLeast(1, attemptLimit, "attemptLimit");
    }

    static Settings of(BusConfiguration c) {
        return new Settings(
                c.graceMillis(),
                c.drainMillis(),
                c.stopMillis(),
                c.askMillis(),
                c.parkedLimit(),
                c.unfinishedLimit(),
                c.deadLetterLimit(),
                c.attemptLimit());
    }

    private static void atLeast(long minimum, long value, String key) {
        if (value < minimum) {
            throw new IllegalArgumentException(key + " is " + value + ": use " + minimum + " or more");
        }
    }
}
