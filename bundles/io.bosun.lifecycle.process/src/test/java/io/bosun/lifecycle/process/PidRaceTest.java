// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.lifecycle.PidFile;
import io.bosun.lifecycle.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Several JVMs claim one file at the same moment, again and again. */
@DisplayName("Row 25: of several who claim one PID file at once exactly one wins")
@DisabledOnOs(OS.WINDOWS)
class PidRaceTest {
    private static final int ROUNDS = Boolean.getBoolean("bosun.long") ? 10_000 : 200;
    private static final int JVMS = 3;
    private static final int THREADS = 4;

    @TempDir
    Path directory;

    private final List<PidJvm> jvms = new ArrayList<>();
    private Path file;
    private Process bystander;

    @BeforeEach
    void start() throws IOException {
        file = directory.resolve("a.pid");
        bystander = new ProcessBuilder("sleep", "100000").start();
    }

    @AfterEach
    void end() {
        jvms.forEach(PidJvm::close);
        bystander.destroyForcibly();
    }

    /** What is there when they come. */
    private enum Before {
        NOTHING,
        STALE,
        RECYCLED,
        DRAFTS,
        LINKED_DRAFT
    }

    @Test
    @DisplayName("... whatever was left before, and a reader never sees half a file")
    void shouldHaveOneWinnerAmongProcesses() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < JVMS; i++) {
            jvms.add(PidJvm.start(file));
        }
        try (Reader reader = new Reader(file)) {
            for (int round = 0; round < ROUNDS; round++) {
                Before before = Before.values()[random.nextInt(Before.values().length)];
                prepare(before);
                List<String> answers = race();
                assertThat(answers)
                        .as("round %d with %s, seed %d", round, before, seed)
                        .filteredOn("done"::equals)
                        .hasSize(1);
                PidJvm winner = jvms.get(answers.indexOf("done"));
                assertThat(PidFile.of(file).pid()).hasValue(winner.pid());
                assertThat(winner.ask("release")).isEqualTo("done");
                assertThat(directory).as("after round %d, seed %d", round, seed).isEmptyDirectory();
            }
            assertThat(reader.end()).isEmpty();
        }
    }

    private List<String> race() {
        jvms.forEach(jvm -> jvm.tell("claim"));
        return jvms.stream().map(PidJvm::answer).toList();
    }

    private void prepare(Before before) throws IOException {
        switch (before) {
            case NOTHING -> {}
            case STALE -> put("2147483647\nstart 1\n");
            case RECYCLED -> put(new ProcessIdentity(bystander.pid(), "long ago").text());
            case DRAFTS -> {
                Files.writeString(directory.resolve(".a.pid.1.tmp"), "");
                Files.writeString(directory.resolve(".a.pid.2.tmp"), "2147483647\n");
            }
            case LINKED_DRAFT -> {
                put("2147483647\nstart 1\n");
                Files.createLink(directory.resolve(".a.pid.1.tmp"), file);
            }
        }
    }

    /** As a whole, for the reader looks. */
    private void put(String text) throws IOException {
        Files.move(Files.writeString(directory.resolve("draft"), text), file);
    }

    @Test
    @DisplayName("... also among the threads of one process")
    void shouldHaveOneWinnerAmongThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        CyclicBarrier start = new CyclicBarrier(THREADS);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                if (round % 2 == 0) {
                    put("2147483647\nstart 1\n");
                }
                List<Future<PidClaim>> claims = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    claims.add(threads.submit(() -> {
                        start.await(60, TimeUnit.SECONDS);
                        return claimOrNull();
                    }));
                }
                List<PidClaim> won = new ArrayList<>();
                for (Future<PidClaim> claim : claims) {
                    if (claim.get(60, TimeUnit.SECONDS) != null) {
                        won.add(claim.get());
                    }
                }
                assertThat(won).as("round %d", round).hasSize(1);
                won.get(0).close();
                assertThat(directory).isEmptyDirectory();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private PidClaim claimOrNull() {
        try {
            return PidClaim.of(file);
        } catch (PidFileException e) {
            return null;
        }
    }

    /** Reads the file all the time, as a script would. */
    private static final class Reader implements AutoCloseable {
        private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        private final Thread thread;
        private volatile boolean ended;

        Reader(Path file) {
            thread = new Thread(() -> read(file), "pid-file-reader");
            thread.start();
        }

        private void read(Path file) {
            while (!ended) {
                try {
                    String text = Files.readString(file);
                    if (!text.matches("\\d+\nstart [^\n]+\n")) {
                        wrong.add(text);
                    }
                } catch (NoSuchFileException e) {
                    Thread.onSpinWait();
                } catch (IOException e) {
                    wrong.add(e.toString());
                }
            }
        }

        List<String> end() throws InterruptedException {
            ended = true;
            thread.join();
            return List.copyOf(wrong);
        }

        @Override
        public void close() {
            ended = true;
        }
    }
}
