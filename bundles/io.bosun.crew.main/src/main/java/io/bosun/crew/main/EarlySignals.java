// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.main;

import sun.misc.Signal;
import sun.misc.SignalHandler;

/** What signals do before a bundle of ours has taken them. */
final class EarlySignals {
    private EarlySignals() {}

    /**
     * Lets USR1 do nothing: it would end the JVM, and what it is sent for, a restart in this process, is to no purpose
     * while that starts. A bundle may take it later.
     */
    static void ignore() {
        try {
            Signal.handle(new Signal("USR1"), SignalHandler.SIG_IGN);
        } catch (IllegalArgumentException e) {
            // not on this platform
            return;
        }
    }
}
