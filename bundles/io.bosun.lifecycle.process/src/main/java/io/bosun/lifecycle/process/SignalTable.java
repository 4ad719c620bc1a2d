// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import io.bosun.lifecycle.StateGraph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Which signal does what.
 *
 * @param actions by the names of signals, without SIG
 * @param problems what was left out, and why; one line each
 */
record SignalTable(Map<String, SignalAction> actions, List<String> problems) {
    private static final String OF_THE_SYSTEM = "the system lets nobody take it; use TERM";
    private static final String OF_THE_JVM = "the JVM needs it for itself; use USR1";

    /** Some of these the JVM would give us, and fail later. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("USR2", "the JVM suspends threads with it, and one from outside can crash it; use USR1"),
            Map.entry("QUIT", "the JVM prints the stacks of all threads on it; use TERM"),
            Map.entry("KILL", OF_THE_SYSTEM),
            Map.entry("STOP", OF_THE_SYSTEM),
            Map.entry("SEGV", OF_THE_JVM),
            Map.entry("BUS", OF_THE_JVM),
            Map.entry("FPE", OF_THE_JVM),
            Map.entry("ILL", OF_THE_JVM),
            Map.entry("TRAP", OF_THE_JVM),
            Map.entry("PIPE", OF_THE_JVM),
            Map.entry("XFSZ", OF_THE_JVM));

    /** Takes copies, and keeps the order, for the log. */
    SignalTable {
        actions = Collections.unmodifiableMap(new LinkedHashMap<>(actions));
        problems = List.copyOf(problems);
    }

    /**
     * Reads {@code NAME=ACTION} or {@code NAME} alone.
     *
     * @param lists each with one or more entries, separated by commas
     */
    static SignalTable of(List<String> lists, StateGraph graph, BooleanSupplier hasTerminal) {
        Reader reader = new Reader(graph, hasTerminal, new LinkedHashMap<>(), new ArrayList<>());
        lists.stream()
                .flatMap(list -> Stream.of(list.split(",")))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .forEach(reader::add);
        return new SignalTable(reader.actions, reader.problems);
    }

    private record Reader(
            StateGraph graph, BooleanSupplier hasTerminal, Map<String, SignalAction> actions, List<String> problems) {
        void add(String entry) {
            int equals = entry.indexOf('=');
            String name = name(equals < 0 ? entry : entry.substring(0, equals));
            String reason = REFUSED.get(name);
            if (reason != null) {
                problems.add("Signal " + name + " is refused: " + reason);
                return;
            }
            try {
                actions.put(name, equals < 0 ? byDefault(name) : parse(entry.substring(equals + 1)));
            } catch (IllegalArgumentException e) {
                problems.add("Signal " + name + " is not taken: " + e.getMessage());
            }
        }

        private SignalAction byDefault(String name) {
            return SignalAction.byDefault(name, hasTerminal);
        }

        private SignalAction parse(String text) {
            return SignalAction.parse(text.strip(), graph);
        }

        private static String name(String written) {
            String name = written.strip().toUpperCase(Locale.ROOT);
            return name.startsWith("SIG") ? name.substring("SIG".length()) : name;
        }
    }
}
