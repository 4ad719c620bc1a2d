// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Runs the lines of an input that is no terminal, without a prompt. */
final class LineConsole implements Console {
    private final InputStream in;
    private final Executor executor;
    private volatile boolean closed;

    LineConsole(InputStream in, Executor executor) {
        this.in = in;
        this.executor = executor;
    }

    @Override
    public int run() {
        StringBuilder text = new StringBuilder();
        try {
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            String line;
            while (!closed && (line = lines.readLine()) != null) {
                run(text.append(line).append('\n'));
            }
        } catch (IOException e) {
            if (!closed) {
                executor.fail(e);
            }
        }
        if (!text.isEmpty() && !closed) {
            executor.fail(new ShellException("the input ends within a command: " + text));
        }
        return 0;
    }

    /** Runs the text and empties it, unless the command goes on in the next line. */
    private void run(StringBuilder text) {
        try {
            executor.run(text.toString());
            text.setLength(0);
        } catch (EOFException e) {
            // The next line completes it.
            return;
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
