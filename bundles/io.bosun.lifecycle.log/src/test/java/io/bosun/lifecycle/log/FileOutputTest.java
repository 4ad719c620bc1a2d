// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileOutputTest {
    private static final long LARGE = 1 << 20;

    @TempDir
    Path directory;

    private Path file;
    private Path former;

    @BeforeEach
    void name() {
        file = directory.resolve("bus.log");
        former = directory.resolve("bus.log.1");
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("MB-54: lines are appended to what the file has")
    void shouldAppend() throws IOException {
        Files.writeString(file, "before\n");
        FileOutput output = new FileOutput(file, LARGE);

        output.write(line("one"));
        output.write(line("two"));

        assertThat(file).hasContent("before\none\ntwo");
    }

    @Test
    @DisplayName("MB-54: directories that are missing are made, also when they are gone meanwhile")
    void shouldMakeDirectories() throws IOException {
        Path nested = directory.resolve("var/log/bus.log");
        FileOutput output = new FileOutput(nested, LARGE);

        output.write(line("one"));
        Files.delete(nested);
        Files.delete(nested.getParent());
        output.write(line("two"));

        assertThat(nested).hasContent("two");
    }

    @Test
    @DisplayName("MB-54: a file that is deleted or moved away is made again")
    void shouldMakeTheFileAgain() throws IOException {
        FileOutput output = new FileOutput(file, LARGE);
        output.write(line("one"));
        Files.delete(file);
        output.write(line("two"));
        Files.move(file, directory.resolve("archived"));
        output.write(line("three"));

        assertThat(directory.resolve("archived")).hasContent("two");
        assertThat(file).hasContent("three");
    }

    @Test
    @DisplayName("MB-54: a file that would grow too long is renamed before, and the one before that is gone")
    void shouldRenameAFileThatIsTooLong() throws IOException {
        FileOutput output = new FileOutput(file, 8);
        for (String each : List.of("one", "two", "six", "ten", "eleven-12", "end")) {
            output.write(line(each));
        }

        assertThat(former).as("one line alone may be longer").hasContent("eleven-12");
        assertThat(file).hasContent("end");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactlyInAnyOrder(file, former);
        }
    }

    @Test
    @DisplayName("MB-54: a file that cannot be renamed does not grow; lines come again when it can be")
    void shouldNotGrowWhereItCannotRename() throws IOException {
        Files.createDirectories(former.resolve("occupied"));
        FileOutput output = new FileOutput(file, 4);
        output.write(line("one"));

        assertThatThrownBy(() -> output.write(line("two"))).isInstanceOf(IOException.class);
        assertThat(file).hasContent("one");

        Files.delete(former.resolve("occupied"));
        output.write(line("two"));
        assertThat(former).hasContent("one");
        assertThat(file).hasContent("two");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("MB-54: behind a link, the file is renamed and the link stays")
    void shouldKeepALink() throws IOException {
        Path real = directory.resolve("disk");
        Files.createSymbolicLink(file, real);
        FileOutput output = new FileOutput(file, 4);

        output.write(line("one"));
        output.write(line("two"));

        assertThat(file).isSymbolicLink();
        assertThat(real).hasContent("two");
        assertThat(directory.resolve("disk.1")).hasContent("one");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("W-MB-6: a full disk fails the line, and the next is written when there is room")
    void shouldWriteAgainWhenThereIsRoom() throws IOException {
        Files.createSymbolicLink(file, Path.of("/dev/full"));
        FileOutput output = new FileOutput(file, LARGE);
        assertThatThrownBy(() -> output.write(line("lost")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Cannot write to " + file + ": No space left");

        Files.delete(file);
        output.write(line("written"));

        assertThat(file).hasContent("written");
        assertThat(Path.of("/dev/full")).exists();
    }

    @Test
    @DisplayName("W-MB-6: a directory in the place of the file fails the line, and is left alone")
    void shouldFailForADirectory() throws IOException {
        Files.createDirectory(file);
        FileOutput output = new FileOutput(file, 1);

        assertThatThrownBy(() -> output.write(line("lost"))).isInstanceOf(IOException.class);

        assertThat(file).isDirectory();
        assertThat(former).doesNotExist();
    }

    @Test
    @DisplayName("MB-54: a thread that has been interrupted writes all the same, and stays interrupted")
    void shouldWriteOnAnInterruptedThread() throws IOException {
        Thread.currentThread().interrupt();
        try {
            new FileOutput(file, LARGE).write(line("one"));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(file).hasContent("one");
    }

    @Test
    @DisplayName("MB-54: two logs of several threads share a file, and no line is lost, doubled or torn")
    void shouldShareAFile() throws Exception {
        int threads = 4;
        int lines = 500;
        // room for half of them: it is renamed once
        long half = (long) threads * lines * line("1-0000").length / 2;
        List<FileOutput> outputs = List.of(new FileOutput(file, half), new FileOutput(file, half));
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                writers.add(executor.submit((Callable<Void>) () -> {
                    for (int j = 0; j < lines; j++) {
                        outputs.get(number % 2).write(line(String.format("%d-%04d", number, j)));
                    }
                    return null;
                }));
            }
            for (Future<?> each : writers) {
                each.get();
            }
        } finally {
            executor.shutdownNow();
        }

        List<String> written = new ArrayList<>(Files.readAllLines(former));
        written.addAll(Files.readAllLines(file));
        assertThat(written)
                .hasSize(threads * lines)
                .doesNotHaveDuplicates()
                .allMatch(line -> line.matches("\\d-\\d{4}"));
        for (int i = 0; i < threads; i++) {
            String number = i + "-";
            assertThat(written).filteredOn(line -> line.startsWith(number)).isSorted();
        }
    }
}
