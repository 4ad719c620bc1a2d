// SPDX-License-Identifier: Apache-2.0

package io.bosun.example.digest.shell;

import io.bosun.command.CommandRegistry;
import io.bosun.command.UnknownCommandException;
import io.bosun.command.runtime.RegistryListener;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** Waits for a command to be known: its handler's jar may just be found, or a hand just be told of it. */
final class RouteWait {
    private final BundleContext context;
    private final CommandRegistry registry;

    RouteWait(BundleContext context, CommandRegistry registry) {
        this.context = context;
        this.registry = registry;
    }

    /** Returns as soon as the command has a route, at the latest after the limit. */
    void await(Class<?> command, Duration limit) throws InterruptedException {
        if (isKnown(command)) {
            return;
        }
        long end = System.nanoTime() + limit.toNanos();
        Semaphore changes = new Semaphore(0);
        RegistryListener listener = event -> changes.release();
        ServiceRegistration<?> registration = context.registerService(RegistryListener.class, listener, null);
        try {
            // the change may have come before the listener
            while (!isKnown(command) && changes.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                changes.drainPermits();
            }
        } finally {
            registration.unregister();
        }
    }

    private boolean isKnown(Class<?> command) {
        try {
            registry.routeFor(command);
            return true;
        } catch (UnknownCommandException e) {
            return false;
        }
    }
}
