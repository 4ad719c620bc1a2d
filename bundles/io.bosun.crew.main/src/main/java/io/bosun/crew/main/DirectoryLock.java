// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.main;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The operating system's lock on a boss's directory. The kernel gives it back with the process, so the file that a
 * killed boss leaves does not refuse the next one. The pid in it is for people.
 */
final class DirectoryLock implements AutoCloseable {
    private static final int PID_BYTES = 20;

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws LockedException if another process, or this one, has it */
    static DirectoryLock acquire(Path directory) throws IOException {
        FileChannel channel = FileChannel.open(
                directory.resolve("lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            if (tryLock(channel) == null) {
                throw new LockedException("Another boss runs on " + directory + pid(channel)
                        + "; end that one, or give this one another directory with --dir");
            }
            channel.truncate(0);
            channel.write(
                    StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"), 0);
            return new DirectoryLock(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // a lock of this JVM
            return null;
        }
    }

    private static String pid(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(PID_BYTES);
        channel.read(bytes, 0);
        String pid = StandardCharsets.US_ASCII.decode(bytes.flip()).toString().strip();
        return pid.isEmpty() ? "" : " (pid " + pid + ")";
    }

    /** Gives the lock back; the file stays, for to delete it would let two bosses lock two files of one name. */
    @Override
    public void close() throws IOException {
        channel.truncate(0);
        channel.close();
    }
}
