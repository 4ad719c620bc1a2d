// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import org.osgi.annotation.versioning.ProviderType;

/** Base of all that can go wrong with a command. */
@ProviderType
public class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a message that names the offending value and what to do. */
    public CommandException(String message) {
        super(message);
    }

    /** With a message that names the offending value and what to do, and its cause, or null. */
    public CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
