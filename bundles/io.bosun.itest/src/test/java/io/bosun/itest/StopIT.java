// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.itest.Processes.Outcome;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to end a boss that is asked to end: status 0, and nothing is left. */
@DisplayName("a boss")
class StopIT {
    private final TestDirectory directory = TestDirectory.create();

    @AfterEach
    void close() {
        directory.close();
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(Processes.mentioning(directory.root())).as("processes").isEmpty();
        assertThat(directory.leftOvers())
                .as("sockets and other temporary files")
                .isEmpty();
        try (FileChannel lock = FileChannel.open(directory.boss().resolve("lock"), StandardOpenOption.WRITE);
                FileLock taken = lock.tryLock()) {
            assertThat(taken).as("the lock of the directory").isNotNull();
        }
    }

    private static void awaitRun(BossProcess boss) {
        boss.awaitLine(line -> line.contains("> RUN in "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    @DisplayName("H62 without a shell ends by a signal")
    void shouldEndBySignal(String signal) throws IOException {
        BossProcess boss = BossProcess.start(directory, "--no-shell");
        awaitRun(boss);
        assertThat(Processes.hands(boss.handle())).hasSize(2);

        long start = System.nanoTime();
        Processes.signal(signal, boss.pid());

        assertThat(boss.awaitEnd()).as(boss.toString()).isZero();
        Figures.tellTime("SIG" + signal + " to the end", start);
        assertThat(boss.lines())
                .filteredOn(line -> line.contains("> EXITED in "))
                .as(boss.toString())
                .hasSize(1);
        assertNothingIsLeft();
    }

    @Test
    @DisplayName("whose signal comes before it is crewed ends all the same")
    void shouldEndBySignalWhileItStarts() throws IOException {
        BossProcess boss = BossProcess.start(directory, "--no-shell");
        boss.awaitLine(line -> line.contains("io.bosun"));

        Processes.signal("TERM", boss.pid());

        // 143 where the JVM got it, for a bundle of ours had not yet taken it over
        assertThat(boss.awaitEnd()).as(boss.toString()).isIn(0, 143);
        assertNothingIsLeft();
    }

    @Test
    @DisplayName("with a shell ends by 'exit'")
    void shouldEndByExit() throws IOException {
        BossProcess boss = BossProcess.start(directory);
        assertThat(boss.shell("state")).anyMatch(line -> line.matches("state\\s+RUN"));

        boss.type("exit\n");

        assertThat(boss.awaitEnd()).as(boss.toString()).isZero();
        assertNothingIsLeft();
    }

    @Test
    @DisplayName("with a shell ends at the end of its input, after what was typed before it")
    void shouldEndAtTheEndOfInput() throws IOException {
        BossProcess boss = BossProcess.start(directory);

        boss.type("echo first\n");
        boss.endInput();

        assertThat(boss.awaitEnd()).as(boss.toString()).isZero();
        assertThat(boss.lines()).contains("first");
        assertNothingIsLeft();
    }

    @Test
    @DisplayName("refuses a directory that another boss has, and leaves that one alone")
    void shouldRefuseASecondBoss() {
        BossProcess first = BossProcess.start(directory);
        first.awaitCrewed();

        Outcome second =
                Processes.bash(directory.temporary(), "$1 --dir $2 --no-shell", Product.script(), directory.boss());

        assertThat(second.status()).isEqualTo(1);
        assertThat(second.err())
                .contains("Another boss runs on " + directory.boss())
                .contains("pid " + first.pid())
                .contains("--dir")
                .hasLineCount(1);
        assertThat(second.out()).isEmpty();
        assertThat(first.shell("state")).anyMatch(line -> line.matches("state\\s+RUN"));
        // a command brings its own directory, so it runs beside a live boss
        Outcome beside = Processes.bash(directory.temporary(), "$1 -c state", Product.script());
        assertThat(beside.status()).as(beside.toString()).isZero();
    }
}
