// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Reason;
import io.bosun.transport.Berth;
import io.bosun.transport.BerthFactory;
import io.bosun.transport.Envelope;
import io.bosun.transport.LocalBerth;
import io.bosun.transport.RouteEntry;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The berth of a target in this process. It is opened at the first command and outlives its handlers: what it takes
 * while a handler is away is parked by its own thread, in order, and run first when the handler, or a replacement, is
 * there. Only its thread parks and unparks.
 */
final class LocalTarget implements Berth {
    private final String name;
    private final BerthFactory factory;
    private final Map<String, Handling> handlings = new ConcurrentHashMap<>();
    private final Map<String, Reason> lapsed = new ConcurrentHashMap<>();
    private final Supplier<Settings> settings;
    private final LocalTargets.Timer timer;
    private final Parked parked;
    private volatile LocalBerth berth;
    private volatile boolean closed;
    private volatile boolean changed;
    /** Ended in berths that are closed. */
    private volatile long doneBefore;
    /** Of the berth's thread alone. */
    private Envelope running;

    /** Seen by a berth, but no commands; written by the berth's thread. */
    private volatile long nudges;

    LocalTarget(String name, BerthFactory factory, Supplier<Settings> settings, LocalTargets.Timer timer) {
        this.name = name;
        this.factory = factory;
        this.settings = settings;
        this.timer = timer;
        this.parked = new Parked(settings.get().parkedLimit());
    }

    void install(String key, Handling handling) {
        handlings.put(key, handling);
        lapsed.remove(key);
        nudge();
    }

    /** Takes a handler away; its commands wait from now on. */
    void withdraw(String key, Handling handling) {
        handlings.remove(key, handling);
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

    /** Lets what was taken run, for a time, and fails what is left; the next command opens another berth. */
    void drain(Duration budget) {
        LocalBerth open;
        synchronized (this) {
            open = berth;
            berth = null;
        }
        if (open != null) {
            open.close(budget);
            doneBefore += open.done();
        }
        failParked(Reason.SHUT_DOWN);
    }

    /** As {@link #drain}, and for good. */
    void close(Duration budget) {
        closed = true;
        drain(budget);
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
    public boolean offer(Envelope envelope) {
        LocalBerth open = open();
        if (open == null) {
            return false;
        }
        // A berth that is being drained refuses, but it is not full: there is another one.
        return open.offer(envelope) || open != berth && offer(envelope);
    }

    private LocalBerth open() {
        LocalBerth open = berth;
        if (open != null) {
            return open;
        }
        synchronized (this) {
            if (berth == null && !closed) {
                berth = factory.open(name, this::work);
            }
            return berth;
        }
    }

    private int unfinished() {
        int all = 0;
        for (Handling each : handlings.values()) {
            all += each.unfinished();
        }
        return all;
    }

    private void nudge() {
        changed = true;
        LocalBerth open = berth;
        if (open != null) {
            // A full berth needs no nudge: its thread looks after what is parked before each command.
            open.offer(new Nudge());
        }
    }

    /** What the berth's thread runs at the moment; asked on that thread. */
    Envelope running() {
        return running;
    }

    private void work(Envelope envelope) {
        Chain.enter(this);
        if (changed) {
            changed = false;
            serveParked();
        }
        if (envelope instanceof Nudge) {
            nudges++;
        } else if (parked.size() > 0 && parked.has(envelope.key()) || !serve(envelope, false)) {
            park(envelope);
        }
    }

    /** Runs what can be run, in order; what waits for one handler does not hold up what another one answers. */
    private void serveParked() {
        Set<String> waiting = new HashSet<>();
        for (Envelope next = parked.first(waiting); next != null; next = parked.first(waiting)) {
            if (!serve(next, true)) {
                waiting.add(next.key());
            }
        }
    }

    /** Ends a command, or has it run; false if it must wait for a handler. */
    private boolean serve(Envelope envelope, boolean wasParked) {
        Reason over = over(envelope);
        if (over == null) {
            Handling handling = handlings.get(envelope.key());
            if (handling != null && handling.claim()) {
                // What the end of the berth has taken away meanwhile must not run.
                running = wasParked && !parked.remove(envelope) ? null : envelope;
                handling.run(running, name);
                running = null;
                return true;
            }
            boolean fails = handling != null && handlings.get(envelope.key()) == handling;
            over = fails ? waitForObject(handling) : lapsed.get(envelope.key());
        }
        if (over != null && (!wasParked || parked.remove(envelope))) {
            envelope.fail(over, false, null);
        }
        return over != null;
    }

    /** The handler's object could not be had: null if there is hope, else why its commands fail. */
    private Reason waitForObject(Handling handling) {
        long grace = settings.get().graceMillis();
        if (handling.failsFor(grace) || handling.startsToFail() && !timer.schedule(this::nudge, grace)) {
            return Reason.NO_HANDLER;
        }
        // The next command tries again. Never written otherwise, for whoever installs a handler writes it too.
        changed = true;
        return null;
    }

    /** Why a command is not to be run any more, or null. */
    private static Reason over(Envelope envelope) {
        return envelope.isEnded() || envelope.remainingNanos() <= 0 ? Reason.DEADLINE : null;
    }

    private void park(Envelope envelope) {
        if (!parked.add(envelope)) {
            envelope.fail(Reason.REJECTED_FULL, false, null);
        } else if (closed) {
            failParked(Reason.SHUT_DOWN);
        }
    }
}
