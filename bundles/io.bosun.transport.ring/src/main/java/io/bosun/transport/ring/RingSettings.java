// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import java.util.Objects;

/** The configuration as a berth gets it; one with a wrong value cannot be made. */
record RingSettings(int size, int controlSize, int limit, RingWait waiting) {
    static final int SIZE = 1024;
    static final int CONTROL_SIZE = 64;
    static final int LIMIT = 256;

    static final RingSettings DEFAULT = new RingSettings(SIZE, CONTROL_SIZE, LIMIT, RingWait.AUTO);

    private static final int LARGEST = 65_536;
    private static final int LARGEST_CONTROL = 1024;
    private static final int LARGEST_LIMIT = 4096;

    RingSettings {
        if (size < 2 || size > LARGEST || Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException("size is " + size + ": use a power of two from 2 to " + LARGEST);
        }
        requireBetween("controlSize", controlSize, LARGEST_CONTROL);
        requireBetween("limit", limit, LARGEST_LIMIT);
        Objects.requireNonNull(waiting, "waitStrategy");
    }

    RingSettings(RingConfiguration configuration) {
        this(configuration.size(), configuration.controlSize(), configuration.limit(), configuration.waitStrategy());
    }

    private static void requireBetween(String key, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(key + " is " + value + ": use a number from 1 to " + most);
        }
    }
}
