// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import org.osgi.annotation.versioning.ProviderType;

/** No handler, here or in any hand, has ever named this command. */
@ProviderType
public class UnknownCommandException extends UndeliveredException {
    private static final long serialVersionUID = 1;

    /** With a message that names the command. */
    public UnknownCommandException(String message) {
        this(message, null);
    }

    /** With a message that names the command, and its cause, or null. */
    public UnknownCommandException(String message, Throwable cause) {
        super(Reason.UNKNOWN_COMMAND, message, cause);
    }
}
