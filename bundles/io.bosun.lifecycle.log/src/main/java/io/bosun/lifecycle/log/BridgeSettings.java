// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** What goes which way. */
record BridgeSettings(boolean toOsgi, int toLevel, boolean fromOsgi, int fromLevel, int maxPending) {
    private static final Logger LOG = System.getLogger(BridgeSettings.class.getName());

    /** Reads a configuration; of one that is wrong nothing holds but the defaults, and the log says why. */
    static BridgeSettings of(BridgeConfiguration configuration) {
        try {
            return new BridgeSettings(
                    configuration.toOsgi(),
                    Levels.parse("toLevel", configuration.toLevel()),
                    configuration.fromOsgi(),
                    Levels.parse("fromLevel", configuration.fromLevel()),
                    positive(configuration.maxPending()));
        } catch (RuntimeException e) {
            LOG.log(
                    Level.ERROR,
                    "Configuration " + BridgeConfiguration.PID + " is refused, the defaults hold: " + e.getMessage());
            return new BridgeSettings(true, Levels.ALL, false, Levels.ALL, 1);
        }
    }

    private static int positive(int maxPending) {
        if (maxPending < 1) {
            throw new IllegalArgumentException("maxPending is " + maxPending + "; give 1 or more");
        }
        return maxPending;
    }
}
