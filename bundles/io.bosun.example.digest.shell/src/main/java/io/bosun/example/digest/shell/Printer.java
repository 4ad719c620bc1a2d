// SPDX-License-Identifier: Apache-2.0

package io.bosun.example.digest.shell;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Result lines to one stream; failures and a progress bar to another. Where both are one terminal, the bar is erased
 * before anything else is printed. For one thread.
 */
final class Printer {
    /** Enough lines for one write. */
    private static final int BATCH = 8192;

    private static final long REDRAW_NANOS = 100_000_000;
    private static final int BAR = 30;

    private final PrintStream out;
    private final PrintStream err;
    private final long total;
    private final ByteArrayOutputStream batch = new ByteArrayOutputStream(BATCH + 512);
    private long drawnAt = System.nanoTime() - REDRAW_NANOS;
    private boolean drawn;
    private long printed;
    private long failed;

    /**
     * Prints nothing yet.
     *
     * @param total how many files there are; 0 where no bar is wanted
     */
    Printer(PrintStream out, PrintStream err, long total) {
        this.out = out;
        this.err = err;
        this.total = total;
    }

    void result(String sha256, byte[] name) {
        printed++;
        batch.writeBytes(Names.line(sha256, name));
        if (batch.size() >= BATCH) {
            flush();
        }
    }

    void failure(byte[] name, String reason) {
        failed++;
        print();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        line.writeBytes("digest: ".getBytes(StandardCharsets.US_ASCII));
        line.writeBytes(Names.escaped(name));
        line.writeBytes((": " + reason.replaceAll("\\s+", " ") + "\n").getBytes(StandardCharsets.UTF_8));
        write(err, line.toByteArray());
    }

    /** Prints what is ready; called before a wait. With a bar, which each print disturbs, so many times a second. */
    void flush() {
        if (total > 0 && System.nanoTime() - drawnAt < REDRAW_NANOS && batch.size() < BATCH) {
            return;
        }
        print();
        draw();
    }

    private void print() {
        erase();
        if (batch.size() > 0) {
            write(out, batch.toByteArray());
            batch.reset();
            if (out.checkError()) {
                throw new DigestFailedException("digest: the result cannot be written: the output is closed");
            }
        }
    }

    /** Ends the bar; what is ready is printed. */
    void finish() {
        print();
    }

    long printed() {
        return printed;
    }

    long failed() {
        return failed;
    }

    private void draw() {
        if (total == 0) {
            return;
        }
        drawnAt = System.nanoTime();
        drawn = true;
        long done = Math.min(total, printed + failed);
        int filled = (int) (BAR * done / total);
        String bar = "#".repeat(filled) + ".".repeat(BAR - filled);
        write(err, ("\r[" + bar + "] " + done + "/" + total).getBytes(StandardCharsets.US_ASCII));
    }

    private void erase() {
        if (drawn) {
            drawn = false;
            write(err, "\r\u001b[K".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void write(PrintStream stream, byte[] bytes) {
        stream.write(bytes, 0, bytes.length);
        stream.flush();
    }
}
