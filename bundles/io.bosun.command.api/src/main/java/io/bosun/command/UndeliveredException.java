// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import org.osgi.annotation.versioning.ProviderType;

/** No reply will come: the command ended as a dead letter, or was refused. */
@ProviderType
public class UndeliveredException extends CommandException {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    /** With its reason, a message that names the command, and a cause, or null. */
    protected UndeliveredException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * The exception of a reason: {@link UnknownCommandException}, {@link MissingHandlerException}, or this class.
     *
     * @param detail names the command, and what else is known
     * @param cause or null
     */
    public static UndeliveredException of(Reason reason, String detail, Throwable cause) {
        String message = reason + ": " + detail;
        return switch (reason) {
            case UNKNOWN_COMMAND -> new UnknownCommandException(message, cause);
            case NO_HANDLER -> new MissingHandlerException(message, cause);
            default -> new UndeliveredException(reason, message, cause);
        };
    }

    /** Why no reply will come. */
    public Reason reason() {
        return reason;
    }
}
