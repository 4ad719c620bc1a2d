// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.log;

import io.bosun.lifecycle.LogLevel;
import java.util.Locale;
import java.util.Map;

/** Reads levels as people write them, and writes them so. */
final class Levels {
    /** The least level of who takes everything. */
    static final int ALL = Integer.MIN_VALUE;

    private static final Map<String, Integer> NUMBERS = Map.of(
            "DEBUG", LogLevel.DEBUG,
            "INFO", LogLevel.INFO,
            "WARN", LogLevel.WARN,
            "ERROR", LogLevel.ERROR);

    private Levels() {}

    /**
     * Reads one.
     *
     * @param key for the message
     * @return {@link #ALL} for an empty text
     * @throws IllegalArgumentException if it is none
     */
    static int parse(String key, String text) {
        if (text == null || text.isBlank()) {
            return ALL;
        }
        String word = text.strip().toUpperCase(Locale.ROOT);
        try {
            return NUMBERS.containsKey(word) ? NUMBERS.get(word) : Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    key + " is '" + text + "'; give a number, or DEBUG, INFO, WARN or ERROR", e);
        }
    }

    /** Returns its name, or the number of one that has none. */
    static String text(int level) {
        return switch (level) {
            case LogLevel.DEBUG -> "DEBUG";
            case LogLevel.INFO -> "INFO";
            case LogLevel.WARN -> "WARN";
            case LogLevel.ERROR -> "ERROR";
            default -> Integer.toString(level);
        };
    }
}
