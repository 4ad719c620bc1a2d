// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.TransitionReport.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class NextHopTest {
    private static final List<String> TARGETS = List.of("IDLE", "START", "RUN", "STOP", "EXIT", "EXITED");

    /** By target, two lines for each state: "=" stays, "-" has no way. */
    private static final String WALKS = """
            INITIAL     | ENTER>IDLE | ENTER>IDLE>START | ENTER>IDLE>START>RUN | \
              ENTER>IDLE>START>STOP | ENTER>IDLE>EXIT | ENTER>IDLE>EXIT>EXITED
            ENTER       | IDLE       | IDLE>START       | IDLE>START>RUN       | \
              IDLE>START>STOP       | IDLE>EXIT      | IDLE>EXIT>EXITED
            IDLE        | =          | START            | START>RUN            | \
              START>STOP            | EXIT           | EXIT>EXITED
            START       | STOP>IDLE  | =                | RUN                  | \
              STOP                  | STOP>IDLE>EXIT | STOP>IDLE>EXIT>EXITED
            RUN         | STOP>IDLE  | STOP>IDLE>START  | =                    | \
              STOP                  | STOP>IDLE>EXIT | STOP>IDLE>EXIT>EXITED
            STOP        | IDLE       | IDLE>START       | IDLE>START>RUN       | \
              =                     | IDLE>EXIT      | IDLE>EXIT>EXITED
            EXIT        | -          | -                | -                    | \
              -                     | =              | EXITED
            EXIT_ERROR  | -          | -                | -                    | \
              -                     | -              | EXITED
            START_ERROR | STOP>IDLE  | STOP>IDLE>START  | STOP>IDLE>START>RUN  | \
              STOP                  | STOP>IDLE>EXIT | STOP>IDLE>EXIT>EXITED
            STOP_ERROR  | -          | -                | -                    | \
              -                     | EXIT           | EXIT>EXITED
            EXITED      | -          | -                | -                    | \
              -                     | -              | =
            """;

    static Stream<Arguments> walks() {
        List<Arguments> walks = new ArrayList<>();
        for (String row : WALKS.lines().toList()) {
            String[] cells = row.split("\\|");
            String from = cells[0].strip();
            for (int column = 0; column < TARGETS.size(); column++) {
                walks.add(Arguments.of(from, TARGETS.get(column), cells[column + 1].strip()));
            }
            for (String other : List.of("INITIAL", "ENTER", "START_ERROR", "STOP_ERROR", "EXIT_ERROR")) {
                String walk = from.equals(other) ? "=" : from.equals("INITIAL") && other.equals("ENTER") ? other : "-";
                walks.add(Arguments.of(from, other, walk));
            }
        }
        return walks.stream();
    }

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @DisplayName("MB-29: the walk from each state to each other")
    @MethodSource("walks")
    void shouldWalk(String from, String to, String walk) throws Exception {
        try (Rig rig = new Rig(from(new State(from)), BusSettings.DEFAULTS)) {
            TransitionReport report = rig.bus.transition(new State(to), "test");

            assertThat(String.join(">", rig.trail)).isEqualTo(walk.matches("[-=]") ? "" : walk);
            assertThat(report.outcome()).isEqualTo(walk.equals("-") ? Outcome.UNREACHABLE : Outcome.REACHED);
            assertThat(report.state()).isEqualTo(new State(walk.equals("-") ? from : to));
        }
    }

    @Test
    @DisplayName("MB-29: 43 of all pairs have a way")
    void shouldCountWays() {
        assertThat(walks().filter(walk -> !((String) walk.get()[2]).matches("[-=]")))
                .hasSize(43);
    }

    private static BusPlan from(State initial) {
        BusPlan plan = BusPlan.process("from");
        return new BusPlan(
                plan.name(),
                ProcessState.GRAPH,
                plan.errors(),
                initial,
                plan.rest(),
                plan.work(),
                plan.last(),
                plan.startStates(),
                plan.exitStates(),
                plan.exitErrors(),
                plan.failureStatus());
    }
}
