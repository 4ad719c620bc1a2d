// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.transport.Berth;
import io.bosun.transport.RouteEntry;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The berths of other processes, by the commands that they serve, each in the order in which they came. Guarded by the
 * lock of the {@link RouteTable}.
 */
final class RemoteBerths {
    private final Map<Berth, Set<String>> keys = new HashMap<>();
    private final Map<String, Map<Berth, RouteEntry>> byKey = new HashMap<>();

    /** Returns the commands that it serves. */
    Set<String> add(Berth berth) {
        Map<String, RouteEntry> served = new LinkedHashMap<>();
        berth.routes().forEach(each -> served.putIfAbsent(each.key(), each));
        if (keys.putIfAbsent(berth, served.keySet()) == null) {
            served.forEach((key, entry) ->
                    byKey.computeIfAbsent(key, k -> new LinkedHashMap<>(2)).put(berth, entry));
        }
        return served.keySet();
    }

    /** Returns the commands that it served. */
    Set<String> remove(Berth berth) {
        Set<String> served = keys.remove(berth);
        if (served == null) {
            return Set.of();
        }
        for (String each : served) {
            byKey.computeIfPresent(each, (key, all) -> {
                all.remove(berth);
                return all.isEmpty() ? null : all;
            });
        }
        return served;
    }

    /** The commands that berths of a target serve. */
    Set<String> keysOf(String target) {
        Set<String> its = new LinkedHashSet<>();
        keys.forEach((berth, served) -> {
            if (berth.target().equals(target)) {
                its.addAll(served);
            }
        });
        return its;
    }

    List<Berth> of(String key) {
        return List.copyOf(byKey.getOrDefault(key, Map.of()).keySet());
    }

    /** What they announced of a command. */
    Collection<RouteEntry> entries(String key) {
        return byKey.getOrDefault(key, Map.of()).values();
    }
}
