// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is to be drawn: states by number, in the order in which they stand best below each other. */
final class PictureGraph {
    private final List<String> names;
    private final List<Arrow> arrows;
    private final int current;

    private PictureGraph(List<String> names, List<Arrow> arrows, int current) {
        this.names = names;
        this.arrows = arrows;
        this.current = current;
    }

    /** An edge between two states; one to an error state is taken when a listener has failed. */
    record Arrow(int from, int to, boolean error) {
        boolean isLoop() {
            return from == to;
        }

        /** Whether it leads back, against the order of the states. */
        boolean isBack() {
            return from > to;
        }
    }

    static PictureGraph of(StateGraph graph, Map<State, State> errors, State current) {
        errors.forEach((from, to) -> {
            require(graph, from);
            require(graph, to);
        });
        if (current != null) {
            require(graph, current);
        }
        Map<State, Integer> numbers = new HashMap<>();
        graph.states().forEach(state -> numbers.put(state, numbers.size()));
        List<Arrow> arrows = new ArrayList<>();
        for (State from : graph.states()) {
            graph.edges(from).forEach(to -> arrows.add(new Arrow(numbers.get(from), numbers.get(to), false)));
            if (errors.containsKey(from)) {
                arrows.add(new Arrow(numbers.get(from), numbers.get(errors.get(from)), true));
            }
        }
        int[] places = PictureOrder.places(numbers.size(), arrows);
        String[] names = new String[places.length];
        Set<String> taken = new HashSet<>();
        for (State state : graph.states()) {
            names[places[numbers.get(state)]] = PictureText.clean(state.name(), taken);
        }
        return new PictureGraph(
                List.of(names),
                arrows.stream()
                        .map(arrow -> new Arrow(places[arrow.from()], places[arrow.to()], arrow.error()))
                        .toList(),
                current == null ? -1 : places[numbers.get(current)]);
    }

    private static void require(StateGraph graph, State state) {
        if (!graph.states().contains(state)) {
            throw new IllegalArgumentException(
                    "Not a state of this graph: " + state + "; its states: " + graph.states());
        }
    }

    int size() {
        return names.size();
    }

    String name(int state) {
        return names.get(state);
    }

    List<Arrow> arrows() {
        return arrows;
    }

    boolean isCurrent(int state) {
        return state == current;
    }

    /** Whether any state is marked. */
    boolean hasCurrent() {
        return current >= 0;
    }

    /** The name of the marked state. */
    String current() {
        return names.get(current);
    }
}
