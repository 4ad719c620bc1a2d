// SPDX-License-Identifier: Apache-2.0

package io.bosun.example.digest.shell;

/** The command did not do all that was asked; shells print it as one line. */
final class DigestFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DigestFailedException(String message) {
        super(message);
    }

    DigestFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Without the name of the class: some shells print this, not the message. */
    @Override
    public String toString() {
        return getMessage();
    }
}
