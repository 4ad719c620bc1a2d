// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** With the streams of this JVM, replaced. */
@ResourceLock(Resources.SYSTEM_OUT)
@ResourceLock(Resources.SYSTEM_ERR)
class StreamOutputTest {
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    @AfterEach
    void restore() {
        System.setOut(out);
        System.setErr(err);
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Notes each write and flush that reaches it. */
    private static final class Noted extends OutputStream {
        private final List<String> calls = new ArrayList<>();

        @Override
        public void write(int b) {
            throw new AssertionError("one byte alone");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            calls.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
        }

        @Override
        public void flush() {
            if (!calls.isEmpty()) {
                calls.add("flush");
            }
        }

        @Override
        public void close() {
            calls.add("close");
        }
    }

    @Test
    @DisplayName("MB-54: a line goes to the stream in one write, is flushed, and the stream stays open")
    void shouldWriteAtOnceAndFlush() throws IOException {
        Noted noted = new Noted();
        System.setErr(new PrintStream(noted));

        StreamOutput.err().write(line("two\nlines"));

        assertThat(noted.calls.subList(0, 2)).containsExactly("two\nlines\n", "flush");
        assertThat(noted.calls).filteredOn(call -> !call.equals("flush")).containsExactly("two\nlines\n");
    }

    @Test
    @DisplayName("MB-54: the stream that is there at that moment gets the line")
    void shouldFollowAReplacedStream() throws IOException {
        StreamOutput output = StreamOutput.out();
        ByteArrayOutputStream replaced = new ByteArrayOutputStream();
        System.setOut(new PrintStream(replaced));

        output.write(line("bosun"));

        assertThat(replaced).hasToString("bosun\n");
    }

    @Test
    @DisplayName("W-MB-6: a closed stream is told once, and is no more than a failure")
    void shouldTellThatTheStreamIsClosed() throws IOException {
        PrintStream closed = new PrintStream(new ByteArrayOutputStream());
        closed.close();
        System.setOut(closed);
        StreamOutput output = StreamOutput.out();

        assertThatThrownBy(() -> output.write(line("first")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Cannot write to stdout: it is closed");

        output.write(line("second"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("W-MB-6: a full disk behind a stream is told")
    void shouldTellThatTheDiskIsFull() throws IOException {
        try (PrintStream full = new PrintStream(new FileOutputStream("/dev/full"))) {
            System.setErr(full);

            assertThatThrownBy(() -> StreamOutput.err().write(line("first"))).isInstanceOf(IOException.class);
        }
    }

    @Test
    @DisplayName("W-MB-6: a stream that failed once is used again")
    void shouldWriteAgainAfterAFailure() throws IOException {
        List<String> written = new ArrayList<>();
        boolean[] full = {true};
        System.setOut(new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException();
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (full[0]) {
                    throw new IOException("No space left on device");
                }
                written.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
            }
        }));
        StreamOutput output = StreamOutput.out();
        assertThatThrownBy(() -> output.write(line("lost"))).isInstanceOf(IOException.class);

        full[0] = false;
        output.write(line("written"));

        assertThat(written).containsExactly("written\n");
    }
}
