// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** All files of one test, with a short path: sockets are among them. Closing it ends all processes that use it. */
final class TestDirectory implements AutoCloseable {
    private final Path root;

    private TestDirectory(Path root) {
        this.root = root;
    }

    static TestDirectory create() {
        try {
            TestDirectory directory =
                    new TestDirectory(Files.createTempDirectory("it").toRealPath());
            Files.createDirectory(directory.temporary());
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path root() {
        return root;
    }

    /** What is given to {@code --dir}. */
    Path boss() {
        return root.resolve("b");
    }

    /** Where a boss makes its temporary files. */
    Path temporary() {
        return root.resolve("t");
    }

    Path plugins() {
        return boss().resolve("plugins");
    }

    /** Writes a configuration; with the first one, those that come with the product are no longer made. */
    TestDirectory config(String pid, String... lines) {
        try {
            Files.createDirectories(boss().resolve("config"));
            Files.write(boss().resolve("config").resolve(pid + ".cfg"), List.of(lines));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A crew of two, and the digest example on both, as in the product's own configuration. */
    TestDirectory usual() {
        return config("io.bosun.crew.boss.hand-h1", "name = h1")
                .config("io.bosun.crew.boss.hand-h2", "name = h2")
                .config("io.bosun.command.provider.target-digest", "target = digest", "hands = h1,h2", "boss = false");
    }

    /** Files of any kind below the temporary directory, directories too. */
    List<Path> leftOvers() {
        try (Stream<Path> files = Files.walk(temporary())) {
            return files.filter(each -> !each.equals(temporary())).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Processes.killAll(root);
        delete(root);
    }

    /** With all that is in it. */
    static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(TestDirectory::deleteOne);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteOne(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
