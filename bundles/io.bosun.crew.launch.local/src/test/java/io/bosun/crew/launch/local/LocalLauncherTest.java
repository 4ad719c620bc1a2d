// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.launch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.bosun.crew.HandProcess;
import io.bosun.crew.LaunchRequest;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts real JVMs with a real framework in them. */
class LocalLauncherTest {
    private static final int KILLED = 128 + 9;
    private static final int TERMINATED = 128 + 15;
    private static final int BOSS_GONE = 3;

    @TempDir
    Path root;

    private LocalLauncher launcher;

    @BeforeEach
    void startLauncher() throws IOException {
        launcher = new LocalLauncher(TestRuntime.write(root.resolve("runtime")), TestRuntime.DEFAULTS);
    }

    @AfterEach
    void stopLauncher() {
        launcher.deactivate();
    }

    @Test
    void shouldStartAProcessThatKnowsItsDirectory() throws Exception {
        HandProcess hand = launch();

        assertThat(TestRuntime.isAlive(hand.pid())).isTrue();
        assertThat(Files.readSymbolicLink(Path.of("/proc/" + hand.pid() + "/cwd")))
                .isEqualTo(root.resolve("hands/h1").toRealPath());
        assertThat(Files.readString(Path.of("/proc/" + hand.pid() + "/cmdline")))
                .doesNotContain("s3cret");
    }

    @Test
    void shouldReportTheSignalThatKilledIt() throws Exception {
        HandProcess hand = launch();
        hand.kill();

        assertThat(status(hand)).isEqualTo(KILLED);
        assertThat(TestRuntime.isAlive(hand.pid())).isFalse();
    }

    @Test
    void shouldAskItToEndWithoutClosingItsInput() throws Exception {
        HandProcess hand = launch();
        hand.terminate();

        // had its standard input been closed, it had halted
        assertThat(status(hand)).isEqualTo(TERMINATED);
    }

    @Test
    void shouldReportAJvmThatDoesNotStart() throws Exception {
        HandProcess hand = launcher.launch(TestRuntime.request(root, "-XX:NoSuchOption"));

        assertThat(status(hand)).isEqualTo(1);
        assertThat(root.resolve("logs/h1.log")).content().contains("NoSuchOption");
    }

    @Test
    void shouldAppendToTheLog() throws Exception {
        Path log = root.resolve("logs/h1.log");
        Files.createDirectories(log.getParent());
        Files.writeString(log, "earlier\n");

        status(launcher.launch(TestRuntime.request(root, "-XX:NoSuchOption")));

        assertThat(log).content().startsWith("earlier\n").contains("NoSuchOption");
    }

    @Test
    @DisplayName("H61 a log that has become too large makes room at a launch; one older file is kept")
    void shouldMoveALargeLogAway() throws Exception {
        Path log = root.resolve("logs/h1.log");
        Path older = root.resolve("logs/h1.log.1");
        Files.createDirectories(log.getParent());
        Files.writeString(older, "oldest");
        Files.writeString(log, "older" + "x".repeat(1024 * 1024));

        status(launcher.launch(TestRuntime.request(root, "-XX:NoSuchOption")));

        assertThat(older).content().startsWith("older");
        assertThat(log).content().contains("NoSuchOption").doesNotContain("older");
        try (Stream<Path> files = Files.list(log.getParent())) {
            assertThat(files).containsExactlyInAnyOrder(log, older);
        }
    }

    @Test
    void shouldRefuseAPropertyThatCannotBeTold() {
        LaunchRequest request = new LaunchRequest(
                "h1",
                root.resolve("h1"),
                root.resolve("h1.log"),
                List.of(),
                0,
                URI.create("unix:/tmp/s"),
                "token",
                Map.of("key", "two\nlines"));

        assertThatThrownBy(() -> launcher.launch(request))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("hand h1")
                .hasMessageContaining("'key'");
    }

    @Test
    void shouldStartNothingWhenItIsGone() {
        launcher.deactivate();

        assertThatThrownBy(() -> launcher.launch(TestRuntime.request(root)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("gone");
    }

    @Test
    void shouldNameWhatCouldNotBeStarted() throws Exception {
        Path file = Files.writeString(root.resolve("hands"), "not a directory");

        assertThatThrownBy(() -> launcher.launch(TestRuntime.request(root)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void shouldEndItsHandsWithItself() throws Exception {
        HandProcess hand = launch();
        launcher.deactivate();

        assertThat(status(hand)).isEqualTo(KILLED);
    }

    @Test
    void shouldNotShareATerminalsSignals() throws Exception {
        assumeThat(LaunchTools.find().session()).isNotEmpty();
        HandProcess hand = launch();

        // fields after the name: state, parent, process group, session
        await().atMost(10, TimeUnit.SECONDS).until(() -> {
            String stat = Files.readString(Path.of("/proc/" + hand.pid() + "/stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3].equals(Long.toString(hand.pid()));
        });
    }

    @Test
    @DisplayName("Promise 5: no hand outlives its boss")
    void shouldNotOutliveItsBoss() throws Exception {
        long pid = killBossOf(false);

        await().atMost(10, TimeUnit.SECONDS).until(() -> !TestRuntime.isAlive(pid));
    }

    @Test
    @DisplayName("Promise 5: ... even stopped")
    void shouldNotOutliveItsBossWhenStopped() throws Exception {
        assumeThat(LaunchTools.find().death()).isNotEmpty();
        long pid = killBossOf(true);

        await().atMost(10, TimeUnit.SECONDS).until(() -> !TestRuntime.isAlive(pid));
    }

    private long killBossOf(boolean stopped) throws Exception {
        Process boss = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BossOfTest.class.getName(),
                        root.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long pid = Long.parseLong(TestRuntime.firstLine(boss));
        awaitFramework();
        if (stopped) {
            new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor();
            await().atMost(10, TimeUnit.SECONDS).until(() -> TestRuntime.state(pid) == 'T');
        }
        boss.destroyForcibly().waitFor();
        return pid;
    }

    /** A boss that starts a hand and then does nothing. */
    static final class BossOfTest {
        private BossOfTest() {}

        public static void main(String[] args) throws Exception {
            Path root = Path.of(args[0]);
            LocalLauncher launcher =
                    new LocalLauncher(TestRuntime.write(root.resolve("runtime")), TestRuntime.DEFAULTS);
            HandProcess hand = launcher.launch(TestRuntime.request(root));
            try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
                out.write((hand.pid() + "\n").getBytes(StandardCharsets.UTF_8));
            }
            hand.onExit().toCompletableFuture().join();
        }
    }

    @Test
    void shouldHaltAtTheEndOfItsInput() throws Exception {
        Process process = new HandCommand(
                        new LaunchTools(List.of(), List.of()),
                        TestRuntime.DEFAULTS,
                        TestRuntime.write(root.resolve("runtime")))
                .process(TestRuntime.request(root))
                .start();
        process.getOutputStream().close();

        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(BOSS_GONE);
    }

    private HandProcess launch() throws Exception {
        HandProcess hand = launcher.launch(TestRuntime.request(root));
        awaitFramework();
        return hand;
    }

    private void awaitFramework() {
        await().atMost(10, TimeUnit.SECONDS).until(() -> Files.exists(root.resolve("hands/h1/cache")));
    }

    private static int status(HandProcess hand) throws Exception {
        return hand.onExit().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
