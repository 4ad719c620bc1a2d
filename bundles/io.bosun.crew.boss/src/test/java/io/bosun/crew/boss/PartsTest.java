// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.crew.boss.HandSettings.RestartSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
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
