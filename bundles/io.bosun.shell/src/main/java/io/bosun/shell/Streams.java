// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a shell reads and writes.
 *
 * @param isTerminal whether input and output are one
 */
record Streams(InputStream in, OutputStream out, OutputStream err, boolean isTerminal) {

    /**
     * The process's own: Gogo has replaced those of {@code System} by ones that lead back into the session. An
     * interrupt ends a read, and the input with it.
     */
    static Streams ofProcess() {
        return new Streams(
                Channels.newInputStream(new FileInputStream(FileDescriptor.in).getChannel()),
                new Unclosable(new FileOutputStream(FileDescriptor.out)),
                new Unclosable(new FileOutputStream(FileDescriptor.err)),
                areTerminal());
    }

    private static boolean areTerminal() {
        try {
            return isTerminal(0) && isTerminal(1);
        } catch (IOException | UnsupportedOperationException e) {
            // Not Linux. Since Java 22 this may be there without a terminal; jline sees that when it opens it.
            return System.console() != null;
        }
    }

    private static boolean isTerminal(int descriptor) throws IOException {
        String target =
                Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
    }

    /** No file stream, for Gogo would take its channel, which an interrupt closes for the whole process. */
    private static final class Unclosable extends FilterOutputStream {
        Unclosable(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
