// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandConflictException;
import io.bosun.command.CommandRegistrationException;
import io.bosun.command.CommandSpec;
import io.bosun.command.Reason;
import io.bosun.transport.Berth;
import io.bosun.transport.BerthFactory;
import io.bosun.transport.Placement;
import io.bosun.transport.RouteEntry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.osgi.framework.ServiceReference;

/**
 * The routes of this process. Whoever changes something does so under this object's lock and does what follows from it
 * (retiring handlers, telling listeners, sending parked commands on) after leaving it.
 */
final class RouteTable {
    private static final Logger LOG = System.getLogger(RouteTable.class.getName());

    private static final long SOON_MILLIS = 10;

    private final String name;
    private final Replies replies;
    private final Candidates candidates;
    private final Runnable whenChanged;
    private final ScheduledThreadPoolExecutor timer;
    private final Map<String, Route> routes = new ConcurrentHashMap<>();
    private final ClassRoutes byClass = new ClassRoutes(this::route);
    private final Map<ServiceReference<?>, Registration> registrations = new LinkedHashMap<>();
    private final LocalTargets locals;
    private final Set<Berth> remotes = new LinkedHashSet<>();
    /** In the order of services: the last one of a target counts. */
    private final NavigableMap<ServiceReference<?>, Placement> placements = new TreeMap<>();

    private final Map<ServiceReference<?>, String> failures = new LinkedHashMap<>();
    private volatile Settings settings;
    private volatile Consumer<Route> whenUnparked = route -> {};

    RouteTable(String name, BerthFactory berths, Replies replies, Settings settings, Runnable whenChanged) {
        this.name = name;
        this.candidates = new Candidates(name.equals(Berth.BOSS));
        this.replies = replies;
        this.locals = new LocalTargets(berths, replies, () -> this.settings, this::schedule);
        this.settings = settings;
        this.whenChanged = whenChanged;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "bosun-routes");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.prestartCoreThread();
    }

    String name() {
        return name;
    }

    Replies replies() {
        return replies;
    }

    void configure(Settings changed) {
        settings = changed;
    }

    /** What to do with commands that wait for a berth: called under no lock, once it is there or grace is over. */
    void onUnparked(Consumer<Route> action) {
        whenUnparked = action;
    }

    /** The route of exactly this class, or null if nobody has named it. Takes no lock once the class is known. */
    Route routeOf(Class<?> type) {
        Route route = byClass.get(type);
        return route.entry == null ? null : route;
    }

    CommandSpec specOf(Class<?> type) {
        return byClass.spec(type);
    }

    /** The route of a key, or null if nobody has named it. */
    Route routeOf(String key) {
        Route route = routes.get(key);
        return route == null || route.entry == null ? null : route;
    }

    /** Adds a handler, or changes one whose properties have changed. */
    void add(Registration registration) {
        Set<String> keys = new LinkedHashSet<>(Set.of(registration.spec().key()));
        synchronized (this) {
            Registration before = registrations.get(registration.reference());
            if (registration.equals(before)) {
                return;
            }
            if (before != null) {
                keys.add(before.spec().key());
            }
        }
        change(keys, () -> {
            failures.remove(registration.reference());
            registrations.put(registration.reference(), registration);
        });
    }

    void remove(ServiceReference<?> handler) {
        Registration registration;
        synchronized (this) {
            failures.remove(handler);
            registration = registrations.get(handler);
        }
        if (registration != null) {
            change(Set.of(registration.spec().key()), () -> registrations.remove(handler));
            replies.forget(registration.spec().type().getClassLoader());
        }
    }

    void refuse(ServiceReference<?> handler, String why) {
        remove(handler);
        synchronized (this) {
            failures.put(handler, why);
        }
    }

    void add(Berth berth) {
        change(keys(berth), () -> remotes.add(berth));
    }

    void remove(Berth berth) {
        change(keys(berth), () -> remotes.remove(berth));
    }

    void add(ServiceReference<Placement> reference, Placement placement) {
        change(routes.keySet(), () -> placements.put(reference, placement));
    }

    void removePlacement(ServiceReference<Placement> reference) {
        change(routes.keySet(), () -> placements.remove(reference));
    }

    /** Fails what waits for a berth or a handler. */
    void failParked() {
        routes.values().forEach(each -> each.failParked(Reason.SHUT_DOWN));
        snapshot().forEach(each -> each.failParked(Reason.SHUT_DOWN));
    }

    /** Lets what the berths of this process took run, for a time, and fails what is left. */
    void drain(Duration budget) {
        long end = System.nanoTime() + budget.toNanos();
        routes.values().forEach(each -> each.failParked(Reason.SHUT_DOWN));
        for (LocalTarget each : snapshot()) {
            each.drain(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
    }

    /** Ends all waiting and every berth of this process. */
    void close() {
        timer.shutdownNow();
        snapshot().forEach(each -> each.close(Duration.ofMillis(settings.drainMillis())));
        routes.values().forEach(each -> each.failParked(Reason.SHUT_DOWN));
        byClass.clear();
    }

    synchronized List<String> failures() {
        List<String> all = new ArrayList<>(failures.values());
        all.addAll(locals.failures());
        return List.copyOf(all);
    }

    RouteReport report() {
        return new RouteReport(name, routes.values());
    }

    private Route route(String key) {
        return routes.computeIfAbsent(key, k -> new Route(k, settings.parkedLimit()));
    }

    private synchronized List<LocalTarget> snapshot() {
        return locals.all();
    }

    private static Set<String> keys(Berth berth) {
        Set<String> keys = new LinkedHashSet<>();
        berth.routes().forEach(each -> keys.add(each.key()));
        return keys;
    }

    /** The one door: changes what is known, brings the routes of these keys in step, and acts outside the lock. */
    private void change(Collection<String> keys, Runnable step) {
        List<Runnable> later = new ArrayList<>();
        synchronized (this) {
            step.run();
            for (String key : keys) {
                update(route(key), later);
            }
        }
        later.forEach(Runnable::run);
        whenChanged.run();
    }

    private void update(Route route, List<Runnable> later) {
        List<Registration> all = registrations.values().stream()
                .filter(each -> each.spec().key().equals(route.key()))
                .toList();
        List<Berth> remote = remotesOf(route);
        learn(route, all, remote);
        if (route.entry == null) {
            return;
        }
        List<Registration> chosen = choose(route, all, later);
        locals.stopOthers(route.key(), chosen, later);
        List<LocalTarget> serving = new ArrayList<>();
        chosen.forEach(each -> serving.add(locals.start(each)));
        apply(route, serving, remote, later);
    }

    /** What the command is: from a handler here, else from whoever announced it. */
    private void learn(Route route, List<Registration> all, List<Berth> remote) {
        if (!all.isEmpty()) {
            Registration first = all.get(0);
            CommandSpec spec = first.spec();
            route.spec = spec;
            route.handler = first.toString();
            route.entry = new RouteEntry(
                    first.target(), spec.key(), spec.delivery(), spec.spread(), spec.idempotent(), spec.schema());
            return;
        }
        route.spec = null;
        remote.stream().findFirst().ifPresent(berth -> {
            route.handler = "";
            berth.routes().stream()
                    .filter(e -> e.key().equals(route.key()))
                    .findFirst()
                    .ifPresent(e -> route.entry = e);
        });
    }

    /** Of a broadcast, one handler per target; of any other command the first one: the others wait for it to go. */
    private List<Registration> choose(Route route, List<Registration> all, List<Runnable> later) {
        Map<String, Registration> byTarget = new LinkedHashMap<>();
        for (Registration each : all) {
            if (route.isBroadcast() || byTarget.isEmpty()) {
                byTarget.putIfAbsent(each.target(), each);
            }
            Registration first = byTarget.values().iterator().next();
            if (!route.isBroadcast() && !first.target().equals(each.target())) {
                conflict(first, each, later);
            } else {
                failures.remove(each.reference());
            }
        }
        return byTarget.values().stream().filter(each -> isHere(each.target())).toList();
    }

    private void conflict(Registration first, Registration second, List<Runnable> later) {
        CommandRegistrationException conflict = new CommandConflictException("Command "
                + first.spec().key()
                + " is handled for target " + first.target() + " by " + first + " and for target " + second.target()
                + " by " + second + ": the first one is used; remove one, or give both the same target");
        if (failures.put(second.reference(), conflict.getMessage()) == null) {
            later.add(() -> LOG.log(Level.ERROR, conflict.getMessage()));
        }
    }

    private boolean isHere(String target) {
        return placements.descendingMap().values().stream()
                .filter(each -> each.target().equals(target))
                .findFirst()
                .map(Placement::here)
                .orElse(true);
    }

    private void apply(Route route, List<LocalTarget> chosen, List<Berth> remote, List<Runnable> later) {
        List<LocalTarget> here = new ArrayList<>(chosen);
        List<LocalTarget> dropped = new ArrayList<>();
        for (LocalTarget each : route.locals) {
            if (!here.contains(each)) {
                // Its handler is away: it parks what it takes, until the grace is over.
                boolean stays = isHere(each.target()) && (route.isBroadcast() || here.isEmpty());
                (stays ? here : dropped).add(each);
            }
        }
        route.locals = here.toArray(LocalTarget[]::new);
        route.berths = candidates.of(route, here, remote);
        // What such a target still has goes to another berth.
        dropped.forEach(each -> each.lapse(route.key(), Reason.TARGET_GONE));
        route.changes++;
        if (!dropped.isEmpty()) {
            later.add(() -> schedule(this::closeUnused, settings.graceMillis()));
        }
        if (here.size() > chosen.size() || route.berths.length == 0) {
            long seen = route.changes;
            later.add(() -> schedule(() -> lapse(route, seen), settings.graceMillis()));
        }
        if (route.berths.length > 0) {
            route.lapsed = false;
            later.add(() -> whenUnparked.accept(route));
        }
    }

    /** Runs a task after a short while; false if this table is closed. */
    boolean soon(Runnable task) {
        return schedule(task, SOON_MILLIS);
    }

    private boolean schedule(Runnable task, long millis) {
        try {
            timer.schedule(task, millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            // Closed: nothing waits any more.
            return false;
        }
    }

    private void lapse(Route route, long seen) {
        synchronized (this) {
            if (route.changes != seen) {
                return;
            }
            List<LocalTarget> lapsed = Stream.of(route.locals)
                    .filter(each -> !locals.isServing(each, route.key()))
                    .toList();
            List<LocalTarget> here = Stream.of(route.locals)
                    .filter(each -> !lapsed.contains(each))
                    .toList();
            route.locals = here.toArray(LocalTarget[]::new);
            route.berths = candidates.of(route, here, remotesOf(route));
            route.lapsed = route.berths.length == 0;
            // What waits there goes to another berth, if there is one.
            Reason why = route.lapsed || route.isBroadcast() ? Reason.NO_HANDLER : Reason.TARGET_GONE;
            lapsed.forEach(each -> each.lapse(route.key(), why));
        }
        whenUnparked.accept(route);
        whenChanged.run();
        closeUnused();
    }

    private void closeUnused() {
        List<LocalTarget> unused;
        synchronized (this) {
            unused = locals.removeUnless(this::isUsed);
        }
        unused.forEach(each -> each.close(Duration.ofMillis(settings.drainMillis())));
    }

    private List<Berth> remotesOf(Route route) {
        return remotes.stream()
                .filter(each -> each.routes().stream().anyMatch(e -> e.key().equals(route.key())))
                .toList();
    }

    private boolean isUsed(LocalTarget target) {
        return routes.values().stream().flatMap(each -> Stream.of(each.locals)).anyMatch(each -> each == target);
    }
}
