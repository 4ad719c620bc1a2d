// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.StateGraph;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What makes a bus another one, as it was configured. Lists are kept as their entries: whether these came as an array,
 * with commas or on lines makes no difference.
 *
 * @param name empty for one by chance
 */
record PlanKeys(
        String name,
        List<String> edges,
        List<String> errors,
        String initial,
        String last,
        String rest,
        String work,
        List<String> startStates) {

    /** It becomes a part of filters and of the names of threads. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private static final Pattern AROUND_ARROW = Pattern.compile("\\s*>\\s*");
    private static final Pattern BETWEEN = Pattern.compile("[,\\r\\n]");

    static PlanKeys of(OwnBusConfiguration c) {
        return new PlanKeys(
                text(c.name()),
                entries(c.edges()),
                entries(c.errors()),
                text(c.initial()),
                text(c.last()),
                text(c.rest()),
                text(c.work()),
                entries(c.startStates()));
    }

    private static String text(String value) {
        return value == null ? "" : value.strip();
    }

    private static List<String> entries(String[] values) {
        return Arrays.stream(values == null ? new String[0] : values)
                .flatMap(BETWEEN::splitAsStream)
                .map(each -> AROUND_ARROW.matcher(each.strip()).replaceAll(">"))
                .filter(each -> !each.isEmpty())
                .toList();
    }

    /** @throws IllegalArgumentException if it is no name, or that of the default bus */
    void checkName() {
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name is " + name + ": use 1 to 64 letters, digits, dots, dashes or underscores");
        }
        if (name.equals(LifecycleBus.DEFAULT_BUS)) {
            throw new IllegalArgumentException(
                    "name is " + name + ", which is the bus of the process: use another one");
        }
    }

    /**
     * Makes the plan of a bus.
     *
     * @throws IllegalArgumentException if the keys do not fit together
     */
    BusPlan plan(String busName) {
        if (edges.isEmpty()) {
            refuseWithoutEdges();
            return BusPlan.process(busName);
        }
        StateGraph graph = graph();
        State end = last.isEmpty() ? onlyEnd(graph) : known(graph, "last", last);
        State begin = initial.isEmpty() ? graph.states().iterator().next() : known(graph, "initial", initial);
        Map<State, State> failing = failing(graph);
        check(graph, begin, end, failing);
        return new BusPlan(
                busName,
                graph,
                failing,
                begin,
                optional(graph, "rest", rest),
                optional(graph, "work", work),
                end,
                startStates.stream()
                        .map(each -> known(graph, "startStates", each))
                        .collect(Collectors.toUnmodifiableSet()),
                Set.of(end),
                Set.of(),
                failing.values().stream()
                        .distinct()
                        .collect(Collectors.toUnmodifiableMap(Function.identity(), e -> 1)));
    }

    private void refuseWithoutEdges() {
        Map<String, String> own = new LinkedHashMap<>();
        own.put("errors", String.join(",", errors));
        own.put("initial", initial);
        own.put("last", last);
        own.put("rest", rest);
        own.put("work", work);
        own.put("startStates", String.join(",", startStates));
        own.forEach((key, value) -> {
            if (!value.isEmpty()) {
                throw new IllegalArgumentException(key + " is " + value
                        + ", but there are no edges: add edges, or take it away for the states of a process");
            }
        });
    }

    /** An entry without an arrow is one more state that the entry before it leads to. */
    private StateGraph graph() {
        StateGraph.Builder graph = StateGraph.builder();
        State from = null;
        for (String entry : edges) {
            int arrow = entry.indexOf('>');
            if (arrow < 0 && from == null || arrow != entry.lastIndexOf('>')) {
                throw new IllegalArgumentException("edges has " + entry + ": write FROM>TO,TO");
            }
            String to = entry.substring(arrow + 1);
            if (arrow >= 0) {
                from = state("edges", entry, entry.substring(0, arrow));
                graph.edge(from);
            }
            if (!to.isEmpty()) {
                graph.edge(from, state("edges", entry, to));
            }
        }
        return graph.build();
    }

    private Map<State, State> failing(StateGraph graph) {
        Map<State, State> failing = new LinkedHashMap<>();
        for (String entry : errors) {
            String[] sides = entry.split(">", -1);
            if (sides.length != 2) {
                throw new IllegalArgumentException("errors has " + entry + ": write STATE>ERROR_STATE");
            }
            State error = known(graph, "errors", sides[1]);
            if (failing.put(known(graph, "errors", sides[0]), error) != null) {
                throw new IllegalArgumentException("errors has a second entry " + entry + ": leave one of them");
            }
        }
        return Map.copyOf(failing);
    }

    private static State onlyEnd(StateGraph graph) {
        List<State> ends = graph.states().stream()
                .filter(each -> graph.edges(each).isEmpty())
                .toList();
        if (ends.size() != 1) {
            throw new IllegalArgumentException("last is not there, and not one state of the edges leads nowhere, but "
                    + ends + ": add last=STATE");
        }
        return ends.get(0);
    }

    private void check(StateGraph graph, State begin, State end, Map<State, State> failing) {
        if (!graph.edges(end).isEmpty()) {
            throw new IllegalArgumentException("last is " + end + ", which leads to " + graph.edges(end)
                    + ": take these edges away, or name another state");
        }
        if (failing.containsKey(end)) {
            throw new IllegalArgumentException("errors has " + end + ">" + failing.get(end) + ", but " + end
                    + " is the last state: take the entry away");
        }
        requireWay(graph, begin, end);
        failing.values().forEach(each -> requireWay(graph, each, end));
        Optional<State> resting = optional(graph, "rest", rest);
        Optional<State> working = optional(graph, "work", work);
        working.ifPresent(at -> requireWay(graph, begin, at));
        if (resting.isPresent() && working.isPresent()) {
            requireWay(graph, working.get(), resting.get());
            requireWay(graph, resting.get(), working.get());
        }
    }

    private static void requireWay(StateGraph graph, State from, State to) {
        if (!from.equals(to) && graph.next(from, to).isEmpty()) {
            throw new IllegalArgumentException("No way leads from " + from + " to " + to + ": add edges");
        }
    }

    private static Optional<State> optional(StateGraph graph, String key, String name) {
        return name.isEmpty() ? Optional.empty() : Optional.of(known(graph, key, name));
    }

    private static State known(StateGraph graph, String key, String name) {
        State state = state(key, name, name);
        if (!graph.states().contains(state)) {
            throw new IllegalArgumentException(
                    key + " has " + name + ", which is none of " + graph.states() + ": name one of them, or add edges");
        }
        return state;
    }

    private static State state(String key, String entry, String name) {
        try {
            return new State(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + " has " + entry + ": " + e.getMessage(), e);
        }
    }
}
