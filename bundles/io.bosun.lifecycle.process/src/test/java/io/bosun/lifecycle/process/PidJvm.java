// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM, which claims a PID file when told to. One line to it, one line back. */
final class PidJvm implements AutoCloseable {
    private final Process process;
    private final PrintStream to;
    private final BufferedReader from;

    private PidJvm(Process process) {
        this.process = process;
        this.to = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.from = process.inputReader(StandardCharsets.UTF_8);
    }

    /** @param prefix of the command line, such as a shell that limits something */
    static PidJvm start(Path file, String... prefix) {
        List<String> line = new ArrayList<>(List.of(prefix));
        line.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // it is a file too
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                PidJvm.class.getName(),
                file.toString()));
        try {
            return new PidJvm(new ProcessBuilder(line)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    PidJvm tell(String command) {
        to.println(command);
        return this;
    }

    String answer() {
        try {
            return from.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String ask(String command) {
        return tell(command).answer();
    }

    void kill() {
        try {
            process.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PidClaim claim = null;
        FileChannel locked = null;
        for (String command = in.readLine(); command != null; command = in.readLine()) {
            try {
                switch (command) {
                    case "claim" -> claim = PidClaim.of(file);
                    case "release" -> {
                        if (claim != null) {
                            claim.close();
                        }
                        claim = null;
                    }
                    // which makes the system forget the lock
                    case "read" -> Files.readString(file);
                    case "lock" -> {
                        locked = FileChannel.open(file, StandardOpenOption.WRITE);
                        locked.lock();
                    }
                    default -> throw new IllegalArgumentException(command);
                }
                out.println("done");
            } catch (PidFileException e) {
                out.println("refused: " + e.getMessage());
            }
        }
    }
}
