// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * A graph by numbers.
 *
 * @param edges where each state leads, in the order of declaration
 */
record RandomGraph(List<List<Integer>> edges) {
    static final int FAR = 1_000;
    private static final int LARGEST = 10;

    /** Of one state and more; some without edges, some with one to themselves. */
    static Arbitrary<RandomGraph> any() {
        return Arbitraries.integers().between(1, LARGEST).flatMap(RandomGraph::ofSize);
    }

    private static Arbitrary<RandomGraph> ofSize(int size) {
        return Arbitraries.integers()
                .between(0, size - 1)
                .list()
                .uniqueElements()
                .ofMaxSize(Math.min(4, size))
                .list()
                .ofSize(size)
                .map(RandomGraph::new);
    }

    int size() {
        return edges.size();
    }

    List<Integer> edges(int from) {
        return edges.get(from);
    }

    State state(int number) {
        return new State("S" + number);
    }

    int number(State state) {
        return Integer.parseInt(state.name().substring(1));
    }

    StateGraph graph() {
        StateGraph.Builder builder = StateGraph.builder();
        for (int from = 0; from < size(); from++) {
            builder.edge(state(from), edges(from).stream().map(this::state).toArray(State[]::new));
        }
        return builder.build();
    }

    /** All states in the order in which {@link #graph} names them. */
    Set<State> mentioned() {
        Set<State> states = new LinkedHashSet<>();
        for (int from = 0; from < size(); from++) {
            states.add(state(from));
            edges(from).forEach(to -> states.add(state(to)));
        }
        return states;
    }

    /** After Floyd and Warshall: {@link #FAR} and more where there is no way, 0 from a state to itself. */
    int[][] distances() {
        int[][] distances = new int[size()][size()];
        for (int from = 0; from < size(); from++) {
            Arrays.fill(distances[from], FAR);
            for (int to : edges(from)) {
                distances[from][to] = 1;
            }
            distances[from][from] = 0;
        }
        for (int via = 0; via < size(); via++) {
            for (int[] row : distances) {
                for (int to = 0; to < size(); to++) {
                    row[to] = Math.min(row[to], row[via] + distances[via][to]);
                }
            }
        }
        return distances;
    }

    /** Each edge once, as a picture has them. */
    List<String> arrows() {
        List<String> arrows = new ArrayList<>();
        for (int from = 0; from < size(); from++) {
            for (int to : edges(from)) {
                arrows.add(state(from) + " to " + state(to));
            }
        }
        return arrows;
    }
}
