// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import org.osgi.annotation.versioning.ProviderType;

/** Two handlers disagree about one command; the message names both and their bundles. */
@ProviderType
public class CommandConflictException extends CommandRegistrationException {
    private static final long serialVersionUID = 1;

    /** With a message that names both handlers and what to do. */
    public CommandConflictException(String message) {
        super(message);
    }
}
