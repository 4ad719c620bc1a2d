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
final class FetchedListener implements BusListener {
    private static final Logger LOG = System.getLogger(FetchedListener.class.getName());

    private final BundleContext context;
    private final ServiceReference<BusListener> reference;
    private BusListener service;
    private boolean closed;
    private boolean missed;
    private boolean tried;

    FetchedListener(BundleContext context, ServiceReference<BusListener> reference) {
        this.context = Objects.requireNonNull(context);
        this.reference = Objects.requireNonNull(reference);
    }

    @Override
    public Object on(BusEvent event) throws Exception {
        if (wasTried()) {
            return null;
        }
        BusListener listener = fetch();
        return listener == null ? null : listener.on(event);
    }

    /** Fetches it ahead of its next event, which does not try again if it cannot be had. */
    void prepare() {
        boolean failed = fetch() == null;
        synchronized (this) {
            tried = failed;
        }
    }

    private synchronized boolean wasTried() {
        boolean was = tried;
        tried = false;
        return was;
    }

    /** Returns null if the service cannot be had: not a failure of a listener, since nobody is there to fail. */
    private BusListener fetch() {
        synchronized (this) {
            if (closed || service != null) {
                return closed ? null : service;
            }
        }
        BusListener fetched = context.getService(reference);
        if (fetched == null) {
            miss();
            return null;
        }
        BusListener held;
        synchronized (this) {
            if (!closed && service == null) {
                service = fetched;
                missed = false;
                return fetched;
            }
            held = service;
        }
        // Another thread was faster, or the service goes: each fetch is to be undone once.
        context.ungetService(reference);
        return held;
    }

    /** Told once, for there may be an event on each line of the log. */
    private void miss() {
        synchronized (this) {
            if (missed || closed || reference.getBundle() == null) {
                return;
            }
            missed = true;
        }
        LOG.log(Level.WARNING, "Listener " + this + " hears nothing: its service cannot be had, see the log for why");
    }

    void close() {
        BusListener held;
        synchronized (this) {
            closed = true;
            held = service;
            service = null;
        }
        if (held != null) {
            context.ungetService(reference);
        }
    }

    @Override
    public String toString() {
        return ServiceName.of(reference);
    }
}
