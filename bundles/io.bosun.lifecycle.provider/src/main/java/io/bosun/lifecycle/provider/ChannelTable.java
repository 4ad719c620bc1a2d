// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.ChannelFailures;
import io.bosun.lifecycle.ListenerCall;
import io.bosun.lifecycle.ListenerStatus;
import io.bosun.lifecycle.Subscription;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Who hears which channel. Each channel is an immutable list, sorted once, so a publication has its own snapshot. */
final class ChannelTable {
    private static final Logger LOG = System.getLogger(ChannelTable.class.getName());
    private static final Comparator<Seat> ORDER =
            Comparator.comparingInt(Seat::priority).thenComparingLong(Seat::number);

    private final Map<String, List<Seat>> channels = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    Subscription subscribe(String channel, int priority, BusListener listener, ListenerId id) {
        Seat[] seat = new Seat[1];
        channels.compute(channel, (name, seats) -> {
            List<Seat> changed = seats == null ? new ArrayList<>() : new ArrayList<>(seats);
            seat[0] = new Seat(listener, priority, numberOf(listener, changed), id);
            changed.removeIf(held -> held.listener() == listener);
            changed.add(seat[0]);
            changed.sort(ORDER);
            return List.copyOf(changed);
        });
        return () -> leave(channel, seat[0]);
    }

    /** A listener that only changes its priority keeps its place among equals. */
    private long numberOf(BusListener listener, List<Seat> seats) {
        return seats.stream()
                .filter(held -> held.listener() == listener)
                .findFirst()
                .map(Seat::number)
                .orElseGet(numbers::incrementAndGet);
    }

    private void leave(String channel, Seat seat) {
        channels.computeIfPresent(channel, (name, seats) -> {
            List<Seat> changed = new ArrayList<>(seats);
            changed.removeIf(held -> held == seat);
            return changed.isEmpty() ? null : List.copyOf(changed);
        });
    }

    void clear() {
        channels.clear();
    }

    List<ListenerStatus> listeners() {
        List<ListenerStatus> all = new ArrayList<>();
        channels.forEach((channel, seats) -> seats.forEach(seat -> all.add(new ListenerStatus(
                channel, seat.priority(), seat.id().name(), seat.id().bundle(), Optional.empty()))));
        return all;
    }

    /** Calls every listener of the event's channel, whatever the others do. */
    Round call(BusEvent event, CallGuard guard) {
        List<Object> results = new ArrayList<>();
        List<ListenerCall> calls = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (Seat seat : channels.getOrDefault(event.channel(), List.of())) {
            if (!guard.enter()) {
                break;
            }
            long begun = System.nanoTime();
            try {
                Object result = seat.listener().on(event);
                results.add(result);
                calls.add(new ListenerCall(seat.id().name(), System.nanoTime() - begun, result, Optional.empty()));
            } catch (Throwable failure) {
                calls.add(new ListenerCall(seat.id().name(), System.nanoTime() - begun, null, Optional.of(failure)));
                failed(event, seat, failure, guard.excuses(failure), failures);
            } finally {
                guard.leave();
            }
        }
        return new Round(
                calls,
                results,
                failures.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new ChannelFailures(event.channel(), failures, results)));
    }

    private static void failed(
            BusEvent event, Seat seat, Throwable failure, boolean excused, List<Throwable> failures) {
        if (excused) {
            LOG.log(
                    Level.INFO,
                    "Listener " + seat.listener() + " of " + event.channel() + " was interrupted by the exit");
            return;
        }
        LOG.log(Level.ERROR, "Error in " + event.channel() + " listener " + seat.listener(), failure);
        failures.add(failure);
    }

    /** What came of one publication. */
    record Round(List<ListenerCall> calls, List<Object> results, Optional<ChannelFailures> failure) {}

    /** A listener's place on a channel; compared by identity, as the listener is. */
    private record Seat(BusListener listener, int priority, long number, ListenerId id) {}
}
