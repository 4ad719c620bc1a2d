// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * What to measure, and for how long.
 *
 * @param script the launch script of a boss
 * @param rounds of the quiet regime; the busy one has one less
 * @param only the rows to measure: A1 to A4, B1, B2, C, D, E, F1 to F5; empty for all
 * @param quietOnly whether the regime with the busy thread is left out
 * @param millis of each measurement
 * @param receivers of a broadcast
 * @param log where the measured JVMs write to
 */
record Options(String script, int rounds, Set<String> only, boolean quietOnly, int millis, int receivers, Path log) {
    private static final int DEFAULT_ROUNDS = 3;
    private static final int DEFAULT_MILLIS = 1_500;
    private static final int DEFAULT_RECEIVERS = 8;
    private static final Set<String> IDS =
            Set.of("A1", "A2", "A3", "A4", "B1", "B2", "C", "D", "E", "F1", "F2", "F3", "F4", "F5");

    static Options parse(String[] args, Path log) {
        int rounds = DEFAULT_ROUNDS;
        int millis = DEFAULT_MILLIS;
        int receivers = DEFAULT_RECEIVERS;
        boolean quietOnly = false;
        Set<String> only = new HashSet<>();
        Iterator<String> rest = List.of(args).listIterator(1);
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--rounds" -> rounds = positive(option, rest);
                case "--millis" -> millis = positive(option, rest);
                case "--receivers" -> receivers = positive(option, rest);
                case "--quiet-only" -> quietOnly = true;
                case "--only" -> only.addAll(List.of(value(option, rest).split(",")));
                default ->
                    throw refused(option, "use --rounds N, --only A1,B1, --quiet-only, --millis N, --receivers N");
            }
        }
        if (!IDS.containsAll(only)) {
            throw refused("--only " + String.join(",", only), "it may have " + String.join(",", IDS));
        }
        return new Options(args[0], rounds, Set.copyOf(only), quietOnly, millis, receivers, log);
    }

    boolean wants(String id) {
        return only.isEmpty() || only.contains(id);
    }

    /** The compilers take longer than the measurement, beside threads that keep all processors busy. */
    int warmUpMillis() {
        return millis * 8 / 3;
    }

    /** JMH overwrites what is there. */
    Path jmhLog() {
        return log.resolveSibling(log.getFileName() + ".jmh");
    }

    private static int positive(String option, Iterator<String> rest) {
        String value = value(option, rest);
        if (!value.matches("[1-9]\\d{0,8}")) {
            throw refused(option + " " + value, "it takes a number greater than zero");
        }
        return Integer.parseInt(value);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw refused(option, "it takes a value");
        }
        return rest.next();
    }

    private static IllegalArgumentException refused(String option, String advice) {
        return new IllegalArgumentException(option + ": " + advice);
    }
}
