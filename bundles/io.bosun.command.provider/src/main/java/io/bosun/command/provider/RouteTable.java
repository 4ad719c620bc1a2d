// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandRegistrationException;
import io.bosun.command.CommandSpec;
import io.bosun.command.Reason;
import io.bosun.command.runtime.RegistryEvent.Kind;
import io.bosun.transport.Berth;
import io.bosun.transport.BerthFactory;
import io.bosun.transport.Placement;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.osgi.framework.ServiceReference;

/**
 * The routes of this process. Whoever changes something does so under this object's lock and does what follows from it
 * (retiring handlers, telling listeners, sending parked commands on) after leaving it. A change costs as much as the
 * commands that it is about, however many others there are.
 */
final class RouteTable {
    private static final Logger LOG = System.getLogger(RouteTable.class.getName());

    private static final long SOON_MILLIS = 10;

    final HandlerIndex handlers = new HandlerIndex();
    final RemoteBerths remotes = new RemoteBerths();
    final Placements placements = new Placements();
    final Configurations configurations = new Configurations();
    final ServedHere served = new ServedHere();
    final LocalTargets locals;
    final Candidates candidates;
    final RegistryEvents events;

    private final String name;
    private final Replies replies;
    private final Runnable whenChanged;
    private final RouteThreads threads = new RouteThreads();
    private final Map<String, Route> routes = new ConcurrentHashMap<>();
    private final Junction junction = new Junction();
    private final ClassRoutes byClass = new ClassRoutes(this::asked);
    private final Grace grace = new Grace(this);
    private final HandlerChanges ofHandlers = new HandlerChanges(this);
    private final RouteChanges ofRoutes = new RouteChanges(this, grace);
    private volatile Settings settings;
    private volatile Consumer<Route> whenUnparked = route -> {};

    RouteTable(String name, BerthFactory berths, Replies replies, Settings settings, Runnable whenChanged) {
        this.name = name;
        this.candidates = new Candidates(name.equals(Berth.BOSS), placements);
        this.replies = replies;
        this.locals = new LocalTargets(berths, replies, () -> this.settings, this::schedule);
        this.events = new RegistryEvents(this, () -> this.settings.historyLimit());
        this.settings = settings;
        this.whenChanged = whenChanged;
    }

    String name() {
        return name;
    }

    Replies replies() {
        return replies;
    }

    Settings settings() {
        return settings;
    }

    void configure(Settings changed) {
        settings = changed;
    }

    /** What to do with commands that wait for a berth: called under no lock, once it is there or grace is over. */
    void onUnparked(Consumer<Route> action) {
        whenUnparked = action;
    }

    void unpark(Route route) {
        whenUnparked.accept(route);
    }

    /**
     * The route of exactly this class, which may be one that nobody has named, see {@link Route#isKnown()}. Takes no
     * lock once the class is known.
     *
     * @throws CommandRegistrationException if the class cannot be a command
     */
    Route route(Class<?> type) {
        return byClass.route(type);
    }

    /** The route of exactly this class, or null if nobody has named it. Takes no lock once the class is known. */
    Route routeOf(Class<?> type) {
        Route route = byClass.route(type);
        return route.isKnown() ? route : null;
    }

    /** See {@link ClassRoutes#handled}. */
    Object[] handled() {
        return byClass.handled();
    }

    Junction junction() {
        return junction;
    }

    CommandSpec specOf(Class<?> type) {
        return byClass.spec(type);
    }

    /** The route of a key, or null if nobody has named it. */
    Route routeOf(String key) {
        Route route = routes.get(key);
        return route == null || !route.isKnown() ? null : route;
    }

    /** Every route that is known; a view that takes no lock. */
    Collection<Route> routes() {
        return routes.values();
    }

    /** Looks at several things as they are between two changes. */
    <T> T read(Supplier<T> reading) {
        synchronized (this) {
            return reading.get();
        }
    }

    /** Adds the handlers of a service, or changes them if its properties have changed. */
    void put(HandlerGroup group) {
        change(change -> ofHandlers.put(group, change));
    }

    /** As {@link #put(HandlerGroup)}, if what is there is still what the caller has seen. */
    void replace(HandlerGroup seen, HandlerGroup group) {
        change(change -> {
            if (handlers.get(seen.id()) == seen) {
                ofHandlers.put(group, change);
            } else {
                change.last.add(group::gone);
            }
        });
    }

    /** Adds handlers, or counts them if they are here already; returns why they cannot be, or null. */
    String register(HandlerGroup group) {
        return changing(change -> {
            HandlerGroup same = handlers.get(group.id());
            if (same != null) {
                same.use();
                return null;
            }
            String conflict = handlers.conflict(group);
            if (conflict == null) {
                ofHandlers.put(group, change);
            }
            return conflict;
        });
    }

    /** Takes back one {@link #register}. */
    void unregister(Object id) {
        change(change -> {
            HandlerGroup group = handlers.get(id);
            if (group != null && group.unuse()) {
                ofHandlers.remove(group, "it was closed", change);
            }
        });
    }

    void remove(Object id) {
        change(change -> {
            HandlerGroup group = handlers.get(id);
            if (group != null) {
                ofHandlers.remove(group, "its service went", change);
            }
        });
    }

    void add(Berth berth) {
        change(change -> {
            change.keys.addAll(remotes.add(berth));
            events.note(Kind.BERTH_ADDED, "", berth.target(), berth.place(), "");
        });
    }

    void remove(Berth berth) {
        change(change -> {
            change.keys.addAll(remotes.remove(berth));
            events.note(Kind.BERTH_REMOVED, "", berth.target(), berth.place(), "");
        });
    }

    /** Takes what a placement says now. */
    void put(ServiceReference<Placement> reference, Placement placement) {
        Placed now = Placed.of(placement);
        change(change -> {
            placed(placements.put(reference, now), change);
            placed(now, change);
            events.note(Kind.CONFIGURED, "", now.target(), now, "");
        });
    }

    void removePlacement(ServiceReference<Placement> reference) {
        change(change -> {
            Placed gone = placements.remove(reference);
            if (gone != null) {
                placed(gone, change);
                events.note(Kind.UNCONFIGURED, "", gone.target(), gone, "");
            }
        });
    }

    /** Takes the configuration of a command, or what it says now. */
    void addConfiguration(ServiceReference<ConfiguredCommand> reference) {
        change(change -> {
            try {
                Set<String> keys = configurations.put(reference);
                change.keys.addAll(keys);
                String what = Configurations.describe(reference);
                keys.forEach(each -> events.note(
                        configurations.of(each) == null ? Kind.UNCONFIGURED : Kind.CONFIGURED, each, "", what, ""));
            } catch (CommandRegistrationException e) {
                change.later.add(() -> LOG.log(Level.ERROR, e.getMessage()));
            }
        });
    }

    void removeConfiguration(ServiceReference<ConfiguredCommand> reference) {
        change(change -> {
            String key = configurations.remove(reference);
            if (key != null) {
                change.keys.add(key);
                events.note(Kind.UNCONFIGURED, key, "", Configurations.describe(reference), "");
            }
        });
    }

    /**
     * A command was parked on a route without any berth: called once for each, after it was. The grace runs for it; at
     * its end the command fails, unless it was sent on before.
     */
    void waits(Route route) {
        grace.waits(route);
    }

    /** Fails what waits for a berth or a handler. */
    void failParked() {
        routes.values().forEach(each -> each.failParked(Reason.SHUT_DOWN));
        targets().forEach(each -> each.stopParking(true));
    }

    /** From now on what has no handler waits for one again. */
    void resumeParking() {
        targets().forEach(each -> each.stopParking(false));
    }

    /** Lets what the berths of this process took run, for a time that is one for all, and fails what is left. */
    void drain(Duration budget) {
        routes.values().forEach(each -> each.failParked(Reason.SHUT_DOWN));
        end(budget, LocalTarget::drain);
    }

    /** Ends all waiting and every berth of this process. */
    void close() {
        end(Duration.ofMillis(settings.drainMillis()), LocalTarget::close);
        threads.close(settings.drainMillis());
        events.close();
        routes.values().forEach(each -> each.failParked(Reason.SHUT_DOWN));
        byClass.close();
    }

    private void end(Duration budget, BiConsumer<LocalTarget, Duration> way) {
        end(targets(), budget, way).run();
    }

    /** Ends all at once, so that the slowest one alone needs the time. What is returned waits for that. */
    private static Runnable end(List<LocalTarget> all, Duration budget, BiConsumer<LocalTarget, Duration> way) {
        long end = System.nanoTime() + budget.toNanos();
        all.forEach(LocalTarget::beginClose);
        return () -> all.forEach(each ->
                RouteThreads.run(() -> way.accept(each, Duration.ofNanos(Math.max(0, end - System.nanoTime())))));
    }

    /** Ends berths that are not among those of this table any more; waits for none of them. */
    void endAside(List<LocalTarget> unused) {
        threads.aside(end(unused, Duration.ofMillis(settings.drainMillis()), LocalTarget::close));
    }

    /** Runs a task after a short while; false if this table is closed. */
    boolean soon(Runnable task) {
        return schedule(task, SOON_MILLIS);
    }

    /** Runs a task, which must not wait, after a time, on the thread of all such tasks; false if this is closed. */
    boolean schedule(Runnable task, long millis) {
        return threads.schedule(task, millis);
    }

    /** Tells all listeners what they have not been told yet; called under no lock. */
    void tell() {
        events.tell();
        whenChanged.run();
    }

    /** As {@link #tell}, for a thread that must not wait for a listener. */
    void tellAside() {
        threads.aside(this::tell);
    }

    /** A handler of this command has gone: nothing that is kept for speed is to hold its class. */
    void forget(CommandSpec spec) {
        synchronized (this) {
            if (handlers.of(spec.key()).stream().noneMatch(each -> each.spec().type() == spec.type())) {
                byClass.forget(spec.type());
            }
        }
        replies.forget(spec.type().getClassLoader());
    }

    /** A handler names this command: whoever sends it finds its route at once. */
    void handle(CommandSpec spec) {
        byClass.handle(spec.type(), route(spec.key()));
    }

    /** Commands of this class go by their route, until that is straight again. */
    void bend(CommandSpec spec) {
        byClass.straighten(spec.type(), null);
    }

    /** The berths of this route are about to change, or what it demands of them: nobody is to see both. */
    void bend(Route route) {
        handlers.of(route.key()).forEach(each -> bend(each.spec()));
    }

    /** The berths of this route have changed, or what it demands of them. */
    void straighten(Route route) {
        LocalTarget straight = route.straight();
        handlers.of(route.key()).forEach(each -> byClass.straighten(each.spec().type(), straight));
    }

    private Route route(String key) {
        return routes.computeIfAbsent(key, k -> new Route(k, settings.parkedLimit(), junction));
    }

    /** The route of a record that somebody sends: until a handler here says more, it goes by what that declares. */
    private synchronized Route asked(CommandSpec spec) {
        Route route = route(spec.key());
        route.asked = new Route.Asked(spec.delivery(), spec.spread(), spec.policy());
        if (route.spec == null) {
            bend(route);
            ofRoutes.learn(route, List.of());
            straighten(route);
        }
        return route;
    }

    private synchronized List<LocalTarget> targets() {
        return locals.all();
    }

    /** The one door: changes what is known, brings the routes of these keys in step, and acts outside the lock. */
    private void change(Consumer<Change> step) {
        changing(change -> {
            step.accept(change);
            return null;
        });
    }

    private <T> T changing(Function<Change, T> step) {
        Change change = new Change();
        T result;
        synchronized (this) {
            result = step.apply(change);
            for (String key : change.keys) {
                ofRoutes.update(route(key), change);
            }
        }
        change.later.forEach(RouteThreads::run);
        change.last.forEach(RouteThreads::run);
        RouteThreads.run(this::tell);
        return result;
    }

    private void placed(Placed placement, Change change) {
        if (placement != null) {
            change.keys.addAll(handlers.keysOf(placement.target()));
            change.keys.addAll(served.keysOf(placement.target()));
            change.keys.addAll(remotes.keysOf(placement.target()));
            change.keys.addAll(placement.commands());
        }
    }
}
