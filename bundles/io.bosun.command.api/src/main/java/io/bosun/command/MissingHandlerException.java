// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import org.osgi.annotation.versioning.ProviderType;

/** The command is known, but its handler is gone and no replacement came within the grace. */
@ProviderType
public class MissingHandlerException extends UndeliveredException {
    private static final long serialVersionUID = 1;

    /** With a message that names the command. */
    public MissingHandlerException(String message) {
        this(message, null);
    }

    /** With a message that names the command, and its cause, or null. */
    public MissingHandlerException(String message, Throwable cause) {
        super(Reason.NO_HANDLER, message, cause);
    }
}
