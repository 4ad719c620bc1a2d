// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A boss in a process of its own; the test types at its standard input and reads what a user would see. */
final class BossProcess {
    private static final Pattern LOG_LINE = Pattern.compile("\\d{4}-\\d{2}-\\d{2} .*");
    private static final Pattern CREW_ROW =
            Pattern.compile("(\\S+)\\s+(\\d+)\\s+([A-Z]+)\\s+(\\S+)\\s+(\\d+)\\s+(\\d+)\\s*(.*)");

    private final Process process;
    private final Writer in;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AtomicInteger marks = new AtomicInteger();
    private final Thread reader;

    private BossProcess(List<String> command, Path temporary, boolean merged) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(merged);
            if (!merged) {
                builder.redirectError(ProcessBuilder.Redirect.INHERIT);
            }
            builder.environment().putAll(Product.environment(temporary));
            this.process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        this.reader = new Thread(this::read, "itest-boss-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** One row of the shell's {@code crew}. */
    record Hand(String name, long pid, String state, long done, int restarts) {}

    /** Starts the script with both outputs as one, so that what fails stands where it belongs. */
    static BossProcess start(TestDirectory directory, String... args) {
        List<String> command = new ArrayList<>(List.of(Product.script().toString()));
        command.addAll(List.of("--dir", directory.boss().toString()));
        command.addAll(List.of(args));
        return new BossProcess(command, directory.temporary(), true);
    }

    /** Starts any command line with both outputs as one. */
    static BossProcess start(Path temporary, List<String> command) {
        return new BossProcess(command, temporary, true);
    }

    /** Starts any command line; only its standard output is kept. */
    static BossProcess startApart(Path temporary, String... command) {
        return new BossProcess(List.of(command), temporary, false);
    }

    private void read() {
        try (BufferedReader out = process.inputReader(StandardCharsets.ISO_8859_1)) {
            String line;
            while ((line = out.readLine()) != null) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("(the output ends: " + e + ")");
        }
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    long pid() {
        return process.pid();
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** Types a line and returns what it printed: results, and failures beginning with {@code bosun:}. */
    List<String> shell(String line) {
        String mark = "mark-" + marks.incrementAndGet();
        int from = lines.size();
        type(line + "\necho " + mark + "\n");
        awaitLine(mark::equals);
        List<String> all = lines();
        return all.subList(from, all.lastIndexOf(mark)).stream()
                .filter(each -> !LOG_LINE.matcher(each).matches())
                .toList();
    }

    void type(String text) {
        try {
            in.write(text);
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("The boss reads no more\n" + this, e);
        }
    }

    /** The end of its standard input. */
    void endInput() {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitLine(Predicate<String> wanted) {
        Awaitility.await("a line of\n" + this)
                .atMost(Processes.LIVENESS)
                .pollInterval(5, TimeUnit.MILLISECONDS)
                .until(() -> lines.stream().anyMatch(wanted) || !process.isAlive() && !reader.isAlive());
        assertThat(lines.stream().anyMatch(wanted))
                .as("what it printed:%n%s", this)
                .isTrue();
    }

    /** The hands by name, after all of them are ready. */
    Map<String, Hand> awaitCrewed() {
        Awaitility.await("crewed")
                .atMost(Processes.LIVENESS)
                .until(() ->
                        crew().values().stream().allMatch(hand -> hand.state().equals("READY")));
        return crew();
    }

    Map<String, Hand> crew() {
        return crew(shell("crew"));
    }

    static Map<String, Hand> crew(List<String> lines) {
        return lines.stream()
                .map(CREW_ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> new Hand(
                        row.group(1),
                        Long.parseLong(row.group(2)),
                        row.group(3),
                        Long.parseLong(row.group(5)),
                        Integer.parseInt(row.group(6))))
                .collect(Collectors.toMap(Hand::name, hand -> hand));
    }

    int awaitEnd() {
        try {
            if (!process.waitFor(Processes.LIVENESS.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("The boss does not end\n" + this);
            }
            reader.join();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "boss " + process.pid() + ":\n" + String.join("\n", lines);
    }
}
