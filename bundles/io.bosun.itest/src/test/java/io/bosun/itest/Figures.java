// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import java.util.concurrent.TimeUnit;

/** What a test measured; told, never asserted. */
final class Figures {
    private static final System.Logger LOG = System.getLogger("figure");

    private Figures() {}

    static void tell(String what) {
        LOG.log(System.Logger.Level.INFO, what);
    }

    /** Tells the time since a {@link System#nanoTime}. */
    static void tellTime(String what, long start) {
        tell(what + ": " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + " ms");
    }
}
