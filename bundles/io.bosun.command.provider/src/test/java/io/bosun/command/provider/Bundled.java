// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Command;
import io.bosun.command.Delivered;
import io.bosun.command.Delivery;
import io.bosun.command.HandlerSet;
import io.bosun.command.Handles;

/** What the bundles of these tests bring: record and handlers together. */
public final class Bundled {
    /** Opens something. */
    public record Open(int id) implements Command<String> {}

    /** Answers {@link Open}. */
    public static final class Desk implements HandlerSet {
        /** Answers. */
        @Handles(Open.class)
        public String open(Open command) {
            return "opened " + command.id();
        }
    }

    /** Tells everybody. */
    @Delivered(Delivery.BROADCAST)
    public record Ring(int id) implements Command<Void> {}

    /** Hears {@link Ring}. */
    public static final class Bell implements HandlerSet {
        /** Hears. */
        @Handles(Ring.class)
        public void ring(Ring command) {
            // Heard.
        }
    }

    private Bundled() {}
}
