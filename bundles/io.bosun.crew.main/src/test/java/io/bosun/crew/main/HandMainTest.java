// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.crew.main.runtime.RuntimeIndex;
import io.bosun.crew.main.runtime.StartProperties;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hand as a real process, in whose framework one bundle of the test runs. */
class HandMainTest {
    @TempDir
    Path directory;

    private Process hand;

    @BeforeEach
    void packRuntime() throws IOException {
        Path bundles = Files.createDirectories(directory.resolve("runtime/bundles"));
        writeBundle(bundles.resolve("probe.jar"));
        String hash = "0".repeat(64);
        Files.writeString(directory.resolve("runtime/" + RuntimeIndex.NAME), hash + "  bundles/probe.jar\n");
    }

    @AfterEach
    void endHand() throws InterruptedException {
        if (hand != null) {
            hand.destroyForcibly().waitFor();
        }
    }

    @Test
    void shouldEndWithTheStatusThatABundleGives() throws Exception {
        start("exit");

        assertThat(status()).isEqualTo(ProbeActivator.STATUS);
    }

    @Test
    void shouldHideItsStandardInputFromBundles() throws Exception {
        start("read");

        assertThat(Jvm.firstLine(hand)).isEqualTo("read -1");
        assertThat(hand.isAlive()).isTrue();
    }

    @Test
    @DisplayName("Promise 5: a hand ends with its boss")
    void shouldHaltAtTheEndOfInput() throws Exception {
        start("hang");
        assertThat(Jvm.firstLine(hand)).isEqualTo("hung h1");

        hand.getOutputStream().close();

        assertThat(status()).isEqualTo(BossWatch.STATUS_BOSS_GONE);
    }

    @Test
    @DisplayName("MB-44: a hand survives USR1, which would end a JVM that does not know it, before any bundle takes it")
    void shouldSurviveUsr1() throws Exception {
        start("hang");
        assertThat(Jvm.firstLine(hand)).isEqualTo("hung h1");

        int sent = new ProcessBuilder("sh", "-c", "kill -USR1 " + hand.pid())
                .inheritIO()
                .start()
                .waitFor();
        hand.getOutputStream().close();

        assertThat(sent).isZero();
        assertThat(status()).isEqualTo(BossWatch.STATUS_BOSS_GONE);
    }

    @Test
    @DisplayName("Promise 5: ... while it starts")
    void shouldHaltWithoutProperties() throws Exception {
        hand = Jvm.start(HandMain.class, directory.resolve("runtime").toString());
        OutputStream in = hand.getOutputStream();
        in.write("bosun.name=h1\n".getBytes(StandardCharsets.UTF_8));
        in.close();

        assertThat(status()).isEqualTo(BossWatch.STATUS_BOSS_GONE);
    }

    @Test
    @DisplayName("Promise 5: ... even if that was killed")
    void shouldHaltWhenItsBossIsKilled() throws Exception {
        Process boss = Jvm.start(BossOfTest.class, directory.resolve("runtime").toString(), directory.toString());
        long pid = Long.parseLong(Jvm.firstLine(boss));
        try {
            await().atMost(10, TimeUnit.SECONDS).until(() -> Files.exists(directory.resolve("cache")));
            assertThat(Jvm.isAlive(pid)).isTrue();
            boss.destroyForcibly().waitFor();

            await().atMost(10, TimeUnit.SECONDS).until(() -> !Jvm.isAlive(pid));
        } finally {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** A boss that starts a hand and then does nothing. */
    static final class BossOfTest {
        private BossOfTest() {}

        public static void main(String[] args) throws Exception {
            Process hand = Jvm.start(HandMain.class, args[0]);
            Map<String, String> told = Map.of("bosun.name", "h1", "bosun.dir", args[1], "probe", "hang");
            StartProperties.write(told, hand.getOutputStream());
            Jvm.print(Long.toString(hand.pid()));
            hand.waitFor();
        }
    }

    @Test
    void shouldNotStartWithoutItsBundles() throws Exception {
        Files.delete(directory.resolve("runtime/bundles/probe.jar"));
        start("hang");

        assertThat(status()).isEqualTo(1);
    }

    @Test
    void shouldStopTheFrameworkByItself() throws Exception {
        start("stop");

        assertThat(status()).isZero();
    }

    private void start(String probe) throws IOException {
        hand = Jvm.start(HandMain.class, directory.resolve("runtime").toString(), "h1");
        Map<String, String> told = Map.of("bosun.name", "h1", "bosun.dir", directory.toString(), "probe", probe);
        StartProperties.write(told, hand.getOutputStream());
    }

    private int status() throws InterruptedException {
        assertThat(hand.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return hand.exitValue();
    }

    private static void writeBundle(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "probe");
        main.putValue("Bundle-Activator", ProbeActivator.class.getName());
        main.putValue("Import-Package", "org.osgi.framework");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (Class<?> type : List.of(ProbeActivator.class, Jvm.class)) {
                String name = type.getName().replace('.', '/') + ".class";
                out.putNextEntry(new ZipEntry(name));
                type.getClassLoader().getResourceAsStream(name).transferTo(out);
                out.closeEntry();
            }
        }
    }
}
