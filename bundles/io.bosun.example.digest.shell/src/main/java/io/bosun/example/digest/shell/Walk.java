// SPDX-License-Identifier: Apache-2.0

package io.bosun.example.digest.shell;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Every regular file below a directory, in the order of the directories themselves; links are not followed. */
final class Walk extends SimpleFileVisitor<Path> {
    private final Path root;
    private final Consumer<Path> files;
    private final BiConsumer<Path, String> failures;

    private Walk(Path root, Consumer<Path> files, BiConsumer<Path, String> failures) {
        this.root = root;
        this.files = files;
        this.failures = failures;
    }

    /**
     * Walks.
     *
     * @param failures gets what is below the root and cannot be looked into, with the reason
     * @throws IOException if the root itself cannot be read
     */
    static void through(Path root, Consumer<Path> files, BiConsumer<Path, String> failures) throws IOException {
        Files.walkFileTree(root, new Walk(root, files, failures));
    }

    /** What went wrong with a file, in words that fit behind its name. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return reason == null ? e.toString() : reason;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            files.accept(file);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        return failed(file, e);
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
        return e == null ? FileVisitResult.CONTINUE : failed(directory, e);
    }

    private FileVisitResult failed(Path path, IOException e) throws IOException {
        if (path.equals(root)) {
            throw e;
        }
        failures.accept(path, reason(e));
        return FileVisitResult.CONTINUE;
    }
}
