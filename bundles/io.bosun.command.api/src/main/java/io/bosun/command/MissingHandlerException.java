// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

/** The command is known, but its handler is gone and no replacement came within the grace. */
public class MissingHandlerException extends UndeliveredException {
    private static final long serialVersionUID = 1;

    /** With a message that names the command. */
    public MissingHandlerException(String message) {
        super(Reason.NO_HANDLER, message, null);
    }
}
