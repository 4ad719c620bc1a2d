// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Reason;
import io.bosun.transport.Berth;
import io.bosun.transport.BerthFactory;
import io.bosun.transport.BerthWork;
import io.bosun.transport.Envelope;
import io.bosun.transport.LocalBerth;
import io.bosun.transport.RouteEntry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The berth of a target in this process. It is opened at the first command, closed when it was idle for long, and
 * outlives its handlers: what it takes while a handler is away is parked by its own thread, in order, and run first
 * when the handler, or a replacement, is there. Only its thread parks and unparks.
 */
final class LocalTarget extends Apart implements Berth {
    private final String name;
    private final BerthFactory factory;
    /** By command, those that were installed first first; more than one only of a broadcast. */
    private final Map<String, Handling[]> handlings = new ConcurrentHashMap<>();

    private final Map<String, Reason> lapsed = new ConcurrentHashMap<>();
    private final Supplier<Settings> settings;
    private final LocalTargets.Timer timer;
    private final Parked parked;
    private final Set<LocalTarget> withBerth;
    private final Berth[] alone = {this};
    private volatile LocalBerth berth;
    private volatile boolean closed;
    /** While it is being drained or closed nothing is taken, so that no second thread runs beside the first. */
    private volatile boolean closing;

    private volatile boolean noParking;
    private volatile boolean changed;
    /** Ended in berths that are closed. */
    private volatile long doneBefore;
    /** Seen by a berth, but no commands; written by the berth's thread. */
    private volatile long nudges;
    /** Of berths that were ever opened; guarded by this. */
    private int turns;

    /** @param withBerth all targets that have a berth, for when there are too many */
    LocalTarget(
            String name,
            BerthFactory factory,
            Supplier<Settings> settings,
            LocalTargets.Timer timer,
            Set<LocalTarget> withBerth) {
        this.withBerth = withBerth;
        this.name = name;
        this.factory = factory;
        this.settings = settings;
        this.timer = timer;
        this.parked = new Parked(settings.get().parkedLimit());
    }

    /** This berth alone, always in the same array: with very many routes one for each would be too many. */
    Berth[] alone() {
        return alone;
    }

    void install(Route route, Handling handling) {
        handling.installedIn(this);
        handlings.merge(route.key(), new Handling[] {handling}, (before, added) -> {
            Handling[] all = Arrays.copyOf(before, before.length + 1);
            all[before.length] = handling;
            return all;
        });
        lapsed.remove(route.key());
        route.installed(handling);
        nudge();
    }

    /** Takes a handler away; if it was the only one of its command, these wait from now on. */
    void withdraw(Route route, Handling handling) {
        handlings.computeIfPresent(route.key(), (k, all) -> {
            Handling[] left =
                    Arrays.stream(all).filter(each -> each != handling).toArray(Handling[]::new);
            return left.length == 0 ? null : left;
        });
        // Only now: whoever sees that the route has changed must not find this handler any more, and keep it.
        route.withdrawn(handling);
    }

    /** Commands of this key need not wait any longer: until a handler is installed, they fail with this reason. */
    void lapse(String key, Reason why) {
        if (!handlings.containsKey(key)) {
            lapsed.put(key, why);
            nudge();
        }
    }

    int parked() {
        return parked.size();
    }

    boolean isOwnThread() {
        LocalBerth open = berth;
        return open != null && open.isOwnThread();
    }

    /** Takes no more commands; what was taken still runs. To be drained or closed next. */
    void beginClose() {
        LocalBerth open = closing();
        if (open != null) {
            open.beginClose();
        }
    }

    /** Lets what was taken run, for a time, and fails what is left; the next command opens another berth. */
    void drain(Duration budget) {
        LocalBerth open = closing();
        if (open != null) {
            open.close(budget);
            if (open.pending() > 0) {
                abandonRunning();
            }
            leave(open);
        }
        failParked(Reason.SHUT_DOWN);
        closing = false;
    }

    /** The thread of this berth does not come back: what it has not begun goes to the next one. */
    void giveUpBerth() {
        LocalBerth stuck = berth;
        if (stuck != null && isOpen()) {
            leave(stuck);
            stuck.close(Duration.ZERO);
        }
    }

    /** From now on no other berth is opened. */
    private synchronized LocalBerth closing() {
        closing = true;
        return berth;
    }

    /** What ignores the end of its berth ends all the same. */
    private void abandonRunning() {
        for (Handling[] each : handlings.values()) {
            for (Handling one : each) {
                one.abandon(Reason.SHUT_DOWN);
            }
        }
    }

    /** As {@link #drain}, and for good. */
    void close(Duration budget) {
        closed = true;
        drain(budget);
    }

    /** Closes the berth if it has nothing to do; the next command opens another one. */
    void closeIfIdle() {
        LocalBerth open = berth;
        if (open != null && parked.size() == 0 && unfinished() == 0 && open.closeIfIdle()) {
            leave(open);
            if (parked.size() > 0) {
                // Parked between the look and the closing: whoever came for it meanwhile found nobody to nudge.
                nudge();
            }
        }
    }

    /** Fails what waits for a handler, and what would from now on, or lets it wait again. */
    void stopParking(boolean stop) {
        noParking = stop;
        if (stop) {
            failParked(Reason.SHUT_DOWN);
        }
    }

    /** Fails what waits for a handler. */
    void failParked(Reason reason) {
        parked.clear().forEach(each -> each.fail(reason, false, null));
    }

    @Override
    public String target() {
        return name;
    }

    @Override
    public String place() {
        return LOCAL;
    }

    @Override
    public List<RouteEntry> routes() {
        return List.of();
    }

    @Override
    public int pending() {
        LocalBerth open = berth;
        return unfinished() + parked.size() + (open == null ? 0 : open.pending());
    }

    @Override
    public long done() {
        LocalBerth open = berth;
        long seen = doneBefore + (open == null ? 0 : open.done());
        return Math.max(0, seen - nudges - parked.size() - unfinished());
    }

    @Override
    public boolean isOpen() {
        return !closed && !closing;
    }

    @Override
    public boolean offer(Envelope envelope) {
        if (parked.isFull() && mustWait(envelope.key())) {
            return false;
        }
        for (LocalBerth open = open(); open != null; open = open()) {
            if (open.offer(envelope)) {
                return true;
            }
            if (open.isOpen() || closing) {
                return false;
            }
            leave(open);
        }
        return false;
    }

    /** Offers a command without an envelope, see {@link BerthWork}. */
    boolean offerLoose(Object command, Object route, long deadlineNanos) {
        if (parked.isFull() && mustWait(((Route) route).key())) {
            return false;
        }
        for (LocalBerth open = open(); open != null; open = open()) {
            if (open.offerLoose(command, route, deadlineNanos)) {
                return true;
            }
            if (open.isOpen() || closing) {
                return false;
            }
            leave(open);
        }
        return false;
    }

    /** Waits for room where its berth is full; false, and at once, if something else is in the way of this command. */
    boolean awaitRoom(String key, long nanos) {
        LocalBerth open = berth;
        if (open == null || !isOpen() || parked.isFull() && mustWait(key)) {
            return false;
        }
        open.awaitRoom(nanos);
        return true;
    }

    /** Whether a command that comes now waits for its handler, or behind others that do. */
    private boolean mustWait(String key) {
        return parked.has(key) || !handlings.containsKey(key) && !lapsed.containsKey(key);
    }

    private LocalBerth open() {
        LocalBerth open = berth;
        if (open != null || closing) {
            return open;
        }
        open = openAnother();
        if (open == null && !closed && !closing) {
            // There are as many as may be: one that has nothing to do makes room.
            withBerth.forEach(LocalTarget::closeIfIdle);
            open = openAnother();
        }
        return open;
    }

    private LocalBerth openAnother() {
        LocalBerth opened;
        synchronized (this) {
            if (berth != null || closed || closing) {
                return berth;
            }
            opened = factory.open(name, new Serving(this, parked, new Turn(++turns)));
            berth = opened;
        }
        if (opened != null) {
            withBerth.add(this);
            lookWhetherIdle(opened, 0);
        }
        return opened;
    }

    /** A berth that is closed refuses, but it is not full: the next one is opened. */
    private synchronized void leave(LocalBerth left) {
        if (berth == left) {
            doneBefore += left.done();
            berth = null;
            withBerth.remove(this);
        }
    }

    private void lookWhetherIdle(LocalBerth open, long doneThen) {
        timer.schedule(
                () -> {
                    long now = open.done();
                    if (now == doneThen) {
                        closeIfIdle();
                    }
                    if (berth == open) {
                        lookWhetherIdle(open, now);
                    }
                },
                settings.get().idleMillis());
    }

    private int unfinished() {
        int all = 0;
        for (Handling[] each : handlings.values()) {
            for (Handling one : each) {
                all += one.unfinished();
            }
        }
        return all;
    }

    /** Lets the berth's thread look after what is parked; there need not be a berth, unless something is. */
    void nudge() {
        changed = true;
        for (LocalBerth open = berth; open != null || parked.size() > 0; open = berth) {
            LocalBerth awake = open == null ? open() : open;
            // A full berth needs no nudge: its thread looks after what is parked before each command.
            if (awake == null || awake.offer(new Nudge()) || awake.isOpen() || closing) {
                return;
            }
            leave(awake);
        }
    }

    /** A berth's thread has seen a nudge. */
    synchronized void nudged() {
        nudges++;
    }

    /** Whether what is parked is to be looked after, which then counts as done; asked by the berth's thread. */
    boolean takeChanged() {
        boolean was = changed;
        if (was) {
            changed = false;
        }
        return was;
    }

    /** The handlers of a command that are at work here, those that were installed first first; or null. */
    Handling[] handlings(String key) {
        return handlings.get(key);
    }

    /** Why commands of this key that have no handler fail, or null if they wait. */
    Reason lapsed(String key) {
        return lapsed.get(key);
    }

    /** The handler's object could not be had: null if there is hope, else why its commands fail. */
    Reason waitForObject(Handling handling) {
        if (!handling.isFailing()) {
            // A thread that ignored its berth's end still has it, and nudges when it leaves.
            return null;
        }
        long grace = settings.get().graceMillis();
        if (handling.failsFor(grace) || handling.startsToFail() && !timer.schedule(this::nudge, grace)) {
            return Reason.NO_HANDLER;
        }
        // The next command tries again. Never written otherwise, for whoever installs a handler writes it too.
        changed = true;
        return null;
    }

    /** Lets a command wait for its handler. */
    void park(Envelope envelope) {
        if (noParking) {
            envelope.fail(Reason.SHUT_DOWN, false, null);
        } else if (!parked.add(envelope)) {
            envelope.fail(Reason.REJECTED_FULL, false, null);
        } else if (closed || noParking) {
            failParked(Reason.SHUT_DOWN);
        }
    }
}
