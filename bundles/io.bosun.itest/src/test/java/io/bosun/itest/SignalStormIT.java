// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.lifecycle.PidFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Signals at a thousand a second, from another process. */
@DisplayName("Row 26: in a storm of signals no stop is lost, and nothing hangs")
class SignalStormIT {
    private static final String GRACEFUL = "RUN > STOP > IDLE > START > RUN (SIG";

    /** Sends so many signals to a process, one each millisecond, of each kind in turn; ends when it is gone. */
    private static final String STORM = """
            pid=$1 count=$2; shift 2; kinds=("$@")
            # a pipe that is never written to: the way of this shell to wait without starting a program
            exec 3<> <(:)
            for ((i = 0; i < count; i++)); do
                kill -"${kinds[i % ${#kinds[@]}]}" "$pid" 2> /dev/null || exit 0
                read -rt 0.001 -u 3 || true
            done
            """;

    private static final int FIVE_SECONDS = 5_000;

    private final TestDirectory directory = TestDirectory.create();

    @AfterEach
    void close() {
        directory.close();
    }

    private BossProcess start() {
        return LifeProcess.start(
                directory,
                Map.of(
                        "bosun.signals",
                        "TERM,INT,HUP,USR1",
                        "bosun.pidfile",
                        pidFile().toString()));
    }

    private Path pidFile() {
        return directory.root().resolve("life.pid");
    }

    private static Process storm(long pid, int count, String... kinds) throws IOException {
        List<String> line =
                new ArrayList<>(List.of("bash", "-c", STORM, "bash", Long.toString(pid), Integer.toString(count)));
        line.addAll(Arrays.asList(kinds));
        return new ProcessBuilder(line).inheritIO().start();
    }

    private static void awaitRun(BossProcess process) {
        process.awaitLine(line -> line.contains(" > RUN in "));
    }

    private static long restarts(BossProcess process) {
        return process.lines().stream().filter(line -> line.contains(GRACEFUL)).count();
    }

    private static void assertEndedOnce(BossProcess process) {
        assertThat(process.awaitEnd()).as(process.toString()).isZero();
        assertThat(process.lines())
                .as(process.toString())
                .filteredOn(line -> line.contains(" > EXITED in "))
                .hasSize(1)
                .first()
                .asString()
                .contains("(SIGTERM)");
        assertThat(process.lines()).as("errors of %s", process).noneMatch(line -> line.contains("SEVERE"));
    }

    @Test
    @DisplayName("... of HUP and USR1 for five seconds, then TERM while it goes on")
    void shouldEndByTheOneTermAtTheEnd() throws Exception {
        BossProcess process = start();
        awaitRun(process);
        Process storm = storm(process.pid(), FIVE_SECONDS, "HUP", "USR1");
        assertThat(storm.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.handle().isAlive()).as(process.toString()).isTrue();
        assertThat(PidFile.of(pidFile()).pid()).hasValue(process.pid());
        Figures.tell("restarts by a storm of 5 000 HUP and USR1: " + restarts(process));
        assertThat(restarts(process)).isPositive();

        Process goesOn = storm(process.pid(), Integer.MAX_VALUE, "HUP", "USR1");
        Processes.signal("TERM", process.pid());

        assertEndedOnce(process);
        assertThat(goesOn.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(pidFile()).doesNotExist();
    }

    @Test
    @DisplayName("... of TERM, HUP and USR1 until the process is gone")
    void shouldEndByTheFirstTerm() throws Exception {
        BossProcess process = start();
        awaitRun(process);

        Process storm = storm(process.pid(), Integer.MAX_VALUE, "USR1", "HUP", "TERM");

        assertEndedOnce(process);
        assertThat(storm.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(pidFile()).doesNotExist();
    }

    @Test
    @DisplayName("... of TERM from three processes while it restarts")
    void shouldEndWhileItRestarts() throws Exception {
        BossProcess process = start();
        awaitRun(process);
        List<Process> storms = new ArrayList<>();
        storms.add(storm(process.pid(), Integer.MAX_VALUE, "USR1"));
        process.awaitLine(line -> line.contains(GRACEFUL));

        for (int i = 0; i < 3; i++) {
            storms.add(storm(process.pid(), Integer.MAX_VALUE, "TERM"));
        }

        assertEndedOnce(process);
        for (Process storm : storms) {
            assertThat(storm.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    @Tag("long")
    @DisplayName("... of HUP and USR1 upon a boss with a crew, then TERM")
    void shouldEndABoss() throws Exception {
        BossProcess boss = BossProcess.start(directory, "--no-shell");
        awaitRun(boss);
        Process storm = storm(boss.pid(), FIVE_SECONDS, "HUP", "USR1");
        assertThat(storm.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(boss.handle().isAlive()).as(boss.toString()).isTrue();

        Processes.signal("TERM", boss.pid());

        assertThat(boss.awaitEnd()).as(boss.toString()).isZero();
        assertThat(restarts(boss)).isPositive();
        assertThat(Processes.mentioning(directory.root())).isEmpty();
    }
}
