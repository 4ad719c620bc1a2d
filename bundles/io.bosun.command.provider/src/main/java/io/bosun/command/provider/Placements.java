// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.transport.Placement;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.ServiceReference;

/**
 * Where targets are to run, as configured: of several placements of a target, or that name a command, the first one in
 * the order of services counts. Guarded by the lock of the {@link RouteTable}.
 */
final class Placements {
    private final Map<ServiceReference<Placement>, Placed> all = new HashMap<>();
    private final Map<String, Map<ServiceReference<Placement>, Placed>> byTarget = new HashMap<>();
    private final Map<String, Map<ServiceReference<Placement>, Placed>> byCommand = new HashMap<>();

    /** Takes what a placement says now; returns what it said before, or null. */
    Placed put(ServiceReference<Placement> reference, Placed now) {
        Placed before = remove(reference);
        all.put(reference, now);
        put(byTarget, now.target(), reference, now);
        now.commands().forEach(each -> put(byCommand, each, reference, now));
        return before;
    }

    /** Returns the one that goes, or null. */
    Placed remove(ServiceReference<Placement> reference) {
        Placed gone = all.remove(reference);
        if (gone != null) {
            drop(byTarget, gone.target(), reference);
            gone.commands().forEach(each -> drop(byCommand, each, reference));
        }
        return gone;
    }

    /** The one that counts, or null. */
    Placed of(String target) {
        return first(byTarget, target);
    }

    boolean isHere(String target) {
        Placed placed = of(target);
        return placed == null || placed.here();
    }

    /** The target that is configured to answer a command, or null. */
    String targetOf(String key) {
        Placed placed = first(byCommand, key);
        return placed == null ? null : placed.target();
    }

    private static Placed first(Map<String, Map<ServiceReference<Placement>, Placed>> map, String key) {
        Map<ServiceReference<Placement>, Placed> its = map.getOrDefault(key, Map.of());
        return its.isEmpty() ? null : its.get(Collections.max(its.keySet()));
    }

    private static void put(
            Map<String, Map<ServiceReference<Placement>, Placed>> map,
            String key,
            ServiceReference<Placement> reference,
            Placed placed) {
        map.computeIfAbsent(key, k -> new HashMap<>(2)).put(reference, placed);
    }

    private static void drop(
            Map<String, Map<ServiceReference<Placement>, Placed>> map,
            String key,
            ServiceReference<Placement> reference) {
        map.computeIfPresent(key, (k, its) -> {
            its.remove(reference);
            return its.isEmpty() ? null : its;
        });
    }
}
