// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import org.osgi.annotation.versioning.ProviderType;

/** A command or handler is declared in a way that cannot work. */
@ProviderType
public class CommandRegistrationException extends CommandException {
    private static final long serialVersionUID = 1;

    /** With a message that names the offending declaration and what to do. */
    public CommandRegistrationException(String message) {
        super(message);
    }

    /** With a message that names the offending declaration and what to do, and its cause. */
    public CommandRegistrationException(String message, Throwable cause) {
        super(message, cause);
    }
}
