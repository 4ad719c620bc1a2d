// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.SynchronousBundleListener;

/** Tells once that the framework has started, and once, before any bundle stops, that it is about to stop. */
final class FrameworkWatch implements FrameworkListener, SynchronousBundleListener, AutoCloseable {
    private final BundleContext context;
    private final Runnable started;
    private final Runnable stopping;
    private final AtomicBoolean startSeen = new AtomicBoolean();
    private final AtomicBoolean stopSeen = new AtomicBoolean();

    FrameworkWatch(BundleContext context, Runnable started, Runnable stopping) {
        this.context = context;
        this.started = started;
        this.stopping = stopping;
    }

    void open() {
        context.addBundleListener(this);
        context.addFrameworkListener(this);
        if (context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState() == Bundle.ACTIVE) {
            once(startSeen, started);
        }
    }

    @Override
    public void close() {
        context.removeFrameworkListener(this);
        context.removeBundleListener(this);
    }

    @Override
    public void frameworkEvent(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.STARTED) {
            once(startSeen, started);
        }
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.STOPPING && event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
            once(stopSeen, stopping);
        }
    }

    private static void once(AtomicBoolean seen, Runnable action) {
        if (seen.compareAndSet(false, true)) {
            action.run();
        }
    }
}
