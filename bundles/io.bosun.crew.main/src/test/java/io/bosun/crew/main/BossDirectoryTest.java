// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BossDirectoryTest {
    @TempDir
    Path root;

    @Test
    void shouldRefuseASecondBoss() throws IOException {
        BossDirectory first = BossDirectory.open(root);

        assertThatThrownBy(() -> BossDirectory.open(root))
                .isInstanceOf(LockedException.class)
                .hasMessageContaining(root.toRealPath().toString())
                .hasMessageContaining("pid " + ProcessHandle.current().pid());

        first.close();
        BossDirectory.open(root).close();
    }

    @Test
    void shouldRefuseASecondBossOfAnotherProcess() throws Exception {
        Process other = Jvm.start(LockingMain.class, root.toString());
        try {
            assertThat(Jvm.firstLine(other)).isEqualTo("locked");
            assertThatThrownBy(() -> BossDirectory.open(root))
                    .isInstanceOf(LockedException.class)
                    .hasMessageContaining("pid " + other.pid());
        } finally {
            other.destroyForcibly().waitFor();
        }
        // the lock goes with its process; the file stays
        assertThat(root.resolve("lock")).exists();
        BossDirectory.open(root).close();
    }

    /** A boss that never ends by itself. */
    static final class LockingMain {
        private LockingMain() {}

        public static void main(String[] args) throws Exception {
            try (BossDirectory directory = BossDirectory.open(Path.of(args[0]))) {
                Jvm.print("locked");
                System.in.read();
            }
        }
    }

    @Test
    void shouldFillAFolderOnce() throws IOException {
        Path jar = root.resolve("boss.jar");
        write(jar, "config/a.cfg", "config/sub/b.cfg", "config/");
        try (Payload payload = new Payload(jar);
                BossDirectory directory = BossDirectory.open(root.resolve("run"))) {
            directory.fill("config", payload);
            assertThat(directory.folder("config")).isDirectoryContaining("glob:**/a.cfg");

            Files.delete(directory.folder("config").resolve("a.cfg"));
            directory.fill("config", payload);
            assertThat(directory.folder("config")).isEmptyDirectory();

            directory.fill("plugins", payload);
            assertThat(directory.folder("plugins")).isEmptyDirectory();
        }
    }

    @Test
    void shouldDeleteAPrivateDirectory() throws IOException {
        BossDirectory directory = BossDirectory.openPrivate();
        assertThat(directory.root()).isDirectory();
        Files.writeString(directory.folder("logs").resolve("boss.log"), "text");

        directory.close();
        directory.close();
        assertThat(directory.root()).doesNotExist();
    }

    @Test
    void shouldRefuseAPathThatFileInstallCannotWatch() {
        assertThatThrownBy(() -> BossDirectory.open(root.resolve("a,b"))).hasMessageContaining("comma");
    }

    private static void write(Path jar, String... names) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (String name : names) {
                out.putNextEntry(new ZipEntry(name));
                out.closeEntry();
            }
        }
    }
}
