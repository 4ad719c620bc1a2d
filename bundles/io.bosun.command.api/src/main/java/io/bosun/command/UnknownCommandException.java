// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

/** No handler, here or in any hand, has ever named this command. */
public class UnknownCommandException extends UndeliveredException {
    private static final long serialVersionUID = 1;

    /** With a message that names the command. */
    public UnknownCommandException(String message) {
        super(Reason.UNKNOWN_COMMAND, message, null);
    }
}
