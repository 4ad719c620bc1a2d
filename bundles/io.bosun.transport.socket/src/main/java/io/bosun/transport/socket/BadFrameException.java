// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import java.io.IOException;

/** What came is no frame, or not the one that may come now: the link must be closed. */
final class BadFrameException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Complaint complaint;

    BadFrameException(Complaint complaint, String message) {
        super(message);
        this.complaint = complaint;
    }

    Complaint complaint() {
        return complaint;
    }

    /** Peers can cause it at will, and the place in the code says nothing. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
