// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Processes as the operating system sees them. */
final class Processes {
    /** Bound of what must happen at some time, on a machine that may be busy with other things. */
    static final Duration LIVENESS = Duration.ofSeconds(60);

    private Processes() {}

    /** How a shell ended. */
    record Outcome(int status, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }

        @Override
        public String toString() {
            return "status " + status + "\n--- out\n" + out + "--- err\n" + err;
        }
    }

    /** Runs a bash script to its end, with the directory as $1 and more arguments behind it. */
    static Outcome bash(Path temporary, String script, Object... args) {
        try {
            Path out = Files.createTempFile(temporary, "out", ".txt");
            Path err = Files.createTempFile(temporary, "err", ".txt");
            ProcessBuilder builder = new ProcessBuilder("bash", "-o", "pipefail", "-c", script, "bash");
            for (Object each : args) {
                builder.command().add(each.toString());
            }
            builder.environment().putAll(Product.environment(temporary));
            Process process = builder.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            if (!process.waitFor(2 * LIVENESS.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError("Does not end: " + script + "\n" + read(err));
            }
            Outcome outcome = new Outcome(process.exitValue(), read(out), read(err));
            Files.delete(out);
            Files.delete(err);
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Bytes as they are, one character each. */
    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    static void signal(String signal, long pid) {
        try {
            int status = new ProcessBuilder("bash", "-c", "kill -$1 $2", "bash", signal, Long.toString(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("kill -" + signal + " " + pid + " ended with " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(Processes::runs).isPresent();
    }

    /** A zombie has ended; it only waits for its parent to notice. */
    private static boolean runs(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"), StandardCharsets.ISO_8859_1);
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }

    /** Live processes other than this one whose command line has a text, whoever their parent is. */
    static List<ProcessHandle> mentioning(Path path) {
        return ProcessHandle.allProcesses()
                .filter(each -> each.pid() != ProcessHandle.current().pid())
                .filter(each -> commandLine(each).contains(path.toString()))
                .filter(Processes::runs)
                .toList();
    }

    /** The JVMs of hands below a process. */
    static List<ProcessHandle> hands(ProcessHandle boss) {
        return boss.descendants()
                .filter(each -> commandLine(each).contains("HandMain"))
                .toList();
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** Ends what is left of a test. */
    static void killAll(Path path) {
        mentioning(path).forEach(ProcessHandle::destroyForcibly);
        Awaitility.await().atMost(LIVENESS).until(() -> mentioning(path).isEmpty());
    }
}
