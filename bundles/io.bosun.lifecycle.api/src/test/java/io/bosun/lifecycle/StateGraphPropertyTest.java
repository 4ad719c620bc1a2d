// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The table of next hops against distances that are found in another way. */
@Label("MB-1, MB-3: on random graphs")
class StateGraphPropertyTest {
    @Provide
    Arbitrary<RandomGraph> graphs() {
        return RandomGraph.any();
    }

    @Property
    @Label("MB-1 a next hop is there if and only if there is a way, and lies on a shortest one")
    void shouldHopAlongShortestWays(@ForAll("graphs") RandomGraph random) {
        StateGraph graph = random.graph();
        int[][] distances = random.distances();
        for (int from = 0; from < random.size(); from++) {
            for (int to = 0; to < random.size(); to++) {
                Optional<State> next = graph.next(random.state(from), random.state(to));
                if (from == to) {
                    assertThat(next.isPresent()).isEqualTo(random.edges(from).contains(to));
                    continue;
                }
                assertThat(next.isPresent()).isEqualTo(distances[from][to] < RandomGraph.FAR);
                if (next.isPresent()) {
                    int hop = random.number(next.get());
                    assertThat(random.edges(from)).contains(hop);
                    assertThat(distances[hop][to]).isEqualTo(distances[from][to] - 1);
                }
            }
        }
    }

    @Property
    @Label("MB-3 of all first hops of shortest ways the one that was declared first is taken")
    void shouldTakeTheFirstDeclared(@ForAll("graphs") RandomGraph random) {
        StateGraph graph = random.graph();
        int[][] distances = random.distances();
        for (int from = 0; from < random.size(); from++) {
            for (int to = 0; to < random.size(); to++) {
                int source = from;
                int target = to;
                Optional<State> first = random.edges(from).stream()
                        .filter(hop -> source == target
                                ? hop == target
                                : distances[hop][target] == distances[source][target] - 1)
                        .findFirst()
                        .map(random::state);
                assertThat(graph.next(random.state(from), random.state(to))).isEqualTo(first);
            }
        }
    }

    @Property
    @Label("MB-1 who follows the hops arrives after as many as the distance says")
    void shouldArrive(@ForAll("graphs") RandomGraph random) {
        StateGraph graph = random.graph();
        int[][] distances = random.distances();
        for (int from = 0; from < random.size(); from++) {
            for (int to = 0; to < random.size(); to++) {
                if (from != to && distances[from][to] < RandomGraph.FAR) {
                    State at = random.state(from);
                    for (int hops = 0; hops < distances[from][to]; hops++) {
                        at = graph.next(at, random.state(to)).orElseThrow();
                    }
                    assertThat(at).isEqualTo(random.state(to));
                }
            }
        }
    }

    @Property
    @Label("MB-2 every state that was declared is kept, in the order of its first mention")
    void shouldKeepAllStates(@ForAll("graphs") RandomGraph random) {
        assertThat(random.graph().states()).containsExactlyElementsOf(random.mentioned());
    }

    @Example
    @Label("the reference knows the distances of a ring")
    void shouldHaveAReferenceThatIsRight() {
        RandomGraph ring = new RandomGraph(List.of(List.of(1), List.of(2), List.of(0)));

        assertThat(ring.distances()).isEqualTo(new int[][] {{0, 1, 2}, {2, 0, 1}, {1, 2, 0}});
    }
}
