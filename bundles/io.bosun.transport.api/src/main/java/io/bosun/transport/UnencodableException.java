// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

import io.bosun.command.CommandException;
import org.osgi.annotation.versioning.ProviderType;

/** A value cannot be encoded, or bytes cannot be decoded as the type that is asked for. */
@ProviderType
public class UnencodableException extends CommandException {
    private static final long serialVersionUID = 1;

    /** With a message that names the path of the offending component and what to do. */
    public UnencodableException(String message, Throwable cause) {
        super(message, cause);
    }
}
