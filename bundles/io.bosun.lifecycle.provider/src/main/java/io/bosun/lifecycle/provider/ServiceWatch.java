// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.LifecycleBus;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;

/**
 * Tells of the services of one type that belong to one bus, on the thread that registers, changes or unregisters them.
 * Unlike a tracker it tells of a change also while the same service is being placed: whoever is told last reads last.
 */
final class ServiceWatch<S> implements ServiceListener, AutoCloseable {
    private final BundleContext context;
    private final Class<S> type;
    private final String filter;
    private final Consumer<ServiceReference<S>> place;
    private final Consumer<ServiceReference<S>> remove;

    /**
     * @param filter what the services must have besides, or the empty string
     * @param place called when a service is there and when its properties have changed; more often than that, too
     * @param remove called when it is gone, also for one that was never placed
     */
    ServiceWatch(
            BundleContext context,
            Class<S> type,
            String filter,
            Consumer<ServiceReference<S>> place,
            Consumer<ServiceReference<S>> remove) {
        this.context = context;
        this.type = type;
        this.filter = "(&(" + Constants.OBJECTCLASS + "=" + type.getName() + ")" + filter + ")";
        this.place = place;
        this.remove = remove;
    }

    /** Which services belong to a bus. */
    static String belongsTo(String bus) {
        String named = "(" + LifecycleBus.BUS + "=" + bus + ")";
        return bus.equals(LifecycleBus.DEFAULT_BUS) ? "(|(!(" + LifecycleBus.BUS + "=*))" + named + ")" : named;
    }

    void open() {
        try {
            context.addServiceListener(this, filter);
            context.getServiceReferences(type, filter).forEach(this::come);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("Not a filter: " + filter, e);
        }
    }

    @Override
    public void close() {
        context.removeServiceListener(this);
    }

    @Override
    @SuppressWarnings("unchecked")
    public void serviceChanged(ServiceEvent event) {
        ServiceReference<S> reference = (ServiceReference<S>) event.getServiceReference();
        if ((event.getType() & (ServiceEvent.REGISTERED | ServiceEvent.MODIFIED)) != 0) {
            come(reference);
        } else {
            remove.accept(reference);
        }
    }

    private void come(ServiceReference<S> reference) {
        place.accept(reference);
        // Its end may have been told before it was placed.
        if (reference.getBundle() == null) {
            remove.accept(reference);
        }
    }
}
