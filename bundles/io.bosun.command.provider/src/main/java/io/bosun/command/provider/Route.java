// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandSpec;
import io.bosun.command.Delivery;
import io.bosun.command.Reason;
import io.bosun.transport.Berth;
import io.bosun.transport.Envelope;
import io.bosun.transport.RouteEntry;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where the commands of one key go. Senders read it without a lock; the registry writes it under its own. It is made at
 * the first mention of its key and stays, so that whoever holds it may keep it.
 */
final class Route {
    static final Berth[] NO_BERTHS = {};
    static final LocalTarget[] NO_TARGETS = {};

    /** What callers learn from each other about waiting for these replies. */
    final Spin spin = new Spin(Runtime.getRuntime().availableProcessors());

    private final String key;
    private final LinkedBlockingDeque<Envelope> parked;
    /** How often it was wanted that what is parked be sent on, since somebody began to: that one does it for all. */
    final AtomicInteger unparking = new AtomicInteger();

    /** Whether somebody looks soon whether its berths have room for what is parked. */
    final AtomicBoolean waitsForRoom = new AtomicBoolean();

    /** What is known of the command; null as long as nobody has named it. */
    volatile RouteEntry entry;
    /** The record's declaration, where a bundle of this framework brings it. */
    volatile CommandSpec spec;
    /** Who answers, for people. */
    volatile String handler = "";
    /** Where to offer commands that begin their way here. */
    volatile Berth[] berths = NO_BERTHS;
    /** The berths of this process, for commands that came from the boss. */
    volatile LocalTarget[] locals = NO_TARGETS;
    /** Whether the grace has passed since the last berth went: nothing waits for one any more. */
    volatile boolean lapsed;
    /** Counts what happened to the berths, so that an old timer knows that it is old. */
    long changes;

    Route(String key, int parkedLimit) {
        this.key = key;
        this.parked = new LinkedBlockingDeque<>(parkedLimit);
    }

    String key() {
        return key;
    }

    boolean isBroadcast() {
        RouteEntry known = entry;
        return known != null && known.delivery() == Delivery.BROADCAST;
    }

    /** Lets a command wait for a berth; false if too many wait already. */
    boolean park(Envelope envelope) {
        return parked.offer(envelope);
    }

    /** Takes the command that waits longest, or null. */
    Envelope unpark() {
        return parked.poll();
    }

    /** Lets a command that was taken wait again, before all others; false if too many wait already. */
    boolean parkAgain(Envelope envelope) {
        return parked.offerFirst(envelope);
    }

    /** Whether a command would overtake others if it went to a berth now. */
    boolean isQueued() {
        return !parked.isEmpty() || unparking.get() > 0;
    }

    void failParked(Reason reason) {
        for (Envelope each = parked.poll(); each != null; each = parked.poll()) {
            each.fail(reason, false, null);
        }
    }

    int parked() {
        return parked.size();
    }
}
