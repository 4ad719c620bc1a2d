// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.ListenerSet;
import io.bosun.lifecycle.ListenerStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * Seats the listener sets of a bus. What a set hears stands on its class, so it has to be fetched for that; this is
 * done at the next publication, on that one's thread. Another thread that publishes meanwhile fetches it as well, so it
 * waits until the container has made it: what it publishes must not miss the set.
 */
final class ListenerSets implements AutoCloseable {
    private final BundleContext context;
    private final SerialBus bus;
    private final ServiceWatch<ListenerSet> watch;
    private final Map<ServiceReference<ListenerSet>, SeatedSet> sets = new ConcurrentHashMap<>();

    ListenerSets(BundleContext context, SerialBus bus) {
        this.context = context;
        this.bus = bus;
        this.watch = new ServiceWatch<>(
                context, ListenerSet.class, ServiceWatch.belongsTo(bus.name()), this::place, this::remove);
    }

    void open() {
        bus.latecomers(this::seat);
        bus.refusals(this::refusals);
        watch.open();
    }

    @Override
    public void close() {
        watch.close();
        List.copyOf(sets.keySet()).forEach(this::remove);
    }

    /** Seats those who wait for it, in the order in which they came. */
    private void seat() {
        sets.values().stream()
                .filter(SeatedSet::isWaiting)
                .sorted(Comparator.comparing(SeatedSet::id))
                .toList()
                .forEach(SeatedSet::seat);
    }

    /** Lets those who could not be made be tried once more. */
    void tryAgain() {
        for (SeatedSet each : sets.values()) {
            if (each.tryAgain()) {
                bus.lateness();
            }
        }
    }

    private List<ListenerStatus> refusals() {
        return sets.values().stream()
                .sorted(Comparator.comparing(SeatedSet::id))
                .map(SeatedSet::refusal)
                .flatMap(Optional::stream)
                .toList();
    }

    private void place(ServiceReference<ListenerSet> reference) {
        if (sets.putIfAbsent(reference, new SeatedSet(context, bus, reference)) == null) {
            bus.lateness();
        }
    }

    private void remove(ServiceReference<ListenerSet> reference) {
        SeatedSet gone = sets.remove(reference);
        if (gone != null) {
            gone.close();
        }
    }
}
