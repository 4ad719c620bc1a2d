// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.itest.load.Wake;
import io.bosun.itest.load.handler.Sleeper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a boss costs that has nothing to do. */
@Tag("long")
@DisplayName("an idle boss")
class IdleIT {
    private static final int TARGETS = 20;
    private static final long SECONDS = 20;
    /** Of /proc, where times are counted in hundredths of a second. */
    private static final long TICKS_PER_SECOND = 100;

    private final TestDirectory directory = TestDirectory.create();

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    @DisplayName("with 20 targets whose rings are open takes less than 1 % of a processor")
    void shouldCostNextToNothing() throws Exception {
        // no crew, and rings that stay open
        directory.config("io.bosun.command.provider", "idleMillis = 3600000");
        BossProcess boss = BossProcess.start(directory);
        boss.awaitCrewed();
        for (int i = 0; i < TARGETS; i++) {
            PluginJar.of("itest.idle" + i, "1.0.0")
                    .classes(Wake.class)
                    .handler(Sleeper.class, Wake.class, "idle" + i)
                    .drop(directory.plugins().resolve("idle" + i + ".jar"));
        }
        Awaitility.await("its targets")
                .atMost(Processes.LIVENESS)
                .until(() -> boss.shell("targets").stream()
                                .filter(line -> line.startsWith("idle"))
                                .count()
                        >= TARGETS);
        boss.shell("send Wake number=1");

        long before = ticks(boss.pid());
        new Semaphore(0).tryAcquire(SECONDS, TimeUnit.SECONDS);
        long ticks = ticks(boss.pid()) - before;

        Figures.tell("idle: " + ticks + " ticks in " + SECONDS + " s");
        assertThat(ticks).isLessThan(SECONDS * TICKS_PER_SECOND / 100);
    }

    /** Of user and system, since the start. */
    private static long ticks(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
        List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
        return Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
    }
}
