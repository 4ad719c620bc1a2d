// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceListener;

/**
 * Waits for commands that plugins bring: these are installed at their own pace while the process comes up. It waits
 * once, and not long when all plugins are at work, so that a mistyped name is soon told.
 */
final class CommandWait {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Gogo may hear of a service after us. */
    private static final long LOOK_AGAIN_MILLIS = 50;

    private final BundleContext context;
    private final Predicate<String> known;
    private final Plugins plugins;
    private final long end = System.nanoTime() + LIMIT_NANOS;

    CommandWait(BundleContext context, Predicate<String> known) {
        this.context = context;
        this.known = known;
        this.plugins = new Plugins(context);
    }

    void await(List<String> names) {
        if (names.stream().allMatch(known)) {
            return;
        }
        Semaphore changes = new Semaphore(0);
        ServiceListener listener = event -> changes.release();
        try {
            context.addServiceListener(listener, "(osgi.command.function=*)");
            await(names, changes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            context.removeServiceListener(listener);
        }
    }

    private void await(List<String> names, Semaphore changes) throws InterruptedException {
        long until = end;
        boolean settled = false;
        while (!names.stream().allMatch(known) && until - System.nanoTime() > 0) {
            if (!settled && plugins.areSettled()) {
                settled = true;
                until = Math.min(until, System.nanoTime() + SETTLED_NANOS);
            }
            changes.tryAcquire(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
