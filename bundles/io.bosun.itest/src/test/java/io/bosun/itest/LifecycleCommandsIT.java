// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.itest.Processes.Outcome;
import io.bosun.lifecycle.ProcessState;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The commands of the shell about lifecycle buses, in a boss without hands, with one more bus. */
@DisplayName("W-MB-23 In the shell of a boss the lifecycle bus")
class LifecycleCommandsIT {
    private static final String RUN = "$1 --dir $2 -c \"$3\"";

    private final TestDirectory directory = TestDirectory.create();

    @BeforeEach
    void addABus() {
        directory.config(
                "io.bosun.lifecycle.provider.bus-gate", "name = gate", "edges = SHUT>OPEN, SHUT>GONE, OPEN>SHUT");
    }

    @AfterEach
    void close() {
        directory.close();
    }

    private Outcome run(String command) {
        return Processes.bash(directory.temporary(), RUN, Product.script(), directory.boss(), command);
    }

    @Test
    @DisplayName("is drawn with the current state marked")
    void shouldDraw() {
        Outcome outcome = run("graph");

        assertThat(outcome)
                .hasToString(new Outcome(
                                0,
                                ProcessState.GRAPH
                                                .picture(ProcessState.ERRORS, ProcessState.RUN)
                                                .text()
                                        + "\n",
                                "")
                        .toString());
    }

    @Test
    @DisplayName("lists its listeners, walks, shows what it did, and tells failures in one line each")
    void shouldWalk() {
        BossProcess boss = BossProcess.start(directory);
        assertThat(boss.shell("state"))
                .anyMatch(line -> line.matches("state +RUN"))
                .anyMatch(line -> line.matches("otherBuses +gate SHUT"));
        assertThat(boss.shell("listeners START STOP"))
                .anyMatch(line -> line.matches("START +10 .* io.bosun.command.provider *"));

        assertThat(boss.shell("transition IDLE 'a rest'"))
                .anyMatch(line -> line.startsWith("REACHED IDLE in "))
                .anyMatch(line -> line.startsWith("STOP "));
        assertThat(boss.shell("state")).anyMatch(line -> line.matches("state +IDLE"));
        assertThat(boss.shell("transition --join RUN")).anyMatch(line -> line.startsWith("REACHED RUN in "));
        assertThat(boss.shell("transition RUN")).containsExactly("already in RUN");
        List<String> transitions = boss.shell("transitions");
        assertThat(transitions).anyMatch(line -> line.matches(".* RUN +IDLE +IDLE +REACHED +a rest .*"));
        assertThat(boss.shell("transitions 1")).anyMatch(line -> line.contains("INITIAL > ENTER > IDLE > START > RUN"));

        assertThat(boss.shell("transition NOWHERE"))
                .singleElement()
                .asString()
                .startsWith("bosun: there is no state 'NOWHERE'; states: INITIAL, ENTER, ");
        assertThat(boss.shell("transition ENTER"))
                .containsExactly("bosun: UNREACHABLE: no way leads from RUN to ENTER");
        boss.type("transition EXITED\n");
        assertThat(boss.awaitEnd()).as(boss.toString()).isZero();
    }

    @Test
    @DisplayName("of any name is shown and walked")
    void shouldWalkAnotherBus() {
        Outcome outcome = run("transition --bus gate OPEN; graph --bus gate; state gate; transitions -b gate");

        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(outcome.lines())
                .contains("+---> SHUT", "|    [OPEN]   |", "bus             gate", "next            SHUT")
                .anyMatch(line -> line.startsWith("REACHED OPEN in "))
                .anyMatch(line -> line.matches(" +1 .* SHUT +OPEN +OPEN +REACHED +asked for .*"));
    }

    @Test
    @DisplayName("ends the process from within a command, which does not wait for its own end")
    void shouldExit() {
        Outcome outcome = run("transition EXITED done");

        assertThat(outcome)
                .hasToString(new Outcome(0, "on the way to EXITED; then this process ends\n", "").toString());
    }
}
