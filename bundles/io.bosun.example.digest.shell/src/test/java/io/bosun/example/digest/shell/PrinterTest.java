// SPDX-License-Identifier: Apache-2.0

package io.bosun.example.digest.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrinterTest {
    private static final byte[] NAME = "file".getBytes(StandardCharsets.US_ASCII);

    /** Both streams of a terminal, in the order of writing. */
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    private final PrintStream stream = new PrintStream(screen, false, StandardCharsets.UTF_8);

    @Test
    void shouldLeaveABarWhileItWaits() {
        Printer printer = new Printer(stream, stream, 4);
        printer.result("00", NAME);
        printer.flush();
        assertThat(shown()).endsWith("00  file\n\r[#######.......................] 1/4");
    }

    @Test
    void shouldTakeTheBarAwayAtTheEndAndBeforeAFailure() {
        Printer printer = new Printer(stream, stream, 2);
        printer.flush();
        printer.failure(NAME, "why");
        printer.result("00", NAME);
        printer.finish();
        assertThat(shown()).isEqualTo("\r[..............................] 0/2\r\u001b[Kdigest: file: why\n00  file\n");
    }

    @Test
    void shouldPrintAtOnceWithoutABar() {
        Printer printer = new Printer(stream, stream, 0);
        for (int i = 0; i < 3; i++) {
            printer.result("00", NAME);
            printer.flush();
            assertThat(shown()).isEqualTo("00  file\n".repeat(i + 1));
        }
    }

    private String shown() {
        stream.flush();
        return screen.toString(StandardCharsets.UTF_8);
    }
}
