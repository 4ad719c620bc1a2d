// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.itest.Processes.Outcome;
import io.bosun.lifecycle.PidFile;
import io.bosun.lifecycle.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** PID files of real processes, and several of them that want the same one. */
class PidFileIT {
    private static final int STARTS = Boolean.getBoolean("bosun.long") ? 1_000 : 50;
    private static final int BOSSES = Boolean.getBoolean("bosun.long") ? 50 : 3;

    private final TestDirectory directory = TestDirectory.create();
    private Path path;
    private PidFile file;

    @BeforeEach
    void nameFile() throws IOException {
        path = Files.createDirectory(directory.root().resolve("pid")).resolve("life.pid");
        file = PidFile.of(path);
    }

    @AfterEach
    void close() {
        directory.close();
    }

    private BossProcess start() {
        return LifeProcess.start(directory, Map.of("bosun.signals", "TERM", "bosun.pidfile", path.toString()));
    }

    private static void awaitRun(BossProcess process) {
        process.awaitLine(line -> line.contains(" > RUN in "));
    }

    private static void end(BossProcess process) {
        Processes.signal("TERM", process.pid());
        assertThat(process.awaitEnd()).as(process.toString()).isZero();
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(path.getParent())) {
            return files.toList();
        }
    }

    @Test
    @DisplayName("MB-43 W-MB-15: who waits for a process finds its pid, and its end; head -n 1 is for scripts")
    void shouldTellOthersThePid() throws Exception {
        BossProcess process = start();

        assertThat(file.await(Processes.LIVENESS)).hasValue(process.pid());
        Outcome head = Processes.bash(directory.temporary(), "head -n 1 $1", path);
        assertThat(head.out()).isEqualTo(process.pid() + "\n");
        awaitRun(process);
        Processes.signal("TERM", process.pid());

        assertThat(file.awaitGone(Processes.LIVENESS)).isTrue();
        assertThat(process.awaitEnd()).as(process.toString()).isZero();
        assertThat(left()).isEmpty();
    }

    @Test
    @DisplayName("Row 25: a second process is refused, with status 1, the pid and what to do; the first goes on")
    void shouldRefuseASecond() throws Exception {
        BossProcess first = start();
        awaitRun(first);

        BossProcess second = start();

        assertThat(second.awaitEnd()).as(second.toString()).isEqualTo(1);
        assertThat(second.lines())
                .anyMatch(line -> line.contains(path.toString())
                        && line.contains("process " + first.pid())
                        && line.contains("end it"));
        assertThat(file.pid()).hasValue(first.pid());
        end(first);
        assertThat(left()).isEmpty();
    }

    @Test
    @DisplayName("Row 25: the file of a killed process is taken over")
    void shouldFollowAKilledProcess() throws Exception {
        BossProcess killed = start();
        awaitRun(killed);
        killed.handle().destroyForcibly();
        assertThat(file.awaitGone(Processes.LIVENESS)).as("by its owner's end").isTrue();
        assertThat(path).exists();

        BossProcess next = start();

        assertThat(file.await(Processes.LIVENESS)).hasValue(next.pid());
        awaitRun(next);
        end(next);
        assertThat(left()).isEmpty();
    }

    @Test
    @DisplayName("Row 25: the file of a process whose pid another one has now is taken over")
    void shouldFollowARecycledPid() throws Exception {
        Files.writeString(path, new ProcessIdentity(ProcessHandle.current().pid(), "long ago").text());

        BossProcess next = start();

        awaitRun(next);
        assertThat(file.pid()).hasValue(next.pid());
        end(next);
    }

    @Test
    @DisplayName("Row 25: of two that start at once, with one PID file, exactly one wins")
    void shouldHaveOneWinner() throws Exception {
        long begun = System.nanoTime();
        for (int round = 0; round < STARTS; round++) {
            if (round % 3 == 2) {
                Files.writeString(
                        path, new ProcessIdentity(ProcessHandle.current().pid(), "long ago").text());
            }
            BossProcess winner = winner(round, start(), start());
            if (round % 3 == 0) {
                end(winner);
                assertThat(left()).as("after round %d", round).isEmpty();
            } else {
                // the next two find a stale file
                winner.handle().destroyForcibly();
                assertThat(file.awaitGone(Processes.LIVENESS)).isTrue();
            }
        }
        Figures.tellTime(STARTS + " starts of two processes at once", begun);
    }

    /** Waits for the end of the loser. */
    private BossProcess winner(int round, BossProcess one, BossProcess other) throws Exception {
        CompletableFuture.anyOf(one.handle().onExit(), other.handle().onExit())
                .get(Processes.LIVENESS.toSeconds(), TimeUnit.SECONDS);
        BossProcess loser = one.handle().isAlive() ? other : one;
        BossProcess winner = loser == one ? other : one;
        assertThat(loser.awaitEnd()).as("loser of round %d: %s", round, loser).isEqualTo(1);
        awaitRun(winner);
        assertThat(file.pid()).as("round %d", round).hasValue(winner.pid());
        return winner;
    }

    @Test
    @DisplayName("Row 25: so it is with two bosses and one directory")
    void shouldHaveOneWinnerAmongBosses() throws Exception {
        path = directory.boss().resolve("bosun.pid");
        file = PidFile.of(path);
        for (int round = 0; round < BOSSES; round++) {
            end(winner(round, BossProcess.start(directory, "--no-shell"), BossProcess.start(directory, "--no-shell")));
            assertThat(path).as("after round %d", round).doesNotExist();
        }
    }

    @Test
    @DisplayName("MB-43: a boss has its pid in bosun.pid of its directory; a command in a private one has none")
    void shouldTellThePidOfABoss() throws Exception {
        BossProcess boss = BossProcess.start(directory, "--no-shell");
        PidFile ofBoss = PidFile.of(directory.boss().resolve("bosun.pid"));

        assertThat(ofBoss.await(Processes.LIVENESS)).hasValue(boss.pid());
        awaitRun(boss);
        boss.handle().destroyForcibly();
        assertThat(ofBoss.awaitGone(Processes.LIVENESS)).isTrue();
        BossProcess next = BossProcess.start(directory, "--no-shell");
        assertThat(ofBoss.await(Processes.LIVENESS)).hasValue(next.pid());
        awaitRun(next);
        end(next);

        assertThat(ofBoss.path()).doesNotExist();
        Outcome command = Processes.bash(directory.temporary(), "$1 -c state", Product.script());
        assertThat(command.status()).as(command.toString()).isZero();
        assertThat(directory.leftOvers()).noneMatch(each -> each.endsWith("bosun.pid"));
    }
}
