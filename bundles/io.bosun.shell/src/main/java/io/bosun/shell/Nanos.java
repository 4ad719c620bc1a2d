// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import java.util.Locale;

/** Short times for people. */
final class Nanos {
    private Nanos() {}

    /** Like {@code 12 us}, {@code 3.4 ms} or {@code 5.6 s}. */
    static String text(long nanos) {
        if (nanos < 1_000_000) {
            return nanos / 1_000 + " us";
        }
        return nanos < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f ms", nanos / 1e6)
                : String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }
}
