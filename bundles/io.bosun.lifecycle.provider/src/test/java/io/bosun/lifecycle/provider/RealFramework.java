// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.ListenerSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.service.condition.Condition;

/** A framework in the JVM of the test; what Declarative Services would call is called by hand. */
final class RealFramework implements AutoCloseable {
    private final Path cache;
    private final Framework framework;

    RealFramework() {
        try {
            cache = Files.createTempDirectory("fw");
            Map<String, String> properties = new HashMap<>();
            properties.put(Constants.FRAMEWORK_STORAGE, cache.toString());
            properties.put(Constants.FRAMEWORK_BUNDLE_PARENT, Constants.FRAMEWORK_BUNDLE_PARENT_APP);
            properties.put(Constants.FRAMEWORK_BOOTDELEGATION, "io.bosun.*,java.*");
            framework = new FrameworkFactory().newFramework(properties);
            framework.init();
        } catch (IOException | BundleException e) {
            throw new IllegalStateException(e);
        }
    }

    RealFramework started() {
        try {
            framework.start();
            return this;
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        }
    }

    Framework framework() {
        return framework;
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    ServiceRegistration<BusListener> listen(int priority, BusListener listener, String... channels) {
        return listen(
                Map.of(
                        BusListener.PRIORITY,
                        priority,
                        BusListener.CHANNEL,
                        channels.length == 1 ? channels[0] : channels),
                listener);
    }

    ServiceRegistration<BusListener> listen(Map<String, Object> properties, BusListener listener) {
        return context().registerService(BusListener.class, listener, new Hashtable<>(properties));
    }

    ServiceRegistration<ListenerSet> register(ListenerSet set) {
        return register(set, Map.of());
    }

    ServiceRegistration<ListenerSet> register(ListenerSet set, Map<String, Object> properties) {
        return context().registerService(ListenerSet.class, set, new Hashtable<>(properties));
    }

    /** Returns the ids of the conditions that a filter finds, those of buses only. */
    List<String> conditions(String filter) {
        try {
            return context().getServiceReferences(Condition.class, filter).stream()
                    .map(RealFramework::conditionId)
                    .filter(each -> each.startsWith("bosun."))
                    .toList();
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static String conditionId(ServiceReference<?> condition) {
        return (String) condition.getProperty(Condition.CONDITION_ID);
    }

    /** Stops it, and returns the type of its last event. */
    int stop() {
        try {
            framework.stop();
            return framework.waitForStop(20_000).getType();
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FrameworkEvent.WAIT_TIMEDOUT;
        }
    }

    @Override
    public void close() {
        stop();
        try (Stream<Path> files = Files.walk(cache)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(each -> each.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
