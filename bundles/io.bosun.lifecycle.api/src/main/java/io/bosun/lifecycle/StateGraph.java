// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * States and the edges between them, with the first hop of a shortest way from each state to each other. Immutable, so
 * any thread may use it.
 *
 * <p>All edges weigh the same. Of several shortest ways the one wins whose first hop was declared first. A state that
 * was declared without any edge is kept.
 */
@ProviderType
public final class StateGraph {
    private final Map<State, List<State>> edges;
    private final Map<State, Map<State, State>> hops;

    private StateGraph(Map<State, List<State>> edges) {
        this.edges = edges;
        Map<State, Map<State, State>> table = new HashMap<>();
        edges.keySet().forEach(from -> table.put(from, hopsFrom(from)));
        this.hops = table;
    }

    /**
     * Makes a graph of its edges.
     *
     * @param edges where each state leads, in the order of preference; null gives the empty graph. States that are only
     *     led to need no entry
     */
    public static StateGraph of(Map<State, List<State>> edges) {
        Builder builder = builder();
        if (edges != null) {
            edges.forEach((from, to) -> builder.edge(from, to.toArray(State[]::new)));
        }
        return builder.build();
    }

    /** Returns a builder without states. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns all states in the order in which they were first named. */
    public Set<State> states() {
        return edges.keySet();
    }

    /** Returns where a state leads directly, in the order of declaration; nothing for an unknown state. */
    public List<State> edges(State from) {
        return edges.getOrDefault(from, List.of());
    }

    /**
     * Returns the first hop of a shortest way.
     *
     * @return empty if there is no way, if either state is unknown, and for the way from a state to itself unless that
     *     has an edge of its own
     */
    public Optional<State> next(State from, State to) {
        return Optional.ofNullable(hops.getOrDefault(from, Map.of()).get(to));
    }

    /**
     * Draws this graph.
     *
     * @param errors which error state follows a failure in which state; may be empty
     * @param current the state to mark; null marks none
     * @throws IllegalArgumentException if one of them is not a state of this graph
     */
    public StatePicture picture(Map<State, State> errors, State current) {
        return new StatePicture(PictureGraph.of(this, errors, current));
    }

    /** Breadth first: each state inherits the first hop of the one that it was found from. */
    private Map<State, State> hopsFrom(State from) {
        Map<State, State> first = new HashMap<>();
        Deque<State> open = new ArrayDeque<>();
        for (State to : edges.get(from)) {
            if (first.putIfAbsent(to, to) == null && !to.equals(from)) {
                open.add(to);
            }
        }
        while (!open.isEmpty()) {
            State via = open.remove();
            for (State to : edges.get(via)) {
                if (!to.equals(from) && first.putIfAbsent(to, first.get(via)) == null) {
                    open.add(to);
                }
            }
        }
        return first;
    }

    /** Collects edges; for one thread. */
    public static final class Builder {
        private final Map<State, List<State>> edges = new LinkedHashMap<>();

        private Builder() {}

        /** Declares a state and where it leads; adds to what was declared of it before. Without {@code to}: no edge. */
        public Builder edge(State from, State... to) {
            List<State> known = edges.computeIfAbsent(from, absent -> new ArrayList<>());
            for (State state : to) {
                if (!known.contains(state)) {
                    known.add(state);
                }
                edges.computeIfAbsent(state, absent -> new ArrayList<>());
            }
            return this;
        }

        /** Returns the graph of all that was declared so far. */
        public StateGraph build() {
            Map<State, List<State>> copy = new LinkedHashMap<>();
            edges.forEach((from, to) -> copy.put(from, List.copyOf(to)));
            return new StateGraph(Collections.unmodifiableMap(copy));
        }
    }
}
