// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.crew.HandState;
import io.bosun.crew.boss.HandSettings.RestartSettings;
import io.bosun.transport.Berth;
import io.bosun.transport.Envelope;
import io.bosun.transport.RouteEntry;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Version;

class PartsTest {
    @Test
    @DisplayName("W-H-5 delays double, and go back after a hand has lasted")
    void shouldDoubleTheDelayOfARestart() {
        RestartPolicy policy = new RestartPolicy(new RestartSettings(5, 60_000, 200, 1_000));
        assertThat(policy.failed(1)).hasValue(200);
        assertThat(policy.failed(2)).hasValue(400);
        assertThat(policy.failed(3)).hasValue(800);
        assertThat(policy.failed(4)).hasValue(1_000);
        policy.ready(5);
        assertThat(policy.failed(TimeUnit.SECONDS.toNanos(2))).hasValue(200);
    }

    @Test
    @DisplayName("22 a crash loop stops at the configured intensity")
    void shouldGiveUpBeyondTheLimit() {
        RestartPolicy policy = new RestartPolicy(new RestartSettings(2, 1_000, 200, 1_000));
        policy.failed(0);
        policy.failed(1);
        assertThat(policy.failed(2)).isEmpty();
        assertThat(policy.failed(TimeUnit.SECONDS.toNanos(2))).isPresent();
        assertThat(new RestartPolicy(new RestartSettings(0, 1, 1, 1)).failed(0)).isEmpty();
    }

    @Test
    @DisplayName("H69 FIX a token is good for its name, once")
    void shouldAdmitATokenOnce() {
        Tokens tokens = new Tokens();
        String token = tokens.issue("h1");
        assertThat(token).matches("[0-9a-f]{64}");
        assertThat(tokens.admits("h2", token)).isFalse();
        assertThat(tokens.admits("h1", "guess")).isFalse();
        assertThat(tokens.admits("h1", null)).isFalse();
        assertThat(tokens.admits("h1", token)).isTrue();
        assertThat(tokens.admits("h1", token)).isFalse();
        String former = tokens.issue("h1");
        assertThat(tokens.issue("h1")).isNotEqualTo(former);
        assertThat(tokens.admits("h1", former)).isFalse();
    }

    @Test
    void shouldSayHowAProcessEnded() {
        assertThat(ExitText.of(0)).isEqualTo("exited with status 0");
        assertThat(ExitText.of(1)).isEqualTo("exited with status 1");
        assertThat(ExitText.of(137)).isEqualTo("killed by signal 9 (KILL)");
        assertThat(ExitText.of(143)).isEqualTo("killed by signal 15 (TERM)");
        assertThat(ExitText.of(255)).isEqualTo("exited with status 255");
    }

    @Test
    void shouldReadListsFromOneTextOrMany() {
        String[] bundles = {"a.b; [1.0,2.0) ,c, d;version=\"[1,2]\""};
        List<BundleWish> wishes =
                TestHand.named("h1").bundles(bundles).settings().bundles();
        assertThat(wishes).hasSize(3);
        assertThat(wishes.get(0).matches("a.b", new Version(1, 5, 0))).isTrue();
        assertThat(wishes.get(0).matches("a.b", new Version(2, 0, 0))).isFalse();
        assertThat(wishes.get(1)).hasToString("c");
        assertThat(wishes.get(2).matches("d", new Version(2, 0, 0))).isTrue();
        assertThat(TestHand.named("h1")
                        .jvmOptions("-Xmx64m, -Da=b,c,-Dx=y")
                        .settings()
                        .jvmOptions())
                .containsExactly("-Xmx64m", "-Da=b,c", "-Dx=y");
        assertThat(TestHand.named("h1")
                        .jvmOptions("-Da=b,-c", "-Dx=y")
                        .settings()
                        .jvmOptions())
                .containsExactly("-Da=b,-c", "-Dx=y");
    }

    @Test
    @DisplayName("H31 what a configuration leaves out has its default, and there is no default name")
    void shouldHaveDefaults() {
        HandSettings hand = TestHand.named("h1").settings();
        assertThat(hand)
                .isEqualTo(new HandSettings(
                        "h1",
                        List.of(),
                        List.of(),
                        new RestartSettings(5, 60_000, 200, 10_000),
                        0,
                        "local",
                        5_000,
                        2_000));
        assertThat(BossSettings.of(TestHand.config(BossConfig.class, Map.of())))
                .isEqualTo(new BossSettings(10_000, 60_000, "", 500));
        assertThatThrownBy(TestHand.named(null)::settings).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseNumbersThatMakeNoSense() {
        for (String key : List.of("restartLimit", "debugPort")) {
            assertThatThrownBy(TestHand.named("h1").with(key, -1)::settings)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(key + "=-1: give it a number from 0 to ");
        }
        for (String key : List.of(
                "restartPeriodMillis",
                "restartDelayMillis",
                "restartMaxDelayMillis",
                "stopMillis",
                "terminateMillis")) {
            assertThatThrownBy(TestHand.named("h1").with(key, 0L)::settings)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(key + "=0: give it a number from 1 to ");
        }
        assertThatThrownBy(TestHand.named("h1").with("debugPort", 65_536)::settings)
                .hasMessage("debugPort=65536: give it a number from 0 to 65535");
        assertThatThrownBy(TestHand.named("h1").with("launcher", "")::settings).hasMessageContaining("launcher=''");
        for (String key : List.of("registrationMillis", "readyMillis", "settleMillis")) {
            assertThatThrownBy(() -> BossSettings.of(TestHand.config(BossConfig.class, Map.of(key, -1L))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(key + "=-1: give it a number from ");
        }
    }

    @Test
    @DisplayName("A wrong configuration is said in one line, and there is no hand")
    void shouldHaveNoHandForAWrongConfiguration() {
        LogLines log = new LogLines(ConfiguredHand.class);
        try {
            HandConfig wrong = TestHand.named("h1").with("debugPort", 70_000).config();
            ConfiguredHand hand = new ConfiguredHand(wrong, Map.of("service.pid", "io.bosun.crew.boss.hand~h1"));
            assertThat(hand.settings()).isEmpty();
        } finally {
            log.close();
        }
        assertThat(log.lines)
                .containsExactly("There is no hand for the configuration io.bosun.crew.boss.hand~h1: "
                        + "debugPort=70000: give it a number from 0 to 65535");
    }

    @Test
    void shouldWriteHandsForPeople() {
        assertThat(HandView.text(List.of(
                        new HandView("h1", 7, HandState.READY, 0, 0, ""),
                        new HandView("h2", 0, HandState.EXITED, 0, 1, "exited with status 3"))))
                .isEqualTo("h1 READY, h2 EXITED (last time: exited with status 3)");
    }

    @Test
    void shouldCountWhatABerthEndsAfterItHasGone() {
        DoneCount done = new DoneCount();
        CountedBerth former = new CountedBerth(2, 3);
        CountedBerth latter = new CountedBerth(0, 1);
        done.add("h1", former);
        done.add("h1", latter);
        done.remove("h1", former);
        assertThat(done.of("h1")).isEqualTo(4);
        former.pending = 1;
        former.done = 4;
        assertThat(done.of("h1")).isEqualTo(5);
        former.pending = 0;
        former.done = 5;
        assertThat(done.of("h1")).isEqualTo(6);
        done.remove("h1", latter);
        assertThat(done.of("h1")).isEqualTo(6);
        assertThat(done.of("h2")).isZero();
    }

    /** Has numbers only. */
    private static final class CountedBerth implements Berth {
        private int pending;
        private long done;

        CountedBerth(int pending, long done) {
            this.pending = pending;
            this.done = done;
        }

        @Override
        public String target() {
            return "digester";
        }

        @Override
        public String place() {
            return "h1";
        }

        @Override
        public List<RouteEntry> routes() {
            return List.of();
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public boolean offer(Envelope envelope) {
            return false;
        }

        @Override
        public int pending() {
            return pending;
        }

        @Override
        public long done() {
            return done;
        }
    }

    @Test
    void shouldRefuseANameThatCannotBeADirectory() {
        for (String name : new String[] {"", "../x", "a/b", "boss", "-h", "ü", "h".repeat(65)}) {
            TestHand hand = TestHand.named(name);
            assertThatThrownBy(hand::settings).hasMessageContaining("'" + name + "'");
        }
    }

    @Test
    @DisplayName("H56 FIX the path of the socket is checked first, and nothing is left behind")
    void shouldCheckTheSocketsPath(@TempDir Path directory) throws IOException {
        Path deep = directory.resolve("d".repeat(100));
        assertThatThrownBy(() -> SocketDirectory.open(deep.toString()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("socketDirectory");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    @DisplayName("W-H-8 W-H-12 the directory of a boss that was killed is removed; that of a live one stays")
    void shouldRemoveStaleSocketDirectories() throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        Path stale = socketDirectory(parent, false, true);
        Path live = socketDirectory(parent, true, true);
        Path young = socketDirectory(parent, false, false);
        Path shared = socketDirectory(parent, false, true);
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path more = socketDirectory(parent, false, false);
        Files.writeString(more.resolve("other"), "");
        makeOld(more);
        try (SocketDirectory made = SocketDirectory.open("")) {
            assertThat(Path.of(made.address().getPath()).getParent()).isDirectory();
            assertThat(stale).doesNotExist();
            assertThat(List.of(live, young, shared, more))
                    .allSatisfy(each -> assertThat(each.resolve("boss")).exists());
        } finally {
            for (ServerSocketChannel each : listening) {
                each.close();
            }
            for (Path each : List.of(stale, live, young, shared, more)) {
                Files.deleteIfExists(each.resolve("other"));
                Files.deleteIfExists(each.resolve("boss"));
                Files.deleteIfExists(each);
            }
        }
    }

    private final List<ServerSocketChannel> listening = new ArrayList<>();

    private Path socketDirectory(Path parent, boolean live, boolean old) throws IOException {
        Path directory = Files.createTempDirectory(parent, "bosun-");
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listening.add(channel);
        channel.bind(UnixDomainSocketAddress.of(directory.resolve("boss")));
        if (!live) {
            channel.close();
        }
        if (old) {
            makeOld(directory);
        }
        return directory;
    }

    private static void makeOld(Path directory) throws IOException {
        Files.setLastModifiedTime(directory, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    }

    @Test
    @DisplayName("H58 FIX the private directory goes with its socket")
    void shouldRemoveItsDirectory() throws IOException {
        SocketDirectory made = SocketDirectory.open("");
        Path directory = Path.of(made.address().getPath()).getParent();
        assertThat(made.address().getScheme()).isEqualTo("unix");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        made.close();
        assertThat(directory).doesNotExist();
    }
}
