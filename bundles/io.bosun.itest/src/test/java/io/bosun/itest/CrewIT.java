// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bosun.itest.BossProcess.Hand;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A boss and two hands, and what may befall them. */
@DisplayName("a crew")
class CrewIT {
    /** What the promise gives a hand without a boss is 250 ms; a busy machine is given more. */
    private static final Duration WITHOUT_BOSS = Duration.ofSeconds(5);

    private final TestDirectory directory = TestDirectory.create();

    @AfterEach
    void close() {
        directory.close();
    }

    private void assertAnswers(BossProcess boss) {
        Path file = directory.boss().resolve("config/io.bosun.crew.boss.hand-h1.cfg");
        assertThat(boss.shell("ask DigestFile uri=" + file.toUri()))
                .as(boss.toString())
                .anyMatch(line -> line.matches("sha256\\s+[0-9a-f]{64}"));
    }

    @Test
    @DisplayName("is crewed again after SIGKILL of a hand at rest")
    void shouldRestartAKilledHand() {
        BossProcess boss = BossProcess.start(directory);
        Map<String, Hand> before = boss.awaitCrewed();
        assertThat(before).containsOnlyKeys("h1", "h2");

        long start = System.nanoTime();
        Processes.signal("KILL", before.get("h1").pid());
        Awaitility.await("a new h1")
                .atMost(Processes.LIVENESS)
                .until(() ->
                        boss.awaitCrewed().get("h1").pid() != before.get("h1").pid());

        Figures.tellTime("SIGKILL of a hand to crewed", start);
        Map<String, Hand> after = boss.crew();
        assertThat(after.get("h1").restarts()).isEqualTo(1);
        assertThat(after.get("h2")).isEqualTo(before.get("h2"));
        assertThat(boss.shell("crew")).anyMatch(line -> line.startsWith("h1 ") && line.contains("signal 9"));
        assertAnswers(boss);
    }

    @Test
    @DisplayName("H76 does not outlive a boss that got SIGKILL")
    void shouldNotOutliveItsBoss() {
        killBoss();
    }

    @Test
    @DisplayName("H76 does not need the kernel's death signal for that: the end of its input is enough")
    void shouldNotOutliveItsBossWithoutTheDeathSignal() {
        directory.usual().config("io.bosun.crew.launch.local", "deathSignal = false");
        killBoss();
    }

    @RepeatedTest(20)
    @Tag("long")
    @DisplayName("H76 does not outlive a boss that got SIGKILL, many times")
    void shouldNeverOutliveItsBoss() {
        killBoss();
    }

    private void killBoss() {
        BossProcess boss = BossProcess.start(directory);
        awaitTheirEnd(boss, List.copyOf(boss.awaitCrewed().values()), "SIGKILL of the boss to the end of its hands");
    }

    @Test
    @DisplayName("does not outlive a boss that got SIGKILL even when a hand is stopped")
    void shouldNotOutliveItsBossWhenStopped() {
        assumeTrue(
                Processes.bash(directory.temporary(), "setpriv --pdeathsig KILL true")
                                .status()
                        == 0,
                "no setpriv that knows --pdeathsig");
        BossProcess boss = BossProcess.start(directory);
        Map<String, Hand> crew = boss.awaitCrewed();
        Processes.signal("STOP", crew.get("h2").pid());

        awaitTheirEnd(boss, List.copyOf(crew.values()), "the same, one hand stopped");
    }

    private static void awaitTheirEnd(BossProcess boss, List<Hand> hands, String what) {
        long start = System.nanoTime();
        Processes.signal("KILL", boss.pid());
        Awaitility.await("no hand alive")
                .atMost(WITHOUT_BOSS)
                .pollDelay(Duration.ZERO)
                .pollInterval(1, TimeUnit.MILLISECONDS)
                .until(() -> hands.stream().noneMatch(hand -> Processes.isAlive(hand.pid())));
        Figures.tellTime(what, start);
    }

    @Test
    @DisplayName("goes on when garbage comes to its socket; that connection alone is closed")
    void shouldCloseAConnectionThatSendsGarbage() throws IOException {
        Path sockets = Files.createTempDirectory(directory.root(), "s");
        directory.usual().config("io.bosun.crew.boss", "socketDirectory = " + sockets);
        BossProcess boss = BossProcess.start(directory);
        Map<String, Hand> before = boss.awaitCrewed();
        Path socket = socketIn(sockets);

        long seed = System.nanoTime();
        Figures.tell("garbage with seed " + seed);
        byte[] noise = new byte[100_000];
        new Random(seed).nextBytes(noise);
        assertClosed(socket, noise);
        assertClosed(socket, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertClosed(socket, new byte[4096]);

        assertAnswers(boss);
        assertThat(boss.crew().values()).allMatch(hand -> hand.restarts() == 0);
        assertThat(boss.crew().get("h1").pid()).isEqualTo(before.get("h1").pid());
    }

    private static Path socketIn(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(each -> !Files.isDirectory(each) && !Files.isRegularFile(each))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no socket in " + directory));
        }
    }

    /** The boss ends the connection; if it did not, this would wait for more. */
    private static void assertClosed(Path socket, byte[] garbage) {
        assertTimeoutPreemptively(Processes.LIVENESS, () -> {
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                ByteBuffer bytes = ByteBuffer.wrap(garbage);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                ByteBuffer answer = ByteBuffer.allocate(1024);
                while (channel.read(answer) >= 0) {
                    answer.clear();
                }
            } catch (IOException e) {
                // closed while this side still wrote
                assertThat(e).hasMessageMatching("Broken pipe|Connection reset( by peer)?");
            }
        });
    }
}
