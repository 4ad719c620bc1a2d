// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.ListenerSet;
import io.bosun.lifecycle.ListenerStatus;
import io.bosun.lifecycle.LogLevel;
import io.bosun.lifecycle.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** A set of listeners on its way: it waits, has its seats, or has been refused, until it goes. */
final class SeatedSet {
    private enum Stage {
        WAITING,
        SEATED,
        /** Not made by its container; that may change. */
        MISSING,
        /** Its class cannot listen. */
        REFUSED,
        GONE
    }

    private final BundleContext context;
    private final SerialBus bus;
    private final ServiceReference<ListenerSet> reference;
    private Stage stage = Stage.WAITING;
    private List<Subscription> seats = List.of();
    private String problem;

    SeatedSet(BundleContext context, SerialBus bus, ServiceReference<ListenerSet> reference) {
        this.context = context;
        this.bus = bus;
        this.reference = reference;
    }

    Long id() {
        return (Long) reference.getProperty(Constants.SERVICE_ID);
    }

    synchronized boolean isWaiting() {
        return stage == Stage.WAITING;
    }

    /** Returns whether it now waits. */
    synchronized boolean tryAgain() {
        if (stage == Stage.MISSING) {
            stage = Stage.WAITING;
            return true;
        }
        return false;
    }

    /** Fetches it, and gives it all its seats or none. */
    void seat() {
        ListenerSet set;
        try {
            set = context.getService(reference);
        } catch (RuntimeException | Error e) {
            refuse(Stage.MISSING, "cannot be made (" + e + "); it is tried again at the next hop");
            return;
        }
        if (set == null && reference.getBundle() == null) {
            return;
        }
        if (set == null) {
            refuse(Stage.MISSING, "cannot be made, see the log for why; it is tried again at the next hop");
            return;
        }
        boolean kept = false;
        try {
            kept = seat(set, SetMethods.of(set.getClass()));
        } catch (IllegalArgumentException e) {
            refuse(Stage.REFUSED, "is refused: " + e.getMessage());
        } finally {
            if (!kept) {
                context.ungetService(reference);
            }
        }
    }

    private boolean seat(ListenerSet set, List<SetMethod> methods) {
        List<BusListener> listeners =
                methods.stream().map(each -> each.bind(set)).toList();
        synchronized (this) {
            if (stage != Stage.WAITING) {
                return false;
            }
            stage = Stage.SEATED;
            problem = null;
            seats = new ArrayList<>();
            for (int i = 0; i < methods.size(); i++) {
                SetMethod method = methods.get(i);
                for (String channel : method.channels()) {
                    seats.add(bus.subscribe(
                            channel,
                            method.priority(),
                            listeners.get(i),
                            ServiceName.listener(reference, method.name())));
                }
            }
            return true;
        }
    }

    private void refuse(Stage next, String why) {
        String text = "The listener set " + ServiceName.of(reference) + " " + why;
        synchronized (this) {
            if (stage != Stage.WAITING) {
                return;
            }
            stage = next;
            if (text.equals(problem)) {
                return;
            }
            problem = text;
        }
        bus.log(LogLevel.ERROR, text);
    }

    synchronized Optional<ListenerStatus> refusal() {
        return stage == Stage.GONE || problem == null
                ? Optional.empty()
                : Optional.of(new ListenerStatus(
                        "",
                        BusListener.DEFAULT_PRIORITY,
                        ServiceName.of(reference),
                        ServiceName.bundle(reference),
                        Optional.of(problem)));
    }

    /** Gives up its seats, and then the service. */
    void close() {
        List<Subscription> left;
        boolean held;
        synchronized (this) {
            held = stage == Stage.SEATED;
            stage = Stage.GONE;
            left = seats;
            seats = List.of();
        }
        left.forEach(Subscription::close);
        if (held) {
            context.ungetService(reference);
        }
    }
}
