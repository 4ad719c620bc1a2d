// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.log;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file that is opened for each line, and the one before it. So it may be moved or deleted by anybody at any time, a
 * disk that was full is used again as soon as it is not, and several logs may go to one file.
 */
final class FileOutput implements Output {
    // One for each file would have to be kept for ever; that two files share one now and then harms nothing.
    private static final List<Object> LOCKS =
            Stream.generate(Object::new).limit(64).toList();

    private final File file;
    private final long maxBytes;
    private final Object lock;

    FileOutput(Path file, long maxBytes) {
        this.file = file.toFile();
        this.maxBytes = maxBytes;
        this.lock = LOCKS.get(Math.floorMod(file.hashCode(), LOCKS.size()));
    }

    @Override
    public void write(byte[] line) throws IOException {
        synchronized (lock) {
            long size = file.length();
            if (size > 0 && size + line.length > maxBytes) {
                moveAway();
            }
            append(line);
        }
    }

    /** The file itself, not a link to it; and nothing that is no file, such as a device. */
    private void moveAway() throws IOException {
        Path real = file.toPath().toRealPath();
        if (Files.isRegularFile(real)) {
            Files.move(real, real.resolveSibling(real.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void append(byte[] line) throws IOException {
        // Not by a channel: that would be closed, and the line lost, where the thread has been interrupted.
        try (FileOutputStream out = open()) {
            long size = file.length();
            try {
                out.write(line);
            } catch (IOException e) {
                cut(out, size, e);
                throw new IOException("Cannot write to " + file + ": " + e.getMessage(), e);
            }
        }
    }

    private FileOutputStream open() throws IOException {
        try {
            return new FileOutputStream(file, true);
        } catch (FileNotFoundException e) {
            Files.createDirectories(file.getAbsoluteFile().getParentFile().toPath());
            return new FileOutputStream(file, true);
        }
    }

    /** A full disk may have taken a part of the line, which the next one would come to stand behind. */
    private static void cut(FileOutputStream out, long size, IOException failure) {
        try {
            out.getChannel().truncate(size);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
