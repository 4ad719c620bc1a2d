// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** From a command line to a crew at work. */
final class Crewed {
    static final String ID = "D";
    /** Seconds. */
    static final double GOAL = 2.5;

    private static final int HANDS = 2;
    private static final long LIVENESS_SECONDS = 60;

    private Crewed() {}

    /**
     * Runs the launch script with {@code -c crew}: its table is printed once RUN is reached, which waits for the crew.
     *
     * @return seconds from the start of the script to the row of the last hand, which must be READY
     */
    static double seconds(String command) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command, "-c", "crew")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        double seconds = 0;
        int ready = 0;
        StringBuilder all = new StringBuilder();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                all.append(line).append('\n');
                if (line.contains("READY") && ++ready == HANDS) {
                    seconds = (System.nanoTime() - begin) / (double) TimeUnit.SECONDS.toNanos(1);
                }
            }
        }
        if (!process.waitFor(LIVENESS_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        if (ready != HANDS || process.exitValue() != 0) {
            throw new IllegalStateException(command + " -c crew ended with " + process.exitValue() + " and showed "
                    + ready + " hands that are READY instead of " + HANDS + ":\n" + all);
        }
        return seconds;
    }
}
