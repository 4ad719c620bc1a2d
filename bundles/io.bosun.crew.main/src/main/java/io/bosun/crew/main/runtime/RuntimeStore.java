// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.main.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Unpacked runtimes in a directory, each in a directory named by its hash. What has its final name is complete: it was
 * written under another name, and renamed. Several processes may unpack into one store at the same time. The hashes of
 * the jars are taken from the index, not computed: that would cost a starting JVM a quarter of a second.
 */
public final class RuntimeStore {
    private static final int NAME_LENGTH = 16;

    private final Path root;

    /** A store in this directory, which is made when it is needed. */
    public RuntimeStore(Path root) {
        this.root = root;
    }

    /** Opens a jar of a runtime by its path in the index. */
    @FunctionalInterface
    public interface Opener {
        /** The caller closes the stream. */
        InputStream open(String path) throws IOException;
    }

    /**
     * Unpacks a runtime, unless that was done before.
     *
     * @return its directory
     * @throws IOException if a jar of the index cannot be read, or the store cannot be written
     */
    public Path unpack(RuntimeIndex index, Opener opener) throws IOException {
        Path target = root.resolve(index.hash().substring(0, NAME_LENGTH));
        if (Files.isDirectory(target)) {
            return target;
        }
        Files.createDirectories(root);
        Path draft = Files.createTempDirectory(root, ".draft-");
        try {
            for (RuntimeIndex.Entry entry : index.entries()) {
                write(opener.open(entry.path()), draft.resolve(entry.path()));
            }
            Files.writeString(draft.resolve(RuntimeIndex.NAME), index.toString());
            publish(draft, target);
        } finally {
            Trees.delete(draft);
        }
        return target;
    }

    private static void write(InputStream source, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        try (InputStream in = source) {
            Files.copy(in, file);
        }
    }

    /** Deletes every runtime but one, and what was not completed. Nobody else may use the store at this time. */
    public void retain(Path runtime) throws IOException {
        try (DirectoryStream<Path> present = Files.newDirectoryStream(root)) {
            for (Path each : present) {
                if (!each.equals(runtime)) {
                    Trees.delete(each);
                }
            }
        }
    }

    private static void publish(Path draft, Path target) throws IOException {
        try {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // another process, or another hand's launch, was faster
            if (!Files.isDirectory(target)) {
                throw e;
            }
        }
    }
}
