// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

/**
 * What may be configured of a bus in a container while it works.
 *
 * @param autoStart whether it walks to work when the framework has started
 * @param stopMillis how long an exit may take
 * @param conditions whether its states are conditions
 * @param shutdownHook whether it exits when the JVM ends
 */
record BusOptions(boolean autoStart, long stopMillis, boolean conditions, boolean shutdownHook, BusSettings settings) {

    BusOptions {
        atLeast(0, stopMillis, "stopMillis");
        atLeast(0, settings.historySize(), "historySize");
        atLeast(1, settings.queueSize(), "queueSize");
        atLeast(0, settings.threadsMillis(), "threadsMillis");
    }

    static final BusOptions DEFAULTS = new BusOptions(true, 20_000, true, true, BusSettings.DEFAULTS);

    /** @throws IllegalArgumentException if a value is out of its range */
    static BusOptions of(BusConfiguration c) {
        return new BusOptions(
                c.autoStart(),
                c.stopMillis(),
                c.conditions(),
                c.shutdownHook(),
                new BusSettings(c.maxHops(), c.historySize(), c.queueSize(), c.threadsMillis(), c.skipStale()));
    }

    /** @throws IllegalArgumentException if a value is out of its range */
    static BusOptions of(OwnBusConfiguration c) {
        return new BusOptions(
                c.autoStart(),
                c.stopMillis(),
                c.conditions(),
                false,
                new BusSettings(c.maxHops(), c.historySize(), c.queueSize(), c.threadsMillis(), c.skipStale()));
    }

    /** @throws IllegalArgumentException if a bus of this plan could not work with them */
    BusOptions checked(BusPlan plan) {
        // Or it could not even go to its end.
        atLeast(plan.graph().states().size(), settings.maxHops(), "maxHops");
        if (autoStart && plan.work().isEmpty()) {
            throw new IllegalArgumentException("autoStart is true, but there is no work state: add work=STATE");
        }
        return this;
    }

    static void atLeast(long minimum, long value, String key) {
        if (value < minimum) {
            throw new IllegalArgumentException(key + " is " + value + ": use " + minimum + " or more");
        }
    }
}
