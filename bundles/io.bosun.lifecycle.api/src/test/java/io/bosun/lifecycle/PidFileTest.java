// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
class PidFileTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(50);

    @TempDir
    Path directory;

    private Process owner;

    @BeforeEach
    void startOwner() throws IOException {
        owner = new ProcessBuilder("sleep", "1000").start();
    }

    @AfterEach
    void endOwner() throws InterruptedException {
        owner.destroyForcibly().waitFor();
    }

    @Test
    @DisplayName("MB-43 the pid is that of a live owner")
    void shouldTellTheLiveOwner() throws IOException {
        PidFile file = PidFile.of(write("a.pid", text()));

        assertThat(file.pid()).hasValue(owner.pid());
        assertThat(file.path()).isEqualTo(directory.resolve("a.pid"));
        assertThat(file).hasToString(directory.resolve("a.pid").toString());
    }

    @Test
    @DisplayName("MB-43 nobody owns a file that is not there, not even its directory")
    void shouldTellNobodyWithoutAFile() {
        assertThat(PidFile.of(directory.resolve("a.pid")).pid()).isEmpty();
        assertThat(PidFile.of(directory.resolve("none/a.pid")).pid()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no pid", "-1\n", "99999999999999999999\n"})
    @DisplayName("W-MB-15 an empty file and one that is no PID file are no error, but nobody's")
    void shouldTellNobodyByAnotherFile(String text) throws IOException {
        assertThat(PidFile.of(write("a.pid", text)).pid()).isEmpty();
    }

    @Test
    @DisplayName("Row 25: stale is the file of a dead process, and that of one whose pid another one has now")
    void shouldTellNobodyByAStaleFile() throws Exception {
        Path recycled = write("recycled.pid", new ProcessIdentity(owner.pid(), "long ago").text());
        Path plain = write("plain.pid", owner.pid() + "\n");
        Path whole = write("whole.pid", text());

        assertThat(PidFile.of(recycled).pid()).isEmpty();
        assertThat(PidFile.of(plain).pid()).hasValue(owner.pid());

        endOwner();

        assertThat(PidFile.of(plain).pid()).isEmpty();
        assertThat(PidFile.of(whole).pid()).isEmpty();
    }

    @Test
    void shouldSayThatItCannotRead() throws IOException {
        Path unreadable = Files.createDirectory(directory.resolve("a.pid"));

        assertThatThrownBy(() -> PidFile.of(unreadable).pid())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(unreadable.toString());
    }

    @Test
    @DisplayName("MB-43 W-MB-15 a wait ends when the file is there, and tells the pid")
    void shouldAwaitTheFile() throws Exception {
        FutureTask<OptionalLong> waiting = inBackground(() -> file().await(LONG));

        place("a.pid");

        assertThat(waiting.get(60, TimeUnit.SECONDS)).hasValue(owner.pid());
    }

    @Test
    @DisplayName("MB-43 ... when its directory comes first, and that one's")
    void shouldAwaitTheFileOfALaterDirectory() throws Exception {
        Path later = directory.resolve("x/y/a.pid");
        FutureTask<OptionalLong> waiting = inBackground(() -> PidFile.of(later).await(LONG));

        Files.createDirectories(later.getParent());
        place("x/y/a.pid");

        assertThat(waiting.get(60, TimeUnit.SECONDS)).hasValue(owner.pid());
    }

    @Test
    @DisplayName("MB-43 ... through links to the file and to its directory")
    void shouldAwaitTheFileThroughLinks() throws Exception {
        Files.createDirectory(directory.resolve("real"));
        Files.createSymbolicLink(directory.resolve("linked"), Path.of("real"));
        Files.createSymbolicLink(directory.resolve("a.pid"), Path.of("linked/b.pid"));
        FutureTask<OptionalLong> waiting = inBackground(() -> file().await(LONG));

        place("real/b.pid");

        assertThat(waiting.get(60, TimeUnit.SECONDS)).hasValue(owner.pid());
        assertThat(file().pid()).hasValue(owner.pid());
    }

    @Test
    @DisplayName("A link that leads to itself is told, not followed for ever")
    void shouldNotFollowACircle() throws Exception {
        Files.createSymbolicLink(directory.resolve("a.pid"), Path.of("a.pid"));

        assertThatThrownBy(() -> file().await(LONG)).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    @DisplayName("MB-43 ... when a stale file is taken over")
    void shouldAwaitTheNextOwner() throws Exception {
        write("a.pid", "2147483647\n");
        FutureTask<OptionalLong> waiting = inBackground(() -> file().await(LONG));

        place("a.pid");

        assertThat(waiting.get(60, TimeUnit.SECONDS)).hasValue(owner.pid());
    }

    @Test
    @DisplayName("MB-43 a wait that finds nobody in time is empty")
    void shouldAwaitNoLongerThanAsked() throws Exception {
        assertThat(file().await(Duration.ZERO)).isEmpty();
        assertThat(file().await(Duration.ofSeconds(-1))).isEmpty();
        assertThat(file().await(SHORT)).isEmpty();
        place("a.pid");
        assertThat(file().await(Duration.ZERO)).hasValue(owner.pid());
    }

    @Test
    @DisplayName("W-MB-15 gone is true, a timeout is false")
    void shouldTellATimeoutFromTheEnd() throws Exception {
        assertThat(file().awaitGone(Duration.ZERO)).isTrue();
        place("a.pid");

        assertThat(file().awaitGone(Duration.ZERO)).isFalse();
        assertThat(file().awaitGone(SHORT)).isFalse();
    }

    @Test
    @DisplayName("W-MB-15 gone when the file is removed")
    void shouldAwaitTheRemoval() throws Exception {
        place("a.pid");
        FutureTask<Boolean> waiting = inBackground(() -> file().awaitGone(LONG));

        Files.delete(directory.resolve("a.pid"));

        assertThat(waiting.get(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @DisplayName("W-MB-15 gone when its process is killed and the file stays")
    void shouldAwaitTheEndOfAKilledOwner() throws Exception {
        place("a.pid");
        FutureTask<Boolean> waiting = inBackground(() -> file().awaitGone(Duration.ofDays(10_000)));

        owner.destroyForcibly();

        assertThat(waiting.get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(directory.resolve("a.pid")).exists();
    }

    @Test
    @DisplayName("A wait leaves no thread behind")
    void shouldLeaveNoThread() throws Exception {
        assertThat(file().await(SHORT)).isEmpty();

        Awaitility.await()
                .atMost(LONG)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("FileSystemWatch")));
    }

    @Test
    void shouldEndAWaitByAnInterrupt() throws Exception {
        FutureTask<OptionalLong> waiting = new FutureTask<>(() -> file().await(LONG));
        Thread thread = start(waiting);

        thread.interrupt();

        assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
    }

    private PidFile file() {
        return PidFile.of(directory.resolve("a.pid"));
    }

    private String text() {
        return ProcessIdentity.of(owner.pid()).orElseThrow().text();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    /** As a whole, as an owner does it. */
    private void place(String name) throws IOException {
        Files.move(write("draft", text()), directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Returns when it waits. */
    private static <T> FutureTask<T> inBackground(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        start(task);
        return task;
    }

    private static Thread start(FutureTask<?> task) {
        Thread thread = new Thread(task, "pid-file-test");
        thread.setDaemon(true);
        thread.start();
        Awaitility.await().atMost(LONG).until(() -> thread.getState() == Thread.State.TIMED_WAITING || task.isDone());
        return thread;
    }
}
