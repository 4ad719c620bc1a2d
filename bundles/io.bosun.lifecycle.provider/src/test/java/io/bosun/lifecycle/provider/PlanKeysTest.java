// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the configured plan of a bus")
class PlanKeysTest {
    private static final State OFF = new State("OFF");
    private static final State UP = new State("UP");
    private static final State ON = new State("ON");
    private static final State BAD = new State("BAD");
    private static final State END = new State("END");

    private static final Map<String, Object> PUMP = Map.of(
            "edges", new String[] {"OFF>UP,END", "UP>ON", "ON>OFF", "BAD>END"},
            "errors", new String[] {"UP>BAD", "ON>BAD"},
            "rest", "OFF",
            "work", "ON",
            "startStates", new String[] {"UP"});

    @Test
    @DisplayName("MB-5: has its own states, errors and initial state")
    void shouldReadGraph() {
        BusPlan plan = plan(PUMP);

        assertThat(plan.graph().states()).containsExactly(OFF, UP, END, ON, BAD);
        assertThat(plan.graph().edges(OFF)).containsExactly(UP, END);
        assertThat(plan.errors()).isEqualTo(Map.of(UP, BAD, ON, BAD));
        assertThat(plan.initial()).isEqualTo(OFF);
        assertThat(plan.last()).isEqualTo(END);
        assertThat(plan.rest()).isEqualTo(Optional.of(OFF));
        assertThat(plan.work()).isEqualTo(Optional.of(ON));
        assertThat(plan.startStates()).containsExactly(UP);
        assertThat(plan.failureStatus()).isEqualTo(Map.of(BAD, 1));
    }

    @Test
    @DisplayName("is the same whether its lists are arrays, texts with commas, or texts with lines")
    void shouldReadTexts() {
        PlanKeys keys = PlanKeys.of(Configured.as(OwnBusConfiguration.class, PUMP));

        assertThat(with("edges", "OFF>UP,END,UP>ON,ON>OFF,BAD>END", "errors", "UP>BAD,ON>BAD"))
                .isEqualTo(keys);
        assertThat(with("edges", "OFF > UP, END\nUP>ON\r\nON>OFF,\n\nBAD>END\n", "errors", " UP > BAD\nON>BAD"))
                .isEqualTo(keys)
                .extracting(each -> each.plan("x").graph().edges(OFF))
                .isEqualTo(List.of(UP, END));
    }

    @Test
    @DisplayName("without edges is that of a process")
    void shouldBeThatOfProcess() {
        BusPlan plan = plan(Map.of());

        assertThat(plan).isEqualTo(BusPlan.process("x"));
        assertThat(plan.graph()).isSameAs(ProcessState.GRAPH);
    }

    @Test
    @DisplayName("keeps a state without edges")
    void shouldKeepIsolatedState() {
        assertThat(plan(Map.of("edges", new String[] {"A>B", "C>"}, "last", "B"))
                        .graph()
                        .states())
                .containsExactly(new State("A"), new State("B"), new State("C"));
    }

    @Test
    @DisplayName("MB-5: has no name but letters, digits, dots, dashes and underscores, and not that of the default bus")
    void shouldCheckName() {
        for (String good : List.of("", "aux", "a.b-c_1", "x".repeat(64))) {
            keys(Map.of("name", good)).checkName();
        }
        for (String bad : List.of("a b", "*", "a)(b=c", "-a", "x".repeat(65))) {
            assertThatThrownBy(() -> keys(Map.of("name", bad)).checkName())
                    .hasMessageContaining("name is " + bad)
                    .hasMessageContaining("use 1 to 64");
        }
        assertThatThrownBy(() -> keys(Map.of("name", "default")).checkName())
                .hasMessage("name is default, which is the bus of the process: use another one");
    }

    @Test
    @DisplayName("what does not fit together is refused, with the value and what to do")
    void shouldRefuse() {
        refuses("edges has ON: write FROM>TO", "edges", "ON,A>B");
        refuses("edges has A>B>C: write FROM>TO", "edges", "A>B>C");
        refuses("edges has >B", "edges", ">B");
        refuses("errors has UP: write STATE>ERROR_STATE", "errors", "UP");
        refuses("errors has NO, which is none of [OFF", "errors", "UP>NO");
        refuses("errors has a second entry UP>END", "errors", "UP>BAD,UP>END");
        refuses("errors has END>BAD, but END is the last state", "errors", "END>BAD");
        refuses("initial has NO, which is none of", "initial", "NO");
        refuses("work has NO, which is none of", "work", "NO");
        refuses("rest has NO, which is none of", "rest", "NO");
        refuses("startStates has NO, which is none of", "startStates", "NO");
        refuses("last has NO, which is none of", "last", "NO");
        refuses("last is ON, which leads to [OFF]", "last", "ON");
        refuses("last is not there, and not one state of the edges leads nowhere, but [END, DEAD]", "edges", ends());
        refuses("No way leads from BAD to END: add edges", "edges", "OFF>UP,END,UP>ON,ON>OFF,BAD>BAD");
        refuses("No way leads from ON to OFF: add edges", "edges", "OFF>UP,END,UP>ON,ON>END,BAD>END");
        assertThatThrownBy(() -> plan(Map.of("work", "ON")))
                .hasMessageStartingWith("work is ON, but there are no edges: add edges, or take it away");
    }

    private static String ends() {
        return "OFF>UP,END,UP>ON,DEAD,ON>OFF,BAD>END";
    }

    private static BusPlan plan(Map<String, Object> values) {
        return keys(values).plan("x");
    }

    private static PlanKeys keys(Map<String, Object> values) {
        return PlanKeys.of(Configured.as(OwnBusConfiguration.class, values));
    }

    /** The pump with other texts for its lists. */
    private static PlanKeys with(String... texts) {
        Map<String, Object> values = new HashMap<>(PUMP);
        for (int i = 0; i < texts.length; i += 2) {
            values.put(texts[i], new String[] {texts[i + 1]});
        }
        return keys(values);
    }

    private static void refuses(String message, String key, String value) {
        Map<String, Object> values = new HashMap<>(PUMP);
        boolean isList = PUMP.get(key) instanceof String[];
        values.put(key, isList ? new String[] {value} : value);
        assertThatThrownBy(() -> plan(values))
                .as("%s=%s", key, value)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
