// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.BusAbortException;
import java.util.ArrayList;
import java.util.List;

/** What the listeners of one publication threw so far; each is logged as it comes. */
final class Failures {
    private final BusLog log;
    private final String channel;
    private final List<Throwable> all = new ArrayList<>(2);

    Failures(BusLog log, String channel) {
        this.log = log;
        this.channel = channel;
    }

    /**
     * Adds one.
     *
     * @throws BusAbortException if it is one, or a {@link VirtualMachineError}: it takes along what was there before
     */
    void add(Seat seat, Throwable failure) {
        if (isAbort(failure)) {
            all.stream().filter(before -> before != failure).forEach(failure::addSuppressed);
            throw abort(failure);
        }
        log.failed(channel, seat, failure);
        all.add(failure);
    }

    List<Throwable> all() {
        return all;
    }

    static boolean isAbort(Throwable failure) {
        return failure instanceof BusAbortException || failure instanceof VirtualMachineError;
    }

    /** Throws it as it is. */
    static RuntimeException abort(Throwable abort) {
        if (abort instanceof VirtualMachineError error) {
            throw error;
        }
        throw (BusAbortException) abort;
    }
}
