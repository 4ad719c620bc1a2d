// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew;

import org.osgi.annotation.versioning.ProviderType;

/** Bytes are not a memo. */
@ProviderType
public class MemoException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a message that names what is wrong, and a cause, or null. */
    public MemoException(String message, Throwable cause) {
        super(message, cause);
    }
}
