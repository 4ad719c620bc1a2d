// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.bosun.lifecycle.PidFile;
import io.bosun.lifecycle.ProcessIdentity;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
class PidClaimTest {
    private static final long PID = ProcessHandle.current().pid();
    /** Larger than any that Linux gives. */
    private static final String NOBODY = "2147483647\n";

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("a.pid");
    }

    @Test
    @DisplayName(
            "MB-43: the first line is the pid, the second the start; everybody may read it; it is removed at the end")
    void shouldWriteAndRemove() throws IOException {
        try (PidClaim claim = PidClaim.of(file)) {
            assertThat(Files.readAllLines(file))
                    .hasSize(2)
                    .startsWith(Long.toString(PID))
                    .last()
                    .asString()
                    .startsWith("start ");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-r--r--");
            assertThat(PidFile.of(file).pid()).hasValue(PID);
            assertThat(names()).containsExactly("a.pid");
            assertThat(claim).hasToString(file.toRealPath().toString());
        }
        assertThat(names()).isEmpty();
    }

    @Test
    @DisplayName("MB-43: the file of a live process is refused, with its name, the pid and what to do")
    void shouldRefuseTheFileOfALiveProcess() throws IOException {
        try (PidJvm other = PidJvm.start(file)) {
            assertThat(other.ask("claim")).isEqualTo("done");
            String text = Files.readString(file);

            assertThatThrownBy(() -> PidClaim.of(file))
                    .isInstanceOf(PidFileException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("process " + other.pid())
                    .hasMessageContaining("end it")
                    .hasMessageContaining(ProcessPidFile.FILE);

            assertThat(file).hasContent(text);
            assertThat(names()).containsExactly("a.pid");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                assertThat(channel.tryLock())
                        .as("the lock, which it holds for life")
                        .isNull();
            }
            assertThat(other.ask("release")).isEqualTo("done");
            PidClaim.of(file).close();
        }
    }

    @Test
    @DisplayName("MB-43: ... also when the system has forgotten its lock, because it has read the file")
    void shouldRefuseWithoutALock() throws IOException {
        try (PidJvm other = PidJvm.start(file)) {
            assertThat(other.ask("claim")).isEqualTo("done");
            assertThat(other.ask("read")).isEqualTo("done");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                assertThat(channel.tryLock()).as("the lock is free").isNotNull();
            }

            assertThatThrownBy(() -> PidClaim.of(file)).hasMessageContaining("process " + other.pid());
        }
    }

    @Test
    @DisplayName("MB-43: ... also when only its lock tells that it lives, as one in another container")
    void shouldRefuseALockedFile() throws IOException {
        Files.writeString(file, NOBODY);
        try (PidJvm other = PidJvm.start(file)) {
            assertThat(other.ask("lock")).isEqualTo("done");

            assertThatThrownBy(() -> PidClaim.of(file)).hasMessageContaining("locked by a process");

            assertThat(file).hasContent(NOBODY);
            assertThat(names()).containsExactly("a.pid");
        }
    }

    @Test
    @DisplayName("MB-43: ... also that of another program, which has only a pid")
    void shouldRefuseTheFileOfAnotherProgram() throws IOException {
        Process sleep = new ProcessBuilder("sleep", "1000").start();
        try {
            Files.writeString(file, sleep.pid() + "\n");

            assertThatThrownBy(() -> PidClaim.of(file))
                    .hasMessageContaining("process " + sleep.pid() + " (/")
                    .hasMessageContaining("sleep");
        } finally {
            sleep.destroyForcibly();
        }
    }

    @Test
    @DisplayName("MB-43: ... also in the same process")
    void shouldRefuseItsOwn() throws IOException {
        try (PidClaim claim = PidClaim.of(file)) {
            assertThatThrownBy(() -> PidClaim.of(file)).hasMessageContaining("by this process already");

            assertThat(PidFile.of(file).pid()).hasValue(PID);
        }
        assertThat(file).doesNotExist();
    }

    @Test
    @DisplayName("Row 25: the file of a killed process is taken over")
    void shouldTakeOverAStaleFile() throws IOException {
        try (PidJvm other = PidJvm.start(file)) {
            assertThat(other.ask("claim")).isEqualTo("done");
            other.kill();
        }
        assertThat(file).exists();

        assertTakesOver();
    }

    @Test
    @DisplayName("Row 25: the file of a process whose pid another one has now is taken over")
    void shouldTakeOverARecycledPid() throws IOException {
        Process sleep = new ProcessBuilder("sleep", "1000").start();
        try {
            Files.writeString(file, new ProcessIdentity(sleep.pid(), "long ago").text());
            assertTakesOver();
        } finally {
            sleep.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("Row 25: the file of a process that had our pid, or of ourselves, is taken over unless it is held")
    void shouldTakeOverWhatHasOurPid(boolean ourStart) throws IOException {
        Files.writeString(
                file, ourStart ? ProcessIdentity.current().text() : new ProcessIdentity(PID, "long ago").text());

        assertTakesOver();
    }

    private void assertTakesOver() throws IOException {
        try (PidClaim claim = PidClaim.of(file)) {
            assertThat(PidFile.of(file).pid()).hasValue(PID);
            assertThat(file).hasContent(ProcessIdentity.current().text());
            assertThat(names()).containsExactly("a.pid");
            assertThat(claim.isOf(file)).isTrue();
        }
        assertThat(names()).isEmpty();
    }

    @Test
    @DisplayName("W-MB-15: what a killed process has left of its draft is tidied away, that of a live one is not")
    void shouldTidyDrafts() throws IOException {
        Path left = Files.writeString(directory.resolve(".a.pid.123.tmp"), "");
        Path other = Files.writeString(directory.resolve(".b.pid.123.tmp"), "");
        Path live = Files.writeString(directory.resolve(".a.pid.456.tmp"), "");
        try (PidJvm owner = PidJvm.start(live)) {
            assertThat(owner.ask("lock")).isEqualTo("done");

            PidClaim.of(file).close();
        }

        assertThat(left).doesNotExist();
        assertThat(other).exists();
        assertThat(live).exists();
    }

    @Test
    @DisplayName("W-MB-15: a draft that was linked when its process was killed is no obstacle")
    void shouldTidyALinkedDraft() throws IOException {
        Files.writeString(file, NOBODY);
        Files.createLink(directory.resolve(".a.pid.123.tmp"), file);

        assertTakesOver();
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @DisplayName("W-MB-15: a pipe that has the name of a draft holds nobody up, and a link is left alone")
    void shouldNotTidyWhatIsNoFile() throws Exception {
        Path pipe = directory.resolve(".a.pid.123.tmp");
        Path link = directory.resolve(".a.pid.456.tmp");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Files.createSymbolicLink(link, Files.writeString(directory.resolve("precious"), ""));

        PidClaim.of(file).close();

        assertThat(names()).containsExactly(".a.pid.123.tmp", ".a.pid.456.tmp", "precious");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "precious\n", "0\n", "12 34\n"})
    @DisplayName("MB-43: what is no PID file is refused, and never overwritten")
    void shouldNotOverwriteAnotherFile(String text) throws IOException {
        Files.writeString(file, text);

        assertThatThrownBy(() -> PidClaim.of(file))
                .isInstanceOf(PidFileException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("not overwritten");

        assertThat(file).hasContent(text);
        assertThat(names()).containsExactly("a.pid");
    }

    @Test
    @DisplayName("MB-43: a link in the place of the file is not followed")
    void shouldNotFollowALink() throws IOException {
        Files.createSymbolicLink(file, directory.resolve("elsewhere"));

        assertThatThrownBy(() -> PidClaim.of(file)).hasMessageContaining("a link");

        assertThat(directory.resolve("elsewhere")).doesNotExist();
        Files.delete(file);
        Files.createDirectory(file);
        assertThatThrownBy(() -> PidClaim.of(file)).hasMessageContaining("a directory");
    }

    @Test
    @DisplayName("MB-43: a link on the way to the directory is followed")
    void shouldFollowALinkToTheDirectory() throws IOException {
        Files.createDirectory(directory.resolve("real"));
        Files.createSymbolicLink(directory.resolve("linked"), Path.of("real"));

        try (PidClaim claim = PidClaim.of(directory.resolve("linked/a.pid"))) {
            assertThat(directory.resolve("real/a.pid")).exists();
        }
        assertThat(directory.resolve("real")).isEmptyDirectory();
    }

    @Test
    @DisplayName("MB-43: it is removed only if it is still ours")
    void shouldNotRemoveTheFileOfAnother() throws IOException {
        PidClaim claim = PidClaim.of(file);
        Files.delete(file);
        Files.writeString(file, NOBODY);

        claim.close();

        assertThat(file).hasContent(NOBODY);
        claim.close();
        Files.delete(file);
        PidClaim removed = PidClaim.of(file);
        Files.delete(file);
        removed.close();
        assertThat(names()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none/a.pid", "plain/a.pid"})
    void shouldSayThatThereIsNoDirectory(String path) throws IOException {
        Files.writeString(directory.resolve("plain"), "");

        assertThatThrownBy(() -> PidClaim.of(directory.resolve(path)))
                .isInstanceOf(PidFileException.class)
                .hasMessageContaining(directory.resolve(path).toString())
                .hasMessageContaining("no directory");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("Row 13: where nothing can be written, the error says so, and nothing is left half written")
    void shouldLeaveNothingOnAFullDisk(boolean stale) throws IOException {
        if (stale) {
            Files.writeString(file, NOBODY);
        }
        try (PidJvm full = PidJvm.start(file, "bash", "-c", "ulimit -f 0; exec \"$@\"", "bash")) {
            assertThat(full.ask("claim"))
                    .startsWith("refused: Cannot make the PID file " + file)
                    .contains("File too large");
        }
        if (stale) {
            assertThat(file).hasContent(NOBODY);
        }
        assertThat(names()).hasSize(stale ? 1 : 0);
    }

    @Test
    @DisplayName("Row 13: so it does in a directory that is not ours")
    void shouldSayThatTheDirectoryIsNotWritable() throws IOException {
        List<String> bound = List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all");
        boolean isRoot = System.getProperty("user.name").equals("root");
        assumeThat(isRoot && !works(bound)).as("root that cannot give that up").isFalse();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
        try (PidJvm bounded = PidJvm.start(file, isRoot ? bound.toArray(String[]::new) : new String[0])) {
            assertThat(bounded.ask("claim"))
                    .startsWith("refused: Cannot make the PID file " + file)
                    .contains("AccessDenied");
        } finally {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        assertThat(names()).isEmpty();
    }

    private static boolean works(List<String> prefix) {
        try {
            List<String> line =
                    Stream.concat(prefix.stream(), Stream.of("true")).toList();
            return new ProcessBuilder(line).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }
}
