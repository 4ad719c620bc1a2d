// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import io.bosun.transport.Berth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many commands each hand has ended: of the berths that it has, and of those that it had. */
final class DoneCount {
    private final Map<String, List<Berth>> live = new HashMap<>();
    private final Map<String, Long> former = new HashMap<>();

    synchronized void add(String place, Berth berth) {
        live.computeIfAbsent(place, key -> new ArrayList<>()).add(berth);
    }

    void remove(String place, Berth berth) {
        long done = berth.done();
        synchronized (this) {
            List<Berth> berths = live.getOrDefault(place, List.of());
            if (berths.remove(berth)) {
                former.merge(place, done, Long::sum);
            }
            if (berths.isEmpty()) {
                live.remove(place);
            }
        }
    }

    long of(String place) {
        long done;
        List<Berth> berths;
        synchronized (this) {
            done = former.getOrDefault(place, 0L);
            berths = List.copyOf(live.getOrDefault(place, List.of()));
        }
        // Asked outside the lock; who is removed meanwhile still knows its number.
        for (Berth each : berths) {
            done += each.done();
        }
        return done;
    }
}
