// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessStateTest {
    /** Cells: the walk; "-" where there is none; "=" for staying. */
    @ParameterizedTest(name = "{0}")
    @DisplayName("MB-29 full next-hop walks, to IDLE, START and RUN")
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            FROM        | IDLE       | START            | RUN
            INITIAL     | ENTER>IDLE | ENTER>IDLE>START | ENTER>IDLE>START>RUN
            ENTER       | IDLE       | IDLE>START       | IDLE>START>RUN
            IDLE        | =          | START            | START>RUN
            START       | STOP>IDLE  | =                | RUN
            RUN         | STOP>IDLE  | STOP>IDLE>START  | =
            STOP        | IDLE       | IDLE>START       | IDLE>START>RUN
            EXIT        | -          | -                | -
            EXIT_ERROR  | -          | -                | -
            START_ERROR | STOP>IDLE  | STOP>IDLE>START  | STOP>IDLE>START>RUN
            STOP_ERROR  | -          | -                | -
            EXITED      | -          | -                | -
            """)
    void shouldWalkUpAsTheTableSays(String from, String idle, String start, String run) {
        assertThat(walk(from, "IDLE")).isEqualTo(idle);
        assertThat(walk(from, "START")).isEqualTo(start);
        assertThat(walk(from, "RUN")).isEqualTo(run);
    }

    /** Cells: the walk; "-" where there is none; "=" for staying. */
    @ParameterizedTest(name = "{0}")
    @DisplayName("MB-29 full next-hop walks, to STOP, EXIT and EXITED")
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            FROM        | STOP                  | EXIT            | EXITED
            INITIAL     | ENTER>IDLE>START>STOP | ENTER>IDLE>EXIT | ENTER>IDLE>EXIT>EXITED
            ENTER       | IDLE>START>STOP       | IDLE>EXIT       | IDLE>EXIT>EXITED
            IDLE        | START>STOP            | EXIT            | EXIT>EXITED
            START       | STOP                  | STOP>IDLE>EXIT  | STOP>IDLE>EXIT>EXITED
            RUN         | STOP                  | STOP>IDLE>EXIT  | STOP>IDLE>EXIT>EXITED
            STOP        | =                     | IDLE>EXIT       | IDLE>EXIT>EXITED
            EXIT        | -                     | =               | EXITED
            EXIT_ERROR  | -                     | -               | EXITED
            START_ERROR | STOP                  | STOP>IDLE>EXIT  | STOP>IDLE>EXIT>EXITED
            STOP_ERROR  | -                     | EXIT            | EXIT>EXITED
            EXITED      | -                     | -               | =
            """)
    void shouldWalkDownAsTheTableSays(String from, String stop, String exit, String exited) {
        assertThat(walk(from, "STOP")).isEqualTo(stop);
        assertThat(walk(from, "EXIT")).isEqualTo(exit);
        assertThat(walk(from, "EXITED")).isEqualTo(exited);
    }

    @Test
    @DisplayName("MB-29 eleven states, 43 reachable pairs, ENTER once in a life, no way to an error state")
    void shouldHaveThePairsOfTheTable() {
        StateGraph graph = ProcessState.GRAPH;
        List<State> targets = graph.states().stream()
                .flatMap(from -> graph.states().stream()
                        .filter(to -> graph.next(from, to).isPresent()))
                .toList();

        assertThat(graph.states()).hasSize(11);
        assertThat(targets).hasSize(43);
        assertThat(targets.stream().filter(ProcessState.ENTER::equals)).hasSize(1);
        assertThat(targets).doesNotContain(ProcessState.START_ERROR, ProcessState.STOP_ERROR, ProcessState.EXIT_ERROR);
    }

    @Test
    @DisplayName("MB-29 error map")
    void shouldMapFailuresToErrorStates() {
        assertThat(ProcessState.ERRORS)
                .containsOnlyKeys(
                        ProcessState.ENTER,
                        ProcessState.IDLE,
                        ProcessState.START,
                        ProcessState.RUN,
                        ProcessState.STOP,
                        ProcessState.EXIT)
                .containsEntry(ProcessState.ENTER, ProcessState.STOP_ERROR)
                .containsEntry(ProcessState.IDLE, ProcessState.STOP_ERROR)
                .containsEntry(ProcessState.STOP, ProcessState.STOP_ERROR)
                .containsEntry(ProcessState.START, ProcessState.START_ERROR)
                .containsEntry(ProcessState.RUN, ProcessState.START_ERROR)
                .containsEntry(ProcessState.EXIT, ProcessState.EXIT_ERROR);
    }

    private static String walk(String fromName, String toName) {
        State at = new State(fromName);
        State to = new State(toName);
        List<String> names = new ArrayList<>();
        while (!at.equals(to)) {
            Optional<State> next = ProcessState.GRAPH.next(at, to);
            if (next.isEmpty()) {
                return "-";
            }
            at = next.get();
            names.add(at.name());
        }
        return names.isEmpty() ? "=" : String.join(">", names);
    }
}
