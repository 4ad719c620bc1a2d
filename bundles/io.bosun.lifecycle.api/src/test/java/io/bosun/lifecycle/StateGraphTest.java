// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StateGraphTest {
    private static final State A = new State("A");
    private static final State B = new State("B");
    private static final State C = new State("C");
    private static final State D = new State("D");
    private static final State E = new State("E");

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
    @DisplayName("MB-3 ties go to the first hop that was declared first, however long the ways are")
    void shouldBreakLongTiesByTheFirstHop() {
        StateGraph graph = StateGraph.builder()
                .edge(D, E)
                .edge(C, D)
                .edge(A, B, C)
                .edge(B, new State("B2"))
                .edge(new State("B2"), E)
                .build();

        assertThat(graph.next(A, E)).contains(B);
    }

    @Test
    @DisplayName("MB-1 one edge and a list of one mean the same; MB-4 a graph may be handed on as it is")
    void shouldMeanTheSameByMapAndByBuilder() {
        StateGraph built = StateGraph.builder().edge(A, B).edge(B, A, A).build();
        StateGraph mapped = StateGraph.of(Map.of(A, List.of(B), B, List.of(A)));

        for (State from : List.of(A, B)) {
            assertThat(built.edges(from)).isEqualTo(mapped.edges(from));
            for (State to : List.of(A, B)) {
                assertThat(built.next(from, to)).isEqualTo(mapped.next(from, to));
            }
        }
        assertThat(built.edges(D)).isEmpty();
    }

    @Test
    @DisplayName("MB-4 a graph does not change with the map or the builder that it came from")
    void shouldNotChange() {
        Map<State, List<State>> edges = new HashMap<>(Map.of(A, new ArrayList<>(List.of(B))));
        StateGraph mapped = StateGraph.of(edges);
        StateGraph.Builder builder = StateGraph.builder().edge(A, B);
        StateGraph built = builder.build();

        edges.get(A).add(C);
        edges.put(B, List.of(C));
        builder.edge(B, C);

        assertThat(mapped.states()).containsExactlyInAnyOrder(A, B);
        assertThat(built.states()).containsExactly(A, B);
        assertThatThrownBy(() -> built.states().remove(A)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> built.edges(A).add(C)).isInstanceOf(UnsupportedOperationException.class);
    }
}
