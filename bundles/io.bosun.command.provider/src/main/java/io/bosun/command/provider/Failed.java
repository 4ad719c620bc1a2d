// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandException;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.command.UndeliveredException;

/**
 * The end of a command that has no reply: kept until somebody is there to be told, whose stack the exception shows.
 *
 * @param reason null where the handler threw
 * @param cause what it threw, or more about the reason, or null
 */
record Failed(Reason reason, Throwable cause) {
    Failed(HandlerFailedException thrown) {
        this(null, thrown);
    }

    /** The exception for whoever waited for a command; the command's name is in what it is called. */
    CommandException exception(Object command) {
        return reason == null ? (HandlerFailedException) cause : undelivered(reason, command, cause);
    }

    /** Says which command it was, and what can be done. */
    static UndeliveredException undelivered(Reason reason, Object command, Throwable cause) {
        String more = cause instanceof CommandException ? " (" + cause.getMessage() + ")" : "";
        return UndeliveredException.of(reason, command + ": " + advice(reason) + more, cause);
    }

    private static String advice(Reason reason) {
        return switch (reason) {
            case UNKNOWN_COMMAND -> "nobody has ever handled it; deploy its handler, or check its name and version";
            case NO_HANDLER ->
                "its handler is gone, or cannot be activated, and none came within the grace; see what 'failures' and "
                        + "'crew' say, or deploy it again";
            case TARGET_GONE -> "its process or link ended before it was there; ask again";
            case MAY_HAVE_RUN ->
                "its berth ended and it may have run; look before you ask again, or declare it " + "@Idempotent";
            case DEADLINE -> "no reply came in time; see what its handler waits for, or give it more time";
            case REJECTED_FULL -> "there is no room; ask later or less often, or declare @WhenFull or @Retry";
            case TOO_LARGE -> "it, or its reply, is too long for a link; send less, or a URI of it";
            case REFUSED -> "it must not be delivered like this";
            case UNENCODABLE -> "a value of it, or of its reply, does not fit; use only what can be encoded";
            case CANCELLED -> "its asker gave it up";
            case SHUT_DOWN -> "the bus is stopping; ask again when it runs";
        };
    }
}
