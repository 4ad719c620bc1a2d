// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

/** What a user did cannot be done; shells print it as one line. */
final class ShellException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ShellException(String message) {
        this(message, null);
    }

    ShellException(String message, Throwable cause) {
        super(oneLine(message), cause);
    }

    /** Without the name of the class: some shells print this, not the message. */
    @Override
    public String toString() {
        return getMessage();
    }

    static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
