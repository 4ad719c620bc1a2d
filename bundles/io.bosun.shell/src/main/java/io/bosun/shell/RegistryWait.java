// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import io.bosun.command.runtime.RegistryListener;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** Waits for what a change of the registry brings. */
final class RegistryWait {
    private final BundleContext context;

    RegistryWait(BundleContext context) {
        this.context = context;
    }

    /** Returns as soon as the condition holds, at the latest after the limit. */
    void until(BooleanSupplier condition, Duration limit) throws InterruptedException {
        if (condition.getAsBoolean()) {
            return;
        }
        long end = System.nanoTime() + limit.toNanos();
        Semaphore changes = new Semaphore(0);
        RegistryListener listener = event -> changes.release();
        ServiceRegistration<?> registration = context.registerService(RegistryListener.class, listener, null);
        try {
            // the change may have come before the listener
            while (!condition.getAsBoolean() && changes.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                changes.drainPermits();
            }
        } finally {
            registration.unregister();
        }
    }
}
