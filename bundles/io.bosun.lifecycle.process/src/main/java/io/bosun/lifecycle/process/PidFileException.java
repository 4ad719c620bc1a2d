// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import java.io.IOException;

/** A PID file cannot be this process's. */
final class PidFileException extends IOException {
    private static final long serialVersionUID = 1;
    private static final String OTHER = "give this one another file, by the key 'file' of " + ProcessPidFile.PID
            + " or the framework property " + ProcessPidFile.FILE;

    PidFileException(String message) {
        super(message + "; or " + OTHER);
    }

    PidFileException(String message, Throwable cause) {
        super(message + "; " + OTHER, cause);
    }
}
