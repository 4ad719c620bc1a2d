// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.ChannelFailures;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.TransitionReport;
import java.util.List;

/** Moves the bus. For the bus's thread alone; walks may nest, and share their hops then. */
final class Walker {
    private final SerialBus bus;
    private final BusPlan plan;
    private final ChannelTable channels;
    private final Gate gate;
    private final Arrival arrival;
    private final Ending ending;
    private final ExitStatus status;
    private final History history;
    private final BusLog log;
    private long walks;
    private int depth;
    private int hopsLeft;

    Walker(
            SerialBus bus,
            BusPlan plan,
            ChannelTable channels,
            Gate gate,
            Arrival arrival,
            Ending ending,
            ExitStatus status,
            History history,
            BusLog log) {
        this.bus = bus;
        this.plan = plan;
        this.channels = channels;
        this.gate = gate;
        this.arrival = arrival;
        this.ending = ending;
        this.status = status;
        this.history = history;
        this.log = log;
    }

    /** @param legs where to go, one state after the other */
    TransitionReport walk(List<State> legs, String reason, String requester) {
        if (depth == 0) {
            hopsLeft = maxHops();
        }
        Gate.Cover covered = gate.cover();
        depth++;
        Walk walk = new Walk(this, legs, reason, requester);
        Throwable abort = null;
        try {
            return walk.run();
        } catch (RuntimeException | Error e) {
            abort = e;
            throw e;
        } finally {
            depth--;
            history.add(walk.past(++walks, abort));
            gate.uncover(covered);
        }
    }

    BusPlan plan() {
        return plan;
    }

    ChannelTable channels() {
        return channels;
    }

    Gate gate() {
        return gate;
    }

    Arrival arrival() {
        return arrival;
    }

    Ending ending() {
        return ending;
    }

    BusLog log() {
        return log;
    }

    /** Returns null where there is no way. */
    State next(State from, State to) {
        return plan.graph().next(from, to).orElse(null);
    }

    int maxHops() {
        return bus.settings().maxHops();
    }

    boolean mayHop() {
        return hopsLeft > 0;
    }

    /** For the way to the end: what was walked before must not make the bus stop short of it. */
    void renewHops() {
        hopsLeft = maxHops();
    }

    void countHop() {
        hopsLeft--;
    }

    /** Whether the listeners of a state that was left are not to be called any more. */
    boolean isStale(State state) {
        return bus.settings().skipStale() && !arrival.state().equals(state);
    }

    /** Returns where a failure in a state leads; null if nowhere. */
    State error(State state) {
        return plan.errors().get(state);
    }

    /** From now on the bus goes to its last state, and nowhere else, if there is a way at all. */
    void bind(State error, String reason) {
        if (next(error, plan.last()) != null) {
            bus.bind(reason);
        }
    }

    Publication publication(String channel, List<Object> arguments, Walk walk) {
        return new Publication(bus, channel, arguments, walk);
    }

    /** Counts a failure, and makes of it what is thrown. */
    ChannelFailures failure(State state, List<Throwable> failures, List<Object> results) {
        State error = error(state);
        status.failed(error == null ? 1 : plan.failureStatus().getOrDefault(error, 1));
        return bus.failures(state.name(), failures, results);
    }
}
