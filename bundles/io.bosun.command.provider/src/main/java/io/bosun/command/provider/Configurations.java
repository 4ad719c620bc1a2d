// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandRegistrationException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.ServiceReference;

/**
 * The commands that are configured: of several configurations of a command, the first one in the order of services
 * counts. Guarded by the lock of the {@link RouteTable}.
 */
final class Configurations {
    private final Map<ServiceReference<ConfiguredCommand>, Overrides> all = new HashMap<>();
    private final Map<String, Map<ServiceReference<ConfiguredCommand>, Overrides>> byKey = new HashMap<>();
    private final Map<ServiceReference<ConfiguredCommand>, String> problems = new LinkedHashMap<>();

    /**
     * Takes a configuration, or another value of one. A value that cannot be is noted, and the old one stays.
     *
     * @throws CommandRegistrationException if a value cannot be
     */
    Set<String> put(ServiceReference<ConfiguredCommand> reference) {
        Overrides now;
        try {
            now = Overrides.of(reference::getProperty);
        } catch (CommandRegistrationException e) {
            String why = describe(reference) + ": " + e.getMessage()
                    + (all.containsKey(reference) ? "; what it said before goes on" : "");
            problems.put(reference, why);
            throw new CommandRegistrationException(why, e);
        }
        problems.remove(reference);
        Overrides before = all.put(reference, now);
        if (before != null) {
            drop(reference, before.key());
        }
        byKey.computeIfAbsent(now.key(), k -> new LinkedHashMap<>(2)).put(reference, now);
        Set<String> keys = new LinkedHashSet<>(Set.of(now.key()));
        if (before != null) {
            keys.add(before.key());
        }
        return keys;
    }

    /** Returns the command that it was of, or null. */
    String remove(ServiceReference<ConfiguredCommand> reference) {
        problems.remove(reference);
        Overrides gone = all.remove(reference);
        if (gone != null) {
            drop(reference, gone.key());
        }
        return gone == null ? null : gone.key();
    }

    /** What counts for a command, or null. */
    Overrides of(String key) {
        Map<ServiceReference<ConfiguredCommand>, Overrides> its = byKey.getOrDefault(key, Map.of());
        return its.isEmpty() ? null : its.get(Collections.max(its.keySet()));
    }

    /** What is wrong with them, for people. */
    List<String> failures() {
        List<String> failures = new ArrayList<>(problems.values());
        byKey.forEach((key, its) -> {
            if (its.size() > 1) {
                failures.add("Command " + key + " is configured " + its.size() + " times: that of "
                        + describe(Collections.max(its.keySet())) + " counts; delete the others");
            }
        });
        return failures;
    }

    static String describe(ServiceReference<ConfiguredCommand> reference) {
        Object pid = reference.getProperty("service.pid");
        return "Configuration " + (pid == null ? ConfiguredCommand.PID : pid);
    }

    private void drop(ServiceReference<ConfiguredCommand> reference, String key) {
        byKey.computeIfPresent(key, (k, its) -> {
            its.remove(reference);
            return its.isEmpty() ? null : its;
        });
    }
}
