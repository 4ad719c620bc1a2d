// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Whether a berth took a command that was sent. An accepted command is run, or becomes a {@link DeadLetter}; a refused
 * one is not stored anywhere. Instances are shared: none is made per command.
 */
@ProviderType
public final class Acceptance {
    /** A berth took the command. */
    public static final Acceptance ACCEPTED = new Acceptance(null);

    private static final Acceptance[] REFUSED =
            Arrays.stream(Reason.values()).map(Acceptance::new).toArray(Acceptance[]::new);

    private final Reason reason;

    private Acceptance(Reason reason) {
        this.reason = reason;
    }

    /** No berth took the command. */
    public static Acceptance refused(Reason reason) {
        return REFUSED[reason.ordinal()];
    }

    /** Whether a berth took the command. */
    public boolean isAccepted() {
        return reason == null;
    }

    /** Why no berth took the command; empty where one did. */
    public Optional<Reason> reason() {
        return Optional.ofNullable(reason);
    }

    /**
     * For callers who have nothing else to do with a refusal.
     *
     * @throws UndeliveredException if no berth took the command
     */
    public void orThrow(Command<?> command) {
        if (reason != null) {
            throw UndeliveredException.of(reason, Objects.toString(command), null);
        }
    }

    @Override
    public String toString() {
        return reason == null ? "ACCEPTED" : "REFUSED: " + reason;
    }
}
