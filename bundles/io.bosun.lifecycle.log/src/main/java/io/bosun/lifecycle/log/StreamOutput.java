// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.log;

import java.io.IOException;
import java.io.PrintStream;
import java.util.function.Supplier;

/** A stream of the process, which is not ours to close. */
final class StreamOutput implements Output {
    private final String name;
    private final Supplier<PrintStream> stream;

    /** @param stream asked for each line, because it may be replaced */
    private StreamOutput(String name, Supplier<PrintStream> stream) {
        this.name = name;
        this.stream = stream;
    }

    static StreamOutput out() {
        return new StreamOutput("stdout", () -> System.out);
    }

    static StreamOutput err() {
        return new StreamOutput("stderr", () -> System.err);
    }

    @Override
    public void write(byte[] line) throws IOException {
        PrintStream out = stream.get();
        // It never forgets that it once failed, so only the first failure shows.
        boolean failed = out.checkError();
        out.write(line, 0, line.length);
        out.flush();
        if (out.checkError() && !failed) {
            throw new IOException(
                    "Cannot write to " + name + ": it is closed, or nobody reads it, or its disk is full");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
