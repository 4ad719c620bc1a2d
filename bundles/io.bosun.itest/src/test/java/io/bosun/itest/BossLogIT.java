// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What ships, as a user configures it. */
@DisplayName("the log of a boss")
class BossLogIT {
    private final TestDirectory directory = TestDirectory.create();

    @AfterEach
    void close() {
        directory.close();
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Test
    @DisplayName("MB-55: is a file in its directory, with all its states from the first to the last")
    void shouldHaveAllStates() throws IOException {
        Path file = directory.boss().resolve("logs/boss.log");
        directory.config("io.bosun.lifecycle.log-boss", "to = logs/boss.log", "format = {message}");
        BossProcess boss = BossProcess.start(directory, "--no-shell");
        Awaitility.await("RUN in " + file)
                .atMost(Processes.LIVENESS)
                .until(() -> lines(file).stream().anyMatch(line -> line.contains("> RUN in ")));

        Processes.signal("TERM", boss.pid());

        assertThat(boss.awaitEnd()).as(boss.toString()).isZero();
        assertThat(lines(file))
                .filteredOn(line -> line.startsWith("Bus state: "))
                .containsExactly(
                        "Bus state: ENTER",
                        "Bus state: IDLE",
                        "Bus state: START",
                        "Bus state: RUN",
                        "Bus state: STOP",
                        "Bus state: IDLE",
                        "Bus state: EXIT",
                        "Bus state: EXITED");
    }
}
