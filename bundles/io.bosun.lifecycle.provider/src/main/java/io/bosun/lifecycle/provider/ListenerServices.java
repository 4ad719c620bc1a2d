// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.Subscription;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Seats the listeners of a bus that are services, as their properties say. */
final class ListenerServices implements AutoCloseable {
    private static final Logger LOG = System.getLogger(ListenerServices.class.getName());

    private final BundleContext context;
    private final SerialBus bus;
    private final ServiceWatch<BusListener> watch;
    private final Map<ServiceReference<BusListener>, Seated> seated = new ConcurrentHashMap<>();

    ListenerServices(BundleContext context, SerialBus bus) {
        this.context = context;
        this.bus = bus;
        String filter = "(" + BusListener.CHANNEL + "=*)" + ServiceWatch.belongsTo(bus.name());
        this.watch = new ServiceWatch<>(context, BusListener.class, filter, this::place, this::remove);
    }

    void open() {
        watch.open();
    }

    @Override
    public void close() {
        watch.close();
        List.copyOf(seated.keySet()).forEach(this::remove);
    }

    /** Fetches those who hear a channel, just before they do. */
    void prepare(String channel, Predicate<ServiceReference<?>> wanted) {
        seated.forEach((reference, each) -> {
            if (wanted.test(reference) && channels(reference).contains(channel)) {
                each.listener().prepare();
            }
        });
    }

    private void place(ServiceReference<BusListener> reference) {
        complain(reference);
        seated.compute(reference, (same, old) -> {
            FetchedListener listener = old == null ? new FetchedListener(context, reference) : old.listener();
            // New seats first, so that no publication in between misses the listener.
            Seated changed = seat(reference, listener);
            if (old != null) {
                old.seats().forEach(Subscription::close);
            }
            return changed;
        });
    }

    private Seated seat(ServiceReference<BusListener> reference, FetchedListener listener) {
        int priority = priority(reference);
        ListenerId id = ServiceName.listener(reference);
        List<Subscription> seats = new ArrayList<>();
        for (String channel : channels(reference)) {
            seats.add(bus.subscribe(channel, priority, listener, id));
        }
        return new Seated(listener, seats);
    }

    private void remove(ServiceReference<BusListener> reference) {
        Seated gone = seated.remove(reference);
        if (gone != null) {
            gone.seats().forEach(Subscription::close);
            gone.listener().close();
        }
    }

    private static List<String> channels(ServiceReference<?> reference) {
        Object value = reference.getProperty(BusListener.CHANNEL);
        if (value instanceof String channel) {
            return List.of(channel);
        }
        return value instanceof String[] channels ? List.of(channels) : List.of();
    }

    private static int priority(ServiceReference<?> reference) {
        return reference.getProperty(BusListener.PRIORITY) instanceof Integer priority
                ? priority
                : BusListener.DEFAULT_PRIORITY;
    }

    private static void complain(ServiceReference<?> reference) {
        Object channel = reference.getProperty(BusListener.CHANNEL);
        if (channels(reference).isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    BusListener.CHANNEL + " of " + ServiceName.of(reference) + " is " + channel
                            + "; it hears nothing: give a String or a String[]");
        }
        Object priority = reference.getProperty(BusListener.PRIORITY);
        if (priority != null && !(priority instanceof Integer)) {
            LOG.log(
                    Level.WARNING,
                    BusListener.PRIORITY + " of " + ServiceName.of(reference) + " is " + priority + ", taken as "
                            + BusListener.DEFAULT_PRIORITY + ": give an Integer");
        }
    }

    /** What one service has here: all that is to be undone when it goes. */
    private record Seated(FetchedListener listener, List<Subscription> seats) {}
}
