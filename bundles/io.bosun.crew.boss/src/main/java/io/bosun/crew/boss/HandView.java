// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import io.bosun.crew.HandState;
import io.bosun.crew.HandStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** A hand as the owning thread last left it, for other threads. */
record HandView(String name, long pid, HandState state, long startedNanos, int restarts, String lastExit) {
    /** For people. */
    static String text(List<HandView> hands) {
        return hands.isEmpty() ? "no hands" : hands.stream().map(HandView::text).collect(Collectors.joining(", "));
    }

    private String text() {
        return name + " " + state + (lastExit.isEmpty() ? "" : " (last time: " + lastExit + ")");
    }

    HandStatus status(long done, Path logFile) {
        Duration uptime = pid == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - startedNanos);
        return new HandStatus(name, pid, state, uptime, done, restarts, lastExit, logFile);
    }
}
