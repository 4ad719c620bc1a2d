// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import io.bosun.transport.Berth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many commands each hand has ended: of the berths that it has, and of those that it had. */
final class DoneCount {
    /** Of one place. */
    private static final class Tally {
        private final List<Berth> live = new ArrayList<>();
        /** Removed, with commands pending: what they end counts, too. */
        private final List<Berth> leaving = new ArrayList<>();

        private long former;
    }

    private final Map<String, Tally> tallies = new HashMap<>();

    synchronized void add(String place, Berth berth) {
        tallies.computeIfAbsent(place, key -> new Tally()).live.add(berth);
    }

    void remove(String place, Berth berth) {
        synchronized (this) {
            Tally tally = tallies.get(place);
            if (tally == null || !tally.live.remove(berth)) {
                return;
            }
            tally.leaving.add(berth);
        }
        settle(place);
    }

    long of(String place) {
        settle(place);
        long done;
        List<Berth> berths;
        synchronized (this) {
            Tally tally = tallies.getOrDefault(place, new Tally());
            done = tally.former;
            berths = new ArrayList<>(tally.live);
            berths.addAll(tally.leaving);
        }
        // Asked outside the lock; who is removed meanwhile still knows its number.
        for (Berth each : berths) {
            done += each.done();
        }
        return done;
    }

    /** Keeps only the number of those that have ended all. */
    private void settle(String place) {
        List<Berth> leaving;
        synchronized (this) {
            Tally tally = tallies.get(place);
            leaving = tally == null ? List.of() : List.copyOf(tally.leaving);
        }
        for (Berth each : leaving) {
            if (each.pending() == 0) {
                long done = each.done();
                synchronized (this) {
                    Tally tally = tallies.get(place);
                    if (tally.leaving.remove(each)) {
                        tally.former += done;
                    }
                }
            }
        }
    }
}
