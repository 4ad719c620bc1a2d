// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import io.bosun.lifecycle.BusChannels;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.LifecycleBus;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The lifecycle bus and its log, as they ship, in a Felix in this JVM with nothing else. */
final class LogContainer implements AutoCloseable {
    static final String LOG_PID = "io.bosun.lifecycle.log";
    static final String BUS_PID = "io.bosun.lifecycle.provider.bus";
    static final String BRIDGE_PID = "io.bosun.lifecycle.log.bridge";
    static final String OSGI_LOG_PID = "org.osgi.service.log.admin";

    private static final List<String> SERVICES =
            List.of("felix.scr", "felix.configadmin", "osgi.service.component", "osgi.util");
    private static final List<String> OURS = List.of("io.bosun.lifecycle.provider", "io.bosun.lifecycle.log");
    private static final String SHARED = "io.bosun.lifecycle;version=1.0.0,org.osgi.service.cm;version=1.6.1";
    private static final String SHARED_LOG =
            "org.osgi.service.log;version=1.5.0,org.osgi.service.log.admin;version=1.0.0";

    private final Framework framework;

    private LogContainer(Path directory, String packages) throws BundleException {
        Map<String, String> properties = new HashMap<>();
        properties.put(Constants.FRAMEWORK_STORAGE, directory.resolve("cache").toString());
        properties.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, packages);
        framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(properties);
        framework.start();
        start(shipped(SERVICES));
    }

    /** Starts one that has the API of the OSGi log from the class path of the test, and no service of it. */
    static LogContainer open(Path directory) throws BundleException {
        return new LogContainer(directory, SHARED + "," + SHARED_LOG);
    }

    /** Starts one in which nobody knows of the OSGi log. */
    static LogContainer openBare(Path directory) throws BundleException {
        return new LogContainer(directory, SHARED);
    }

    /** Starts the bundles under test. */
    LogContainer withBus() throws BundleException {
        start(shipped(OURS));
        return this;
    }

    /** Starts the log service of Felix. */
    Bundle withOsgiLog() throws BundleException {
        Path jar = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(each -> each.contains("org.apache.felix.log-"))
                .map(Path::of)
                .findFirst()
                .orElseThrow();
        return start(List.of(jar)).get(0);
    }

    private static List<Path> shipped(List<String> names) {
        return Product.bundles().stream()
                .filter(jar -> names.stream().anyMatch(jar.getFileName().toString()::contains))
                .toList();
    }

    private List<Bundle> start(List<Path> jars) throws BundleException {
        List<Bundle> bundles = new ArrayList<>();
        for (Path jar : jars) {
            bundles.add(context().installBundle(jar.toUri().toString()));
        }
        for (Bundle each : bundles) {
            each.start();
        }
        return bundles;
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    Bundle bundle(String symbolicName) {
        return Stream.of(context().getBundles())
                .filter(each -> symbolicName.equals(each.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    /** Waits for a service. */
    <T> T service(Class<T> type, String filter) {
        return Awaitility.await(type.getName() + filter)
                .atMost(Processes.LIVENESS)
                .until(
                        () -> context().getServiceReferences(type, filter).stream()
                                .findFirst()
                                .map(context()::getService)
                                .orElse(null),
                        found -> found != null);
    }

    LifecycleBus bus() {
        return bus(LifecycleBus.DEFAULT_BUS);
    }

    LifecycleBus bus(String name) {
        return service(LifecycleBus.class, "(" + LifecycleBus.BUS + "=" + name + ")");
    }

    /** Makes a log of a bus, or changes one, without waiting for it. */
    void log(String name, Map<String, Object> values) {
        update(() -> admin().getFactoryConfiguration(LOG_PID, name, "?"), values);
    }

    void noLog(String name) {
        delete(LOG_PID, name);
    }

    /** Makes a bus with the states of a process, and waits for it. */
    LifecycleBus makeBus(String name) {
        update(() -> admin().getFactoryConfiguration(BUS_PID, name, "?"), Map.of("name", name));
        return bus(name);
    }

    void endBus(String name) {
        delete(BUS_PID, name);
    }

    void configure(String pid, Map<String, Object> values) {
        update(() -> admin().getConfiguration(pid, "?"), values);
    }

    private interface Source {
        Configuration get() throws IOException;
    }

    private static void update(Source source, Map<String, Object> values) {
        try {
            source.get().update(new Hashtable<>(values));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void delete(String factory, String name) {
        try {
            admin().getFactoryConfiguration(factory, name, "?").delete();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ConfigurationAdmin admin() {
        return service(ConfigurationAdmin.class, null);
    }

    /** Waits until so many logs, which are services, hear a bus. */
    void awaitLogs(String bus, int count) {
        Awaitility.await(count + " logs of " + bus).atMost(Processes.LIVENESS).until(() -> logs(bus) == count);
    }

    private int logs(String bus) throws InvalidSyntaxException {
        String filter =
                "(&(" + BusListener.CHANNEL + "=" + BusChannels.LOG + ")(" + LifecycleBus.BUS + "=" + bus + "))";
        return context().getServiceReferences(BusListener.class, filter).size();
    }

    /** Stops the framework, and waits for its end. */
    @Override
    public void close() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(Processes.LIVENESS.toMillis());
    }
}
