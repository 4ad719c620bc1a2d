// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.launch.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Programs that a hand is started through. Each changes its own process and then becomes the next one, so the pid is
 * the hand's in the end.
 *
 * @param session a new session, so that a terminal's signals do not reach the hand; empty where no program can
 * @param death the kernel's SIGKILL when the thread that started it is gone; empty where no program can
 */
record LaunchTools(List<String> session, List<String> death) {
    private static final System.Logger LOG = System.getLogger(LaunchTools.class.getName());
    private static final long PROBE_SECONDS = 5;

    static LaunchTools find() {
        return new LaunchTools(usable(List.of("setsid")), usable(List.of("setpriv", "--pdeathsig", "KILL")));
    }

    List<String> prefix(boolean ownSession, boolean deathSignal) {
        List<String> prefix = new ArrayList<>();
        // the session first: setsid may fork, and a fork forgets the death signal
        if (ownSession) {
            prefix.addAll(session);
        }
        if (deathSignal) {
            prefix.addAll(death);
        }
        return prefix;
    }

    private static List<String> usable(List<String> tool) {
        String program = find(tool.get(0));
        if (program == null) {
            LOG.log(System.Logger.Level.DEBUG, "There is no {0} here", tool.get(0));
            return List.of();
        }
        List<String> found = new ArrayList<>(tool);
        found.set(0, program);
        return works(found) ? List.copyOf(found) : List.of();
    }

    private static String find(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return Stream.of(path.split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
    }

    /** There are programs of these names with fewer options. */
    private static boolean works(List<String> tool) {
        List<String> probe = new ArrayList<>(tool);
        probe.add("true");
        try {
            Process process = new ProcessBuilder(probe)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue() == 0;
            }
            process.destroyForcibly();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "Cannot run " + tool, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
