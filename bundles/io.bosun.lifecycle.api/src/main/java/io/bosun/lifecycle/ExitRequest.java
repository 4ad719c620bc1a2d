// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import org.osgi.annotation.versioning.ProviderType;

/** Thrown by a listener to end what is going on at once, and then the process; see {@link BusAbortException}. */
@ProviderType
public final class ExitRequest extends BusAbortException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * @param status the exit status of the process, 0 to 255
     * @param reason for the log
     * @throws IllegalArgumentException if the status is out of its range
     */
    public ExitRequest(int status, String reason) {
        super(reason);
        if (status < 0 || status > 255) {
            throw new IllegalArgumentException("Not an exit status: " + status + "; give 0 to 255");
        }
        this.status = status;
    }

    /** Returns the exit status of the process. */
    public int status() {
        return status;
    }
}
