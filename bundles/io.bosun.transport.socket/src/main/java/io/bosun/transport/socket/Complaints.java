// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Logs what peers do wrong, at most once a second for each cause: a peer must not be able to fill the log. */
final class Complaints {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final System.Logger log;
    private final LongSupplier nanoTime;
    private final Map<Complaint, Tally> tallies = new EnumMap<>(Complaint.class);

    Complaints(System.Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
        for (Complaint each : Complaint.values()) {
            tallies.put(each, new Tally());
        }
    }

    /** Counts it, and logs it if that is due. */
    void about(Complaint complaint, String detail, Throwable cause) {
        long unlogged = tallies.get(complaint).add(nanoTime.getAsLong());
        if (unlogged >= 0) {
            String more = unlogged == 0 ? "" : " (and " + unlogged + " more since the last such line)";
            log.log(Level.WARNING, complaint + ": " + detail + more, cause);
        }
    }

    /** How often it happened. */
    long count(Complaint complaint) {
        return tallies.get(complaint).total();
    }

    private static final class Tally {
        private long total;
        private long unlogged;
        private long loggedAt;

        /** How many were not logged since the last one that was, or -1 if this one is not to be logged either. */
        synchronized long add(long now) {
            boolean first = total++ == 0;
            if (!first && now - loggedAt < INTERVAL_NANOS) {
                unlogged++;
                return -1;
            }
            long since = unlogged;
            unlogged = 0;
            loggedAt = now;
            return since;
        }

        synchronized long total() {
            return total;
        }
    }
}
