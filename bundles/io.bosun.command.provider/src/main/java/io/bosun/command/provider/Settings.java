// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/** The configuration of the bundle, checked. */
record Settings(
        long graceMillis,
        long drainMillis,
        long stopMillis,
        long askMillis,
        int parkedLimit,
        int unfinishedLimit,
        int deadLetterLimit,
        long deadLetterBytes,
        int attemptLimit,
        int askLimit,
        long idleMillis,
        int historyLimit) {

    Settings {
        atLeast(0, graceMillis, "graceMillis");
        atLeast(0, drainMillis, "drainMillis");
        atLeast(0, stopMillis, "stopMillis");
        atLeast(1, askMillis, "askMillis");
        atLeast(1, parkedLimit, "parkedLimit");
        atLeast(1, unfinishedLimit, "unfinishedLimit");
        atLeast(1, deadLetterLimit, "deadLetterLimit");
        atLeast(0, deadLetterBytes, "deadLetterBytes");
        atLeast(1, attemptLimit, "attemptLimit");
        atLeast(1, askLimit, "askLimit");
        atLeast(1, idleMillis, "idleMillis");
        atLeast(1, historyLimit, "historyLimit");
    }

    /** What a process without a configuration has. */
    static Settings defaults() {
        return of((BusConfiguration) Proxy.newProxyInstance(
                Settings.class.getClassLoader(),
                new Class<?>[] {BusConfiguration.class},
                (self, key, none) -> key.getDefaultValue()));
    }

    /**
     * As configured; with a wrong value all of it is refused, because a part would be something that nobody has asked
     * for, and what was there before stays.
     *
     * @param refusal told the reason
     */
    static Settings of(BusConfiguration c, Settings before, Consumer<String> refusal) {
        try {
            return of(c);
        } catch (RuntimeException wrong) {
            refusal.accept(
                    "Configuration io.bosun.command.provider is refused, " + before + " stays: " + wrong.getMessage());
            return before;
        }
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
                c.deadLetterBytes(),
                c.attemptLimit(),
                c.askLimit(),
                c.idleMillis(),
                c.historyLimit());
    }

    private static void atLeast(long minimum, long value, String key) {
        if (value < minimum) {
            throw new IllegalArgumentException(key + " is " + value + ": use " + minimum + " or more");
        }
    }
}
