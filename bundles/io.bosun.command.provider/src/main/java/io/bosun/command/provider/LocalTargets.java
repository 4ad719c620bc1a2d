// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.transport.BerthFactory;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The targets of this process and the handlers at work in them. Guarded by the lock of its {@link RouteTable}. */
final class LocalTargets {
    /** A registration that has a berth, and what runs it. */
    private record Working(LocalTarget target, Handling handling) {}

    private final BerthFactory berths;
    private final Replies replies;
    private final Supplier<Settings> settings;
    private final Timer timer;
    private final Map<Registration, Working> working = new HashMap<>();
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
    LocalTarget start(Registration registration) {
        Working now = working.get(registration);
        if (now != null) {
            return now.target();
        }
        LocalTarget target =
                targets.computeIfAbsent(registration.target(), name -> new LocalTarget(name, berths, settings, timer));
        Handling handling = new Handling(registration, replies, settings.get().unfinishedLimit());
        working.put(registration, new Working(target, handling));
        target.install(registration.spec().key(), handling);
        return target;
    }

    /** Of the handlers of a command, lets none but some work on; what is to be done outside the lock is added. */
    void stopOthers(String key, Collection<Registration> chosen, List<Runnable> later) {
        List<Registration> others = working.keySet().stream()
                .filter(each -> each.spec().key().equals(key) && !chosen.contains(each))
                .toList();
        for (Registration each : others) {
            Working now = working.remove(each);
            now.target().withdraw(key, now.handling());
            later.add(() -> retire(now.handling()));
        }
    }

    boolean isServing(LocalTarget target, String key) {
        return working.entrySet().stream()
                .anyMatch(e -> e.getValue().target() == target
                        && e.getKey().spec().key().equals(key));
    }

    /** Takes out, and returns, the targets that are of no use. */
    List<LocalTarget> removeUnless(Predicate<LocalTarget> used) {
        List<LocalTarget> unused =
                targets.values().stream().filter(each -> !used.test(each)).toList();
        unused.forEach(each -> targets.remove(each.target(), each));
        return unused;
    }

    /** What is wrong with handlers that are at work, for people. */
    List<String> failures() {
        return working.entrySet().stream()
                .filter(e -> e.getValue().handling().isFailing())
                .map(e -> e.getKey() + " cannot be activated: its commands fail, see the log for why")
                .toList();
    }

    private void retire(Handling handling) {
        long drain = settings.get().drainMillis();
        handling.retire(drain);
        if (handling.unfinished() > 0 && !timer.schedule(handling::abandon, drain)) {
            handling.abandon();
        }
    }
}
