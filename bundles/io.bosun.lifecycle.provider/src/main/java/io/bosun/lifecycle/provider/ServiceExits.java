// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.ExitStrategy;
import io.bosun.lifecycle.LifecycleBus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Looks for the exit strategy of a bus when it is needed. */
final class ServiceExits implements ExitStrategy {
    private final BundleContext context;
    private final String bus;
    private volatile boolean begun;

    ServiceExits(BundleContext context, String bus) {
        this.context = context;
        this.bus = bus;
    }

    /** Whether a strategy was called: from then on it alone says how the process ends. */
    boolean hasBegun() {
        return begun;
    }

    @Override
    public void exit(LifecycleBus ended, int status) {
        if (CleanExit.isJvmEnding()) {
            // Whoever ends it has decided on the status.
            return;
        }
        for (ServiceReference<ExitStrategy> each : strategies()) {
            ExitStrategy strategy = context.getService(each);
            if (strategy != null) {
                begun = true;
                try {
                    strategy.exit(ended, status);
                } finally {
                    context.ungetService(each);
                }
                return;
            }
        }
    }

    /** The highest ranking first. */
    private List<ServiceReference<ExitStrategy>> strategies() {
        try {
            List<ServiceReference<ExitStrategy>> found =
                    new ArrayList<>(context.getServiceReferences(ExitStrategy.class, ServiceWatch.belongsTo(bus)));
            found.sort(Comparator.reverseOrder());
            return found;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("Not a name of a bus: " + bus, e);
        }
    }
}
