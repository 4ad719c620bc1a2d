// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.ListenerStatus;
import io.bosun.lifecycle.Subscription;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Who hears which channel. The array of a channel is sorted when it changes, and never changed itself: so it is the
 * snapshot of a publication.
 */
final class ChannelTable {
    private static final Seat[] NOBODY = {};

    private final Latecomers latecomers;
    private final Map<String, Seat[]> channels = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong newestService = new AtomicLong();

    ChannelTable(Latecomers latecomers) {
        this.latecomers = latecomers;
    }

    /** Returns who hears a channel, in the order of the calls; not to be changed. */
    Seat[] seats(String channel) {
        latecomers.bind();
        Seat[] seats = channels.get(channel);
        return seats == null ? NOBODY : seats;
    }

    Subscription subscribe(String channel, int priority, BusListener listener, ListenerId id) {
        Seat[] taken = new Seat[1];
        channels.compute(channel, (name, seats) -> {
            taken[0] = seat(priority, listener, id, seats == null ? NOBODY : seats);
            return with(taken[0], seats == null ? NOBODY : seats);
        });
        return () -> leave(channel, taken[0]);
    }

    private void leave(String channel, Seat seat) {
        channels.computeIfPresent(channel, (name, seats) -> without(seats, held -> held == seat));
    }

    void clear() {
        channels.clear();
    }

    /** Returns all listeners; the channels that are named first come first, the others by name. */
    List<ListenerStatus> listeners(List<String> first) {
        TreeSet<String> others = new TreeSet<>(channels.keySet());
        List<ListenerStatus> all = new ArrayList<>();
        first.forEach(channel -> {
            others.remove(channel);
            add(channel, all);
        });
        others.forEach(channel -> add(channel, all));
        return all;
    }

    private void add(String channel, List<ListenerStatus> all) {
        for (Seat seat : channels.getOrDefault(channel, NOBODY)) {
            ListenerId id = seat.id();
            all.add(new ListenerStatus(channel, seat.priority(), id.name(), id.bundle(), Optional.empty()));
        }
    }

    /** A listener that is held already only changes its priority. */
    private Seat seat(int priority, BusListener listener, ListenerId id, Seat[] seats) {
        for (Seat held : seats) {
            if (held.listener() == listener) {
                return held.at(priority, id);
            }
        }
        long number = numbers.incrementAndGet();
        long newest = newestService.accumulateAndGet(id.serviceId(), Math::max);
        return id.serviceId() > 0
                ? new Seat(listener, priority, id.serviceId(), 0, number, id)
                : new Seat(listener, priority, newest, number, number, id);
    }

    private static Seat[] with(Seat added, Seat[] seats) {
        Seat[] others = without(seats, held -> held.listener() == added.listener());
        if (others == null) {
            return new Seat[] {added};
        }
        Seat[] changed = Arrays.copyOf(others, others.length + 1);
        changed[others.length] = added;
        Arrays.sort(changed, Seat.ORDER);
        return changed;
    }

    /** Returns null instead of an empty array. */
    private static Seat[] without(Seat[] seats, Predicate<Seat> leaving) {
        Seat[] left = Arrays.stream(seats).filter(leaving.negate()).toArray(Seat[]::new);
        return left.length == 0 ? null : left;
    }
}
