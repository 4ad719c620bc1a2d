// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import io.bosun.lifecycle.ProcessIdentity;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A PID file before it has its name: complete, on disk and locked. It is put in place as a whole, so nobody sees it
 * empty or in part. The lock is held until it is closed.
 */
final class PidDraft implements Closeable {
    private static final String SUFFIX = ".tmp";

    private final Path path;
    private final FileChannel channel;
    private final Object key;

    private PidDraft(Path path, FileChannel channel, Object key) {
        this.path = path;
        this.channel = channel;
        this.key = key;
    }

    /** Writes one beside a file. Whoever tidies up may delete it before it is locked; then it cannot be placed. */
    static PidDraft write(Path file, ProcessIdentity owner) throws IOException {
        Path path = Files.createTempFile(file.getParent(), prefix(file), SUFFIX, readable(file));
        FileChannel channel = null;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            lock(channel, path);
            ByteBuffer text = StandardCharsets.US_ASCII.encode(owner.text());
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
            return new PidDraft(path, channel, keyOf(path));
        } catch (IOException | RuntimeException e) {
            if (channel != null) {
                channel.close();
            }
            Files.deleteIfExists(path);
            throw e;
        }
    }

    private static void lock(FileChannel channel, Path path) throws IOException {
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            // as if another process had it
        }
        throw new NoSuchFileException(path.toString(), null, "tidied away by another process");
    }

    private static String prefix(Path file) {
        return "." + file.getFileName() + ".";
    }

    private static FileAttribute<?>[] readable(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"))
                }
                : new FileAttribute<?>[0];
    }

    /** Deletes drafts that killed processes have left: those that nobody has locked. */
    static void tidy(Path file) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(file.getParent(), each -> isDraft(each, file))) {
            all.forEach(PidDraft::tidyOne);
        } catch (IOException | DirectoryIteratorException e) {
            // they harm nobody
            return;
        }
    }

    private static boolean isDraft(Path path, Path file) {
        String name = path.getFileName().toString();
        // to open a pipe would wait for a reader, and a link would lead elsewhere
        return name.startsWith(prefix(file))
                && name.endsWith(SUFFIX)
                && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static void tidyOne(Path draft) {
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            if (channel.tryLock() != null) {
                Files.deleteIfExists(draft);
            }
        } catch (IOException | OverlappingFileLockException e) {
            // gone, or somebody else's: it harms nobody
            return;
        }
    }

    /**
     * Gives it its name.
     *
     * @return false if there is a file of that name
     */
    boolean place(Path file) throws IOException {
        try {
            Files.createLink(file, path);
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException e) {
            throw new PidFileException("The file system of " + file + " has no hard links", e);
        }
        Files.deleteIfExists(path);
        return true;
    }

    /** Gives it the name of a file, which is lost. */
    void replace(Path file) throws IOException {
        Files.move(path, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Whether it is what has this name now. No other file has its key, as long as it is open here. */
    boolean isAt(Path file) throws IOException {
        return key.equals(keyOf(file));
    }

    /** Returns what tells a file from all others, whatever its name; no link is followed. */
    static Object keyOf(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
        return key == null ? path : key;
    }

    /** Gives the lock back, and deletes it unless it was placed. */
    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(path);
        }
    }
}
