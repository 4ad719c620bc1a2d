// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import org.osgi.annotation.versioning.ProviderType;

/** Thrown by a listener to end what is going on at once; see {@link BusAbortException}. */
@ProviderType
public final class InterruptRequest extends BusAbortException {
    private static final long serialVersionUID = 1L;

    /** @param reason for the log */
    public InterruptRequest(String reason) {
        super(reason);
    }
}
