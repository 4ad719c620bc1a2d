// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.ChannelFailures;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ListenerStatus;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** What a bus is before it moves: channels, listeners, and its log. */
abstract class ChannelBus implements LifecycleBus {
    private final BusPlan plan;
    private final Latecomers latecomers = new Latecomers();
    private final ChannelTable channels = new ChannelTable(latecomers);
    private final Gate gate;
    private final BusLog log;
    private volatile BusSettings settings;
    private volatile Supplier<List<ListenerStatus>> refusals = List::of;

    ChannelBus(BusPlan plan, BusSettings settings) {
        this.plan = plan;
        this.settings = settings;
        this.gate = new Gate(plan.last());
        this.log = new BusLog(plan.name(), channels, gate, said -> new Publication(this, LOG, said, null));
    }

    @Override
    public final String name() {
        return plan.name();
    }

    @Override
    public final Subscription subscribe(String channel, int priority, BusListener listener) {
        Objects.requireNonNull(listener, "listener");
        return subscribe(channel, priority, listener, ListenerId.byHand(listener));
    }

    final Subscription subscribe(String channel, int priority, BusListener listener, ListenerId id) {
        Objects.requireNonNull(channel, "channel");
        Objects.requireNonNull(listener, "listener");
        return channels.subscribe(channel, priority, listener, id);
    }

    @Override
    public final List<Object> publish(String channel, Object... arguments) {
        if (channel == null) {
            return List.of();
        }
        Seat[] seats = channels.seats(channel);
        return seats.length == 0 ? List.of() : publish(channel, Publication.arguments(arguments), seats);
    }

    final void perform(Post post) {
        publish(post.channel(), post.arguments(), channels.seats(post.channel()));
    }

    private List<Object> publish(String channel, List<Object> arguments, Seat[] seats) {
        Publication event = new Publication(this, channel, arguments, null);
        List<Object> results = new ArrayList<>(seats.length);
        Failures failures = null;
        Gate.Cover covered = gate.cover();
        try {
            for (Seat seat : seats) {
                try {
                    results.add(seat.listener().on(event));
                } catch (Throwable failure) {
                    failures = failures == null ? new Failures(log, channel) : failures;
                    failures.add(seat, failure);
                }
            }
        } finally {
            gate.uncover(covered);
        }
        if (failures != null) {
            throw failed(channel, failures.all(), results);
        }
        return results;
    }

    private ChannelFailures failed(String channel, List<Throwable> failures, List<Object> results) {
        if (failures.stream().anyMatch(InterruptedException.class::isInstance)) {
            Thread.currentThread().interrupt();
        }
        return failures(channel, failures, results);
    }

    /** Makes what is thrown for all that the listeners of a channel threw. */
    ChannelFailures failures(String channel, List<Throwable> failures, List<Object> results) {
        return new ChannelFailures(channel, failures, results);
    }

    @Override
    public final void log(int level, String message, Throwable cause) {
        log.log(level, message, cause);
    }

    @Override
    public final void clear() {
        channels.clear();
    }

    /** Returns all listeners, the states' in the order of the graph, and those refused. */
    public final List<ListenerStatus> listeners() {
        List<String> states = graph().states().stream().map(State::name).toList();
        List<ListenerStatus> all = channels.listeners(states);
        all.addAll(refusals.get());
        return all;
    }

    /** From now on these hold; what is under way may still go by the old ones. */
    final void configure(BusSettings changed) {
        settings = changed;
    }

    final BusSettings settings() {
        return settings;
    }

    /**
     * Sets who binds those that are bound only when the bus looks for listeners: called then, if {@link #lateness} was
     * called before, under no lock, and on several threads at once, of which each needs all to be bound.
     */
    final void latecomers(Runnable bind) {
        latecomers.by(bind);
    }

    /** Says that somebody waits to be bound. */
    final void lateness() {
        latecomers.come();
    }

    /** Sets who knows the listeners that were refused. */
    final void refusals(Supplier<List<ListenerStatus>> source) {
        refusals = source;
    }

    final BusPlan plan() {
        return plan;
    }

    final ChannelTable channels() {
        return channels;
    }

    final Gate gate() {
        return gate;
    }

    final BusLog log() {
        return log;
    }
}
