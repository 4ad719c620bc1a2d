// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.transport.RouteEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * What berths of this process serve, by target and key, kept in step with each change. Guarded by the lock of the
 * {@link RouteTable}.
 */
final class ServedHere {
    private final NavigableMap<String, NavigableMap<String, RouteEntry>> byTarget = new TreeMap<>();
    /** Read without the lock. */
    private volatile long version;

    /** Counts the changes. */
    long version() {
        return version;
    }

    /** Gives a route other berths of this process. */
    void change(Route route, LocalTarget[] now) {
        Set<LocalTarget> stay = new HashSet<>(List.of(now));
        for (LocalTarget each : route.locals) {
            if (!stay.contains(each)) {
                remove(each.target(), route.key());
            }
        }
        route.locals = now;
        RouteEntry known = route.entry;
        for (LocalTarget each : now) {
            put(new RouteEntry(
                    each.target(), known.key(), known.delivery(), known.spread(), known.idempotent(), known.schema()));
        }
    }

    /** The commands of a target. */
    Set<String> keysOf(String target) {
        NavigableMap<String, RouteEntry> all = byTarget.get(target);
        return all == null ? Set.of() : Set.copyOf(all.keySet());
    }

    boolean isUsed(LocalTarget target) {
        return byTarget.containsKey(target.target());
    }

    /** All of it, sorted by target and key. */
    List<RouteEntry> list() {
        List<RouteEntry> all = new ArrayList<>();
        byTarget.values().forEach(each -> all.addAll(each.values()));
        return List.copyOf(all);
    }

    private void put(RouteEntry entry) {
        RouteEntry before =
                byTarget.computeIfAbsent(entry.target(), t -> new TreeMap<>()).put(entry.key(), entry);
        if (!entry.equals(before)) {
            version++;
        }
    }

    private void remove(String target, String key) {
        byTarget.computeIfPresent(target, (t, all) -> {
            all.remove(key);
            return all.isEmpty() ? null : all;
        });
        version++;
    }
}
