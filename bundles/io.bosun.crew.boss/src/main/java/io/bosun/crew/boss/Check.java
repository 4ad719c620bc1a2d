// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

/** Refuses numbers of configurations that make no sense. */
final class Check {
    private static final int LAST_PORT = 0xFFFF;
    /** A year: nobody waits longer, and sums of such times do not overflow. */
    private static final long MOST_MILLIS = 365L * 24 * 60 * 60 * 1000;

    private Check() {}

    /** A time that has to pass. */
    static long positive(String key, long millis) {
        return within(key, millis, 1, MOST_MILLIS);
    }

    /** A time that may be none. */
    static long notNegative(String key, long millis) {
        return within(key, millis, 0, MOST_MILLIS);
    }

    static int count(String key, int count) {
        return (int) within(key, count, 0, Integer.MAX_VALUE);
    }

    static int port(String key, int port) {
        return (int) within(key, port, 0, LAST_PORT);
    }

    private static long within(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + "=" + value + ": give it a number from " + least + " to " + most);
        }
        return value;
    }
}
