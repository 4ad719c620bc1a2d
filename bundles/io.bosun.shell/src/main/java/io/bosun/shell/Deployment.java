// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleListener;
import org.osgi.framework.ServiceListener;

/** What is in the plugins folder, on its way to be at work: nobody tells when the last bundle or service has come. */
final class Deployment {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** For what bundles at work still register. */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** For jars that are not installed yet, or never will be: several looks at the folder. */
    private static final long UNSETTLED_QUIET_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final BundleContext context;
    private final Plugins plugins;

    Deployment(BundleContext context) {
        this.context = context;
        this.plugins = new Plugins(context);
    }

    /** Waits until nothing comes any more, but not for ever; returns what is not at work, a line for each. */
    List<String> await() throws InterruptedException {
        Semaphore changes = new Semaphore(0);
        BundleListener bundles = event -> changes.release();
        ServiceListener services = event -> changes.release();
        context.addBundleListener(bundles);
        context.addServiceListener(services);
        try {
            await(changes);
        } finally {
            context.removeServiceListener(services);
            context.removeBundleListener(bundles);
        }
        return plugins.rows().stream()
                .filter(row -> !row.problem().isEmpty())
                .map(row -> row.file() + " is not at work: " + row.problem())
                .toList();
    }

    private void await(Semaphore changes) throws InterruptedException {
        long end = System.nanoTime() + LIMIT_NANOS;
        boolean changing = true;
        while (changing) {
            changes.drainPermits();
            long quiet = plugins.areSettled() ? QUIET_NANOS : UNSETTLED_QUIET_NANOS;
            changing = changes.tryAcquire(Math.min(quiet, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }
}
