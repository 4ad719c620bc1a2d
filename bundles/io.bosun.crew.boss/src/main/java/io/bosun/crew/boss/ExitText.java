// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import java.util.Map;

/** An exit status, for people. */
final class ExitText {
    private static final int SIGNALLED = 128;
    private static final Map<Integer, String> SIGNALS = Map.of(
            1, "HUP", 2, "INT", 3, "QUIT", 4, "ILL", 6, "ABRT", 7, "BUS", 8, "FPE", 9, "KILL", 11, "SEGV", 15, "TERM");

    private ExitText() {}

    static String of(int status) {
        String signal = SIGNALS.get(status - SIGNALLED);
        return signal == null
                ? "exited with status " + status
                : "killed by signal " + (status - SIGNALLED) + " (" + signal + ")";
    }
}
