// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.transport.BerthFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The targets of this process and the handlers at work in them. Guarded by the lock of its {@link RouteTable}. */
final class LocalTargets {
    /** A registration that has a berth, and what runs it. */
    private record Working(LocalTarget target, Handling handling) {}

    private final BerthFactory berths;
    private final Replies replies;
    private final Supplier<Settings> settings;
    private final Timer timer;
    private final Map<String, Map<Registration, Working>> byKey = new HashMap<>();
    private final Set<LocalTarget> withBerth = ConcurrentHashMap.newKeySet();
    private final Map<String, LocalTarget> targets = new HashMap<>();

    /** Runs a task after a time, or says that it will not. */
    interface Timer {
        boolean schedule(Runnable task, long millis);
    }

    LocalTargets(BerthFactory berths, Replies replies, Supplier<Settings> settings, Timer timer) {
        this.berths = berths;
        this.replies = replies;
        this.settings = settings;
        this.timer = timer;
    }

    List<LocalTarget> all() {
        return List.copyOf(targets.values());
    }

    /** The target that a handler serves; it starts to, if it did not yet. */
    LocalTarget start(Route route, Registration registration) {
        Map<Registration, Working> its = byKey.computeIfAbsent(registration.key(), k -> new LinkedHashMap<>(2));
        Working now = its.get(registration);
        if (now != null) {
            return now.target();
        }
        LocalTarget target = targets.computeIfAbsent(
                registration.target(), name -> new LocalTarget(name, berths, settings, timer, withBerth));
        Handling handling = new Handling(registration, replies, settings.get().unfinishedLimit());
        its.put(registration, new Working(target, handling));
        target.install(route, handling);
        return target;
    }

    boolean isAtWork(Registration registration) {
        return working(registration) != null;
    }

    /** Whether it is at work, but its object cannot be had. */
    boolean isFailing(Registration registration) {
        Working now = working(registration);
        return now != null && now.handling().isFailing();
    }

    /** Of the handlers of a command, lets none but some work on; what is to be done outside the lock is added. */
    void stopOthers(Route route, Collection<Registration> chosen, List<Runnable> later) {
        String key = route.key();
        Map<Registration, Working> its = byKey.getOrDefault(key, Map.of());
        for (Registration each : List.copyOf(its.keySet())) {
            if (!chosen.contains(each)) {
                Working now = its.remove(each);
                now.target().withdraw(route, now.handling());
                later.add(() -> retire(now.handling()));
            }
        }
        if (its.isEmpty()) {
            byKey.remove(key);
        }
    }

    boolean isServing(LocalTarget target, String key) {
        return byKey.getOrDefault(key, Map.of()).values().stream().anyMatch(each -> each.target() == target);
    }

    /** Takes a target out; false if it is not in. */
    boolean remove(LocalTarget target) {
        return targets.remove(target.target(), target);
    }

    /** Those that are at work, but whose object cannot be had. */
    List<Registration> failing() {
        List<Registration> all = new ArrayList<>();
        for (Map<Registration, Working> each : byKey.values()) {
            each.forEach((registration, now) -> {
                if (now.handling().isFailing()) {
                    all.add(registration);
                }
            });
        }
        return all;
    }

    private Working working(Registration registration) {
        return byKey.getOrDefault(registration.key(), Map.of()).get(registration);
    }

    private void retire(Handling handling) {
        long drain = settings.get().drainMillis();
        handling.retire(drain);
        if (handling.unfinished() > 0 && !timer.schedule(handling::abandonUnfinished, drain)) {
            handling.abandonUnfinished();
        }
    }
}
