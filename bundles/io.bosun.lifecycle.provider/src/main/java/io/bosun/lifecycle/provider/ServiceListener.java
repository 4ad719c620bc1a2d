// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * A listener from the service registry. Its service is fetched at its first event and then held: fetched while it is
 * bound, a component that itself wants the bus would form a circle with it.
 */
final class ServiceListener implements BusListener {
    private static final Logger LOG = System.getLogger(ServiceListener.class.getName());

    private final BundleContext context;
    private final ServiceReference<BusListener> reference;
    private BusListener service;
    private boolean closed;

    ServiceListener(BundleContext context, ServiceReference<BusListener> reference) {
        this.context = Objects.requireNonNull(context);
        this.reference = Objects.requireNonNull(reference);
    }

    @Override
    public Object on(BusEvent event) throws Exception {
        BusListener listener = fetch();
        return listener == null ? null : listener.on(event);
    }

    /** Returns null if the service is gone meanwhile: not a failure, since nobody is there to fail. */
    private BusListener fetch() {
        synchronized (this) {
            if (closed || service != null) {
                return closed ? null : service;
            }
        }
        BusListener fetched = context.getService(reference);
        if (fetched == null) {
            LOG.log(Level.WARNING, "Listener " + this + " has no service: it may have failed to activate");
        }
        synchronized (this) {
            if (!closed) {
                service = fetched;
                return fetched;
            }
        }
        release(fetched);
        return null;
    }

    void close() {
        BusListener held;
        synchronized (this) {
            closed = true;
            held = service;
            service = null;
        }
        release(held);
    }

    private void release(BusListener held) {
        if (held != null) {
            context.ungetService(reference);
        }
    }

    @Override
    public String toString() {
        Object component = reference.getProperty("component.name");
        return component == null ? reference.toString() : component.toString();
    }
}
