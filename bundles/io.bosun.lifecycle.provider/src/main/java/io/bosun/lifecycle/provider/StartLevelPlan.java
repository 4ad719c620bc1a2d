// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.startlevel.BundleStartLevel;

/**
 * The levels of a framework whose application starts and stops with the bus.
 *
 * @param work the level at which the application runs
 * @param rest the highest level that stays
 */
record StartLevelPlan(int work, int rest, long timeoutMillis) {
    /** Who carries the application: with these gone nobody would start it again, or could have it started. */
    private static final List<String> CARRIERS = List.of(
            "io.bosun.",
            "org.apache.felix.scr",
            "org.apache.felix.configadmin",
            "org.apache.felix.fileinstall",
            "org.apache.felix.gogo.",
            "org.eclipse.equinox.cm",
            "org.eclipse.equinox.console",
            "org.jline");

    private static final List<String> CARRYING_SERVICES = List.of(
            "org.osgi.service.component.runtime.ServiceComponentRuntime",
            "org.osgi.service.cm.ConfigurationAdmin",
            "org.apache.felix.service.command.CommandProcessor");

    /** Ours by name, but somebody's application. */
    private static final String EXAMPLES = "io.bosun.example.";

    StartLevelPlan {
        BusOptions.atLeast(1, rest, "restLevel");
        BusOptions.atLeast(1, timeoutMillis, "timeoutMillis");
        if (work <= rest) {
            throw new IllegalArgumentException("workLevel is " + work + ": use more than restLevel, which is " + rest);
        }
    }

    /** @throws IllegalArgumentException if the levels do not fit together */
    static StartLevelPlan of(StartLevelConfiguration c) {
        return new StartLevelPlan(c.workLevel(), c.restLevel(), c.timeoutMillis());
    }

    /** @throws IllegalStateException if a bundle that carries the application would stop with it */
    void check(BundleContext context) {
        Set<Bundle> serving = serving(context);
        for (Bundle each : context.getBundles()) {
            BundleStartLevel level = each.adapt(BundleStartLevel.class);
            if (level != null
                    && level.isPersistentlyStarted()
                    && level.getStartLevel() > rest
                    && (isCarrier(each.getSymbolicName()) || serving.contains(each))) {
                throw new IllegalStateException("restLevel is " + rest + ", but " + each.getSymbolicName()
                        + " has start level " + level.getStartLevel()
                        + " and would stop with the application: raise restLevel to that, or lower the bundle's");
            }
        }
    }

    private static boolean isCarrier(String name) {
        return name != null && !name.startsWith(EXAMPLES) && CARRIERS.stream().anyMatch(name::startsWith);
    }

    private static Set<Bundle> serving(BundleContext context) {
        Set<Bundle> bundles = new HashSet<>();
        for (String service : CARRYING_SERVICES) {
            for (ServiceReference<?> each : references(context, service)) {
                bundles.add(each.getBundle());
            }
        }
        return bundles;
    }

    private static ServiceReference<?>[] references(BundleContext context, String service) {
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(service, null);
            return found == null ? new ServiceReference<?>[0] : found;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
