// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StateGraphTest {
    private static final State A = new State("A");
    private static final State B = new State("B");
    private static final State C = new State("C");
    private static final State D = new State("D");

    @Test
    @DisplayName("MB-1 the table holds the first hop of a shortest path")
    void shouldNameFirstHopOfShortestPath() {
        StateGraph graph =
                StateGraph.builder().edge(A, B).edge(B, C).edge(C, D).edge(A, C).build();

        assertThat(graph.next(A, D)).contains(C);
        assertThat(graph.next(A, B)).contains(B);
        assertThat(graph.next(B, D)).contains(C);
        assertThat(graph.edges(A)).containsExactly(B, C);
    }

    @Test
    @DisplayName("MB-1 unreachable and unknown pairs are absent")
    void shouldHaveNoHopWithoutWay() {
        StateGraph graph = StateGraph.of(Map.of(A, List.of(B)));

        assertThat(graph.next(B, A)).isEmpty();
        assertThat(graph.next(A, D)).isEmpty();
        assertThat(graph.next(D, A)).isEmpty();
    }

    @Test
    @DisplayName("MB-1 a state leads to itself only by an edge of its own, not by a cycle")
    void shouldLeadToItselfByOwnEdgeOnly() {
        StateGraph cycle = StateGraph.builder().edge(A, B).edge(B, A).build();
        StateGraph self = StateGraph.builder().edge(A, B, A).edge(B, C).build();

        assertThat(cycle.next(A, A)).isEmpty();
        assertThat(self.next(A, A)).contains(A);
        assertThat(self.next(A, C)).contains(B);
    }

    @Test
    @DisplayName("MB-1 null gives the empty graph")
    void shouldBeEmptyWithoutEdges() {
        assertThat(StateGraph.of(null).states()).isEmpty();
    }

    @Test
    @DisplayName("MB-2 states keeps those without any edge")
    void shouldKeepIsolatedStates() {
        StateGraph graph = StateGraph.builder().edge(D).edge(A, B).build();

        assertThat(graph.states()).containsExactly(D, A, B);
        assertThat(graph.next(D, A)).isEmpty();
    }

    @Test
    @DisplayName("MB-3 ties go to the edge that was declared first")
    void shouldBreakTiesByDeclaration() {
        assertThat(StateGraph.builder()
                        .edge(A, B, C)
                        .edge(B, D)
                        .edge(C, D)
                        .build()
                        .next(A, D))
                .contains(B);
        assertThat(StateGraph.builder()
                        .edge(B, D)
                        .edge(C, D)
                        .edge(A, C, B)
                        .build()
                        .next(A, D))
                .contains(C);
    }

    @Test
    @DisplayName("MB-1 on random graphs every walk by the table is as short as Floyd and Warshall say")
    void shouldAgreeWithReferenceOnRandomGraphs() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            boolean[][] edges = randomEdges(random, 1 + random.nextInt(9));
            StateGraph graph = graphOf(edges);
            int[][] distances = distances(edges);
            for (int from = 0; from < edges.length; from++) {
                for (int to = 0; to < edges.length; to++) {
                    assertThat(walk(graph, from, to))
                            .as("seed %d, round %d, %d to %d", seed, round, from, to)
                            .isEqualTo(from == to && !edges[from][to] ? -1 : distances[from][to]);
                }
            }
        }
    }

    @Test
    @DisplayName("A state has a name")
    void shouldRefuseBlankNames() {
        assertThatThrownBy(() -> new State(" ")).hasMessageContaining("' '");
        assertThatThrownBy(() -> new State("RUN ")).hasMessageContaining("'RUN '");
    }

    private static boolean[][] randomEdges(Random random, int size) {
        boolean[][] edges = new boolean[size][size];
        for (int edge = random.nextInt(2 * size + 1); edge > 0; edge--) {
            edges[random.nextInt(size)][random.nextInt(size)] = true;
        }
        return edges;
    }

    private static StateGraph graphOf(boolean[][] edges) {
        StateGraph.Builder builder = StateGraph.builder();
        for (int from = 0; from < edges.length; from++) {
            builder.edge(state(from));
            for (int to = 0; to < edges.length; to++) {
                if (edges[from][to]) {
                    builder.edge(state(from), state(to));
                }
            }
        }
        return builder.build();
    }

    /** Lengths of shortest ways of at least one hop; -1 without a way. */
    private static int[][] distances(boolean[][] edges) {
        int far = 1000;
        int size = edges.length;
        int[][] length = new int[size][size];
        for (int from = 0; from < size; from++) {
            for (int to = 0; to < size; to++) {
                length[from][to] = edges[from][to] ? 1 : far;
            }
        }
        for (int via = 0; via < size; via++) {
            for (int from = 0; from < size; from++) {
                for (int to = 0; to < size; to++) {
                    length[from][to] = Math.min(length[from][to], length[from][via] + length[via][to]);
                }
            }
        }
        for (int[] row : length) {
            Arrays.setAll(row, to -> row[to] >= far ? -1 : row[to]);
        }
        return length;
    }

    private static int walk(StateGraph graph, int from, int to) {
        State at = state(from);
        int hops = 0;
        do {
            at = graph.next(at, state(to)).orElse(null);
            hops++;
        } while (at != null && !at.equals(state(to)));
        return at == null ? -1 : hops;
    }

    private static State state(int number) {
        return new State("S" + number);
    }
}
