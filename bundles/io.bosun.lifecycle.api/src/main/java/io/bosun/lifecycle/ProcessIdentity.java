// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A process, told from a later one that was given the same pid. For whoever keeps a pid; what a {@link PidFile} says.
 *
 * @param pid its number
 * @param start when it was started, in the words of this machine: compared, never read. Empty if that is not known
 */
@ProviderType
public record ProcessIdentity(long pid, String start) {
    private static final Pattern TEXT = Pattern.compile("\\s*([1-9]\\d{0,18})[ \\t]*(?:\\R(.*))?", Pattern.DOTALL);
    private static final String START = "start ";
    private static final Path PROC = Path.of("/proc");

    /** Field 22 of {@code /proc/PID/stat}, counted from the one behind the name, which is number 3. */
    private static final int START_FIELD = 22 - 3;

    /** @throws IllegalArgumentException if the pid is not positive, or the start is null or has a line break */
    public ProcessIdentity {
        if (pid <= 0) {
            throw new IllegalArgumentException("Not the number of a process: " + pid);
        }
        if (start == null || start.lines().count() > 1) {
            throw new IllegalArgumentException("Not the start of a process: '" + start + "'; give one line");
        }
    }

    /** Returns this process. */
    public static ProcessIdentity current() {
        long pid = ProcessHandle.current().pid();
        return of(pid).orElseGet(() -> new ProcessIdentity(pid, ""));
    }

    /** Returns the process that has a number now; empty if there is none. A zombie and a thread are none. */
    public static Optional<ProcessIdentity> of(long pid) {
        try {
            return Files.exists(PROC.resolve("self/stat")) ? ofLinux(pid) : ofAny(pid);
        } catch (IOException e) {
            // it ended while we read
            return Optional.empty();
        }
    }

    /**
     * Reads what {@link #text} writes. A file with a pid alone, or with other lines behind it, as other programs write
     * it, is read as well: then the start is not known.
     *
     * @return empty if the text does not begin with the number of a process
     */
    public static Optional<ProcessIdentity> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ProcessIdentity(Long.parseLong(matcher.group(1)), start(matcher.group(2))));
        } catch (NumberFormatException e) {
            // larger than any number of a process
            return Optional.empty();
        }
    }

    private static String start(String rest) {
        return rest == null
                ? ""
                : rest.lines()
                        .findFirst()
                        .filter(line -> line.startsWith(START))
                        .map(line -> line.substring(START.length()).strip())
                        .orElse("");
    }

    /**
     * Returns whether it runs now. If its start is not known, or that of the process which has its number now is not,
     * any process of that number counts.
     */
    public boolean isAlive() {
        return of(pid).filter(now -> start.isEmpty() || now.start.isEmpty() || now.start.equals(start))
                .isPresent();
    }

    /** Returns two lines, the first of which is the pid alone: {@code head -n 1} is for scripts. */
    public String text() {
        return pid + "\n" + START + start + "\n";
    }

    /** The ticks of the machine's clock since it was booted do not change when that is set; each boot has an id. */
    private static Optional<ProcessIdentity> ofLinux(long pid) throws IOException {
        Path directory = PROC.resolve(Long.toString(pid));
        if (!Files.exists(directory.resolve("stat")) || isThread(directory, pid)) {
            return Optional.empty();
        }
        String stat = read(directory.resolve("stat"));
        // the name before may hold blanks and brackets
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        if (List.of("Z", "X").contains(fields[0])) {
            return Optional.empty();
        }
        Path boot = PROC.resolve("sys/kernel/random/boot_id");
        return Optional.of(new ProcessIdentity(
                pid,
                fields[START_FIELD] + (Files.isReadable(boot) ? " " + read(boot).strip() : "")));
    }

    /** A thread's number leads to a directory too. */
    private static boolean isThread(Path directory, long pid) throws IOException {
        return read(directory.resolve("status"))
                .lines()
                .filter(line -> line.startsWith("Tgid:"))
                .noneMatch(line -> line.substring("Tgid:".length()).strip().equals(Long.toString(pid)));
    }

    /** Its name has any bytes. */
    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private static Optional<ProcessIdentity> ofAny(long pid) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(found -> new ProcessIdentity(
                        pid, found.info().startInstant().map(Instant::toString).orElse("")));
    }
}
