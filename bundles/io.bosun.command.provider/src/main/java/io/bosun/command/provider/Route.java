// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandPolicy;
import io.bosun.command.CommandSpec;
import io.bosun.command.Delivery;
import io.bosun.command.Reason;
import io.bosun.transport.Berth;
import io.bosun.transport.Envelope;
import io.bosun.transport.RouteEntry;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * Where the commands of one key go. Senders read it without a lock; the registry writes it under its own. It is made at
 * the first mention of its key and stays, so that whoever holds it may keep it.
 */
final class Route extends Served {
    private static final AtomicIntegerFieldUpdater<Route> UNPARKING =
            AtomicIntegerFieldUpdater.newUpdater(Route.class, "unparking");
    static final Berth[] NO_BERTHS = {};
    static final LocalTarget[] NO_TARGETS = {};

    /** What callers learn from each other about waiting for these replies. */
    final Spin spin = new Spin(Runtime.getRuntime().availableProcessors());

    private final String key;
    private final int parkedLimit;
    /** Guarded by itself; empty for most routes all the time. */
    private final Deque<Envelope> parked = new ArrayDeque<>(1);

    private volatile int waiting;
    /** How often it was wanted that what is parked be sent on, since somebody began to: that one does it for all. */
    private volatile int unparking;

    /** Whether somebody looks soon whether its berths have room for what is parked. */
    final AtomicBoolean waitsForRoom = new AtomicBoolean();

    /** What is known of the command; null as long as neither a handler nor a configuration has named it. */
    volatile RouteEntry entry;
    /** The record's declaration, where a handler of this process brings it. */
    volatile CommandSpec spec;
    /** How it is carried: as declared, or as configured instead. */
    volatile CommandPolicy policy = CommandPolicy.DEFAULT;
    /** Whether configuration names it: then it waits for a handler that was never there. */
    volatile boolean configured;
    /** Whether a handler, here or in another process, has named it. */
    volatile boolean named;
    /** Who answers, or answers first; null where another process does. */
    volatile Registration handler;
    /** Where to offer commands that begin their way here. */
    volatile Berth[] berths = NO_BERTHS;
    /** The berths of this process, for commands that came from the boss. */
    volatile LocalTarget[] locals = NO_TARGETS;
    /** Whether the grace has passed since the last berth went: nothing waits for one any more. */
    volatile boolean lapsed;
    /** Whether its commands are broadcasts, as the entry says. */
    volatile boolean broadcast;
    /** The handlers at work for it, in whatever targets, those that were installed first first. */
    private volatile Handling[] atWork = {};
    /** What an asker's record declares, to go by as long as no handler here says more; null if nobody has asked. */
    Asked asked;
    /** How it is carried by what is declared, here or elsewhere, or was last. */
    CommandPolicy declared = CommandPolicy.DEFAULT;
    /** Whether it ever had a berth. */
    boolean served;
    /** Counts what happened to the berths, so that an old timer knows that it is old. */
    long changes;
    /** Of which of these changes the grace runs. */
    long graceOf = -1;
    /** Counts how often all that was parked was sent on, or given up. */
    long flushes;

    /** A record's declaration without its class, which a route must not hold. */
    record Asked(Delivery delivery, boolean spread, CommandPolicy policy) {}

    Route(String key, int parkedLimit, Junction junction) {
        super(junction);
        this.key = key;
        this.parkedLimit = parkedLimit;
    }

    String key() {
        return key;
    }

    /** The bus that the commands of this process come by. */
    RoutingCommandBus bus() {
        return junction.bus();
    }

    /** The one target of this process that takes its loose commands as they are; null if there is more to it. */
    LocalTarget straight() {
        Berth[] all = berths;
        boolean plain = policy.deadlineMillis() == 0 && !policy.control();
        return plain && all.length == 1 && all[0] instanceof LocalTarget target ? target : null;
    }

    /** Whether somebody has named it: a handler or a configuration. Commands of others are unknown. */
    boolean isKnown() {
        return named || configured;
    }

    boolean isBroadcast() {
        return broadcast;
    }

    /** What is known of the command. */
    void learn(RouteEntry known) {
        entry = known;
        broadcast = known.delivery() == Delivery.BROADCAST;
    }

    /** A handler works for it from now on; as {@link #withdrawn}, called under the lock of the registry. */
    void installed(Handling handling) {
        Handling[] all = Arrays.copyOf(atWork, atWork.length + 1);
        all[atWork.length] = handling;
        atWork = all;
        sole = all.length == 1 ? handling : null;
    }

    /** The handlers at work for it, in all targets, those that were installed first first. */
    Handling[] atWork() {
        return atWork;
    }

    /** A handler works for it no more. */
    void withdrawn(Handling handling) {
        atWork = Arrays.stream(atWork).filter(each -> each != handling).toArray(Handling[]::new);
        sole = atWork.length == 1 ? atWork[0] : null;
    }

    /** The envelope of a one-way command that had none until now. */
    Attempt wrap(Object command, long deadlineNanos) {
        return wrap(command, deadlineNanos, Map.of());
    }

    /** As {@link #wrap(Object, long)}; it was offered to the berth of this target, perhaps besides others. */
    Attempt wrap(Object command, long deadlineNanos, String target) {
        return wrap(command, deadlineNanos, broadcast ? Map.of(Offering.TARGET, target) : Map.of());
    }

    private Attempt wrap(Object command, long deadlineNanos, Map<String, String> headers) {
        return Attempt.first(this, bus().oneWay(), bus().nextId(), command, deadlineNanos, headers);
    }

    /** Lets a command wait for a berth; false if too many wait already. */
    boolean park(Envelope envelope) {
        synchronized (parked) {
            if (waiting >= parkedLimit) {
                return false;
            }
            parked.addLast(envelope);
            junction.queue();
            waiting = parked.size();
            return true;
        }
    }

    /** Takes the command that waits longest, or null. */
    Envelope unpark() {
        synchronized (parked) {
            Envelope next = parked.poll();
            waiting = parked.size();
            if (next != null) {
                junction.unqueue();
            }
            return next;
        }
    }

    /**
     * Lets a command that was taken wait again, before all others. There is always room for it, though another one may
     * have come in its place: only one at a time is taken to be sent on.
     */
    void parkAgain(Envelope envelope) {
        synchronized (parked) {
            parked.addFirst(envelope);
            junction.queue();
            waiting = parked.size();
        }
    }

    /** Whether a command would overtake others if it went to a berth now. */
    boolean isQueued() {
        return waiting > 0 || unparking > 0;
    }

    /** True if it is up to the caller to send on what is parked: then it goes on until {@link #isUnparked}. */
    boolean beginUnparking() {
        boolean first = UNPARKING.getAndIncrement(this) == 0;
        if (first) {
            junction.queue();
        }
        return first;
    }

    /** How often sending on was wanted until now. */
    int unparking() {
        return unparking;
    }

    /** True if it was not wanted again since. */
    boolean isUnparked(int seen) {
        boolean last = UNPARKING.compareAndSet(this, seen, 0);
        if (last) {
            junction.unqueue();
        }
        return last;
    }

    void failParked(Reason reason) {
        for (Envelope each = unpark(); each != null; each = unpark()) {
            each.fail(reason, false, null);
        }
    }

    int parked() {
        return waiting;
    }
}
