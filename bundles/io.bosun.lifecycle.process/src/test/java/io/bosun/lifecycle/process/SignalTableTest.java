// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTableTest {
    @Test
    @DisplayName("MB-44: names come as a list or as one text, with or without SIG; the last entry of a name counts")
    void shouldReadNamesAsPeopleWriteThem() {
        SignalTable table = of("TERM, sigint ,,HUP=exit", "usr1", "SIGUSR1 = publish", " ");

        assertThat(table.actions())
                .containsExactly(
                        entry("TERM", SignalAction.EXIT),
                        entry("INT", SignalAction.EXIT),
                        entry("HUP", SignalAction.EXIT),
                        entry("USR1", SignalAction.PUBLISH));
        assertThat(table.problems()).isEmpty();
        assertThat(of().actions()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "TERM, false, exit",
        "TERM, true, exit",
        "INT, false, exit",
        "INT, true, exit",
        "HUP, false, graceful",
        "HUP, true, exit",
        "USR1, false, graceful",
        "USR1, true, graceful",
        "WINCH, false, publish",
        "CONT, true, publish"
    })
    @DisplayName("MB-44: what a signal does by default; HUP depends on whether standard input is a terminal")
    void shouldHaveDefaults(String name, boolean hasTerminal, String action) {
        assertThat(SignalTable.of(List.of(name), ProcessState.GRAPH, () -> hasTerminal)
                        .actions())
                .hasEntrySatisfying(name, found -> assertThat(found).hasToString(action));
    }

    @Test
    @DisplayName("MB-44: an action is exit, graceful, publish or a state; EXIT and EXITED are the same as exit")
    void shouldReadActions() {
        SignalTable table = of("A=Exit,B=GRACEFUL,C=publish,D=idle,E=RUN,F=EXIT,G=EXITED");

        assertThat(table.actions().values())
                .containsExactly(
                        SignalAction.EXIT,
                        SignalAction.GRACEFUL,
                        SignalAction.PUBLISH,
                        new SignalAction("IDLE", ProcessState.IDLE),
                        new SignalAction("RUN", ProcessState.RUN),
                        SignalAction.EXIT,
                        SignalAction.EXIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOWHERE", "INITIAL", "START_ERROR", "", "exit now"})
    @DisplayName("MB-44: what is no action, or a state that no way leads to, is told in one line; the others stay")
    void shouldTellWhatIsNoAction(String action) {
        SignalTable table = of("HUP=" + action + ",TERM");

        assertThat(table.actions()).containsOnlyKeys("TERM");
        assertThat(table.problems())
                .singleElement()
                .asString()
                .startsWith("Signal HUP is not taken: '" + action + "' is no action")
                .contains("exit, graceful, publish");
    }

    @ParameterizedTest
    @CsvSource({"USR2, crash", "KILL, nobody", "STOP, nobody", "QUIT, stacks", "SEGV, JVM", "BUS, JVM", "PIPE, JVM"})
    @DisplayName("MB-44: USR2 and what else belongs to the JVM or to nobody is refused, with the reason")
    void shouldRefuseWhatBelongsToOthers(String name, String why) {
        SignalTable table = of("SIG" + name + "=publish," + name + ",TERM");

        assertThat(table.actions()).containsOnlyKeys("TERM");
        assertThat(table.problems())
                .hasSize(2)
                .allSatisfy(
                        line -> assertThat(line).contains("Signal " + name, why).hasLineCount(1));
    }

    @Test
    @DisplayName("MB-44: only what leads away from work is asked for at once, so that no signal undoes a stop")
    void shouldKnowStops() {
        assertThat(of("A=IDLE,B=STOP,C=exit").actions().values()).allMatch(SignalAction::isStop);
        assertThat(of("A=START,B=RUN,C=ENTER,D=graceful,E=publish").actions().values())
                .hasSize(5)
                .noneMatch(SignalAction::isStop);
        assertThat(SignalAction.byDefault("TERM", () -> false).target()).isEqualTo(new State("EXITED"));
    }

    @ParameterizedTest
    @CsvSource({
        "/dev/pts/3, true",
        "/dev/pts/3 (deleted), true",
        "/dev/tty, true",
        "/dev/tty1, true",
        "/dev/ttyS0, true",
        "/dev/console, true",
        "/dev/null, false",
        "pipe:[4711], false",
        "/home/me/dev/pts/3, false"
    })
    @DisplayName("MB-44: standard input is a terminal also when that is gone, which is what HUP is sent for")
    void shouldKnowTerminals(String device, boolean expected) {
        assertThat(StandardInput.isTerminal(Path.of(device))).isEqualTo(expected);
    }

    private static SignalTable of(String... lists) {
        return SignalTable.of(List.of(lists), ProcessState.GRAPH, () -> false);
    }
}
