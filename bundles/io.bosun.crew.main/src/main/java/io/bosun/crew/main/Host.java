// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.main;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.wiring.BundleRevision;

/**
 * A framework of this JVM from its first bundle to its stop. Who ends the process calls the service {@link IntConsumer}
 * with the property {@code bosun.exit=main}: the framework is stopped, and the number is the exit status.
 */
final class Host {
    static final int STATUS_NOT_STARTED = 1;

    private static final System.Logger LOG = System.getLogger(Host.class.getName());
    private static final long STOP_SECONDS = 10;

    private final Framework framework;
    private final List<Path> bundles;
    private final Set<String> unstarted;
    private final AtomicBoolean ending = new AtomicBoolean();
    private volatile int status;

    Host(Map<String, String> properties, List<Path> bundles) {
        this(properties, bundles, Set.of());
    }

    /** @param unstarted symbolic names of bundles that are only installed, for what others need of them */
    Host(Map<String, String> properties, List<Path> bundles, Set<String> unstarted) {
        this.framework = ServiceLoader.load(FrameworkFactory.class, Host.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no OSGi framework on the class path"))
                .newFramework(properties);
        this.bundles = List.copyOf(bundles);
        this.unstarted = Set.copyOf(unstarted);
    }

    /** Starts the framework, and returns the exit status when it has stopped. */
    int run() throws BundleException, InterruptedException {
        try {
            if (init()) {
                start(framework.getBundleContext());
            }
        } catch (BundleException | RuntimeException e) {
            // who stops a framework that is starting meets such errors, and they mean nothing then
            if (!ending.get()) {
                throw e;
            }
        }
        awaitStop();
        return status;
    }

    private synchronized boolean init() throws BundleException {
        if (ending.get()) {
            return false;
        }
        framework.init(this::report);
        return true;
    }

    private void start(BundleContext context) throws BundleException {
        context.addFrameworkListener(this::report);
        Dictionary<String, Object> main = new Hashtable<>(Map.of("bosun.exit", "main"));
        context.registerService(IntConsumer.class, this::exit, main);
        List<Bundle> installed = install(context);
        framework.start();
        List<String> idle = idle(installed);
        if (!idle.isEmpty() && framework.getState() == Bundle.ACTIVE && !ending.get()) {
            LOG.log(System.Logger.Level.ERROR, "Cannot run without these bundles, which did not start: {0}", idle);
            exit(STATUS_NOT_STARTED);
        }
    }

    private List<Bundle> install(BundleContext context) throws BundleException {
        List<Bundle> installed = new ArrayList<>();
        for (Path bundle : bundles) {
            // in place: the unpacked runtime is never changed, and many processes share it
            installed.add(context.installBundle("reference:" + bundle.toUri()));
        }
        for (Bundle bundle : installed) {
            if (isStarted(bundle)) {
                bundle.start(Bundle.START_ACTIVATION_POLICY);
            }
        }
        return installed;
    }

    private boolean isStarted(Bundle bundle) {
        boolean isFragment = (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
        return !isFragment && !unstarted.contains(bundle.getSymbolicName());
    }

    private List<String> idle(List<Bundle> installed) {
        return installed.stream()
                .filter(bundle -> (bundle.getState() & (Bundle.INSTALLED | Bundle.RESOLVED)) != 0 && isStarted(bundle))
                .map(bundle -> bundle.getSymbolicName() + " " + bundle.getVersion())
                .toList();
    }

    private void report(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR) {
            LOG.log(System.Logger.Level.ERROR, "Bundle " + event.getBundle(), event.getThrowable());
        } else if (event.getType() == FrameworkEvent.WARNING) {
            LOG.log(System.Logger.Level.WARNING, "Bundle " + event.getBundle(), event.getThrowable());
        }
    }

    /** Stops the framework, with this exit status; returns at once. */
    void exit(int newStatus) {
        status = newStatus;
        if (ending.compareAndSet(false, true)) {
            haltAfter(STOP_SECONDS, newStatus);
            Thread stop = new Thread(this::stop, "bosun-stop");
            stop.setDaemon(true);
            stop.start();
        }
    }

    private void stop() {
        try {
            framework.stop();
        } catch (BundleException e) {
            LOG.log(System.Logger.Level.ERROR, "The framework does not stop", e);
        }
    }

    /** For a shutdown hook: stops the framework unless it is stopped, and waits for it, but not for ever. */
    void stopNow() {
        synchronized (this) {
            ending.set(true);
        }
        stop();
        try {
            framework.waitForStop(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitStop() throws InterruptedException {
        int type = FrameworkEvent.STOPPED_UPDATE;
        // an updated framework starts again by itself
        while (type == FrameworkEvent.STOPPED_UPDATE || type == FrameworkEvent.STOPPED_BOOTCLASSPATH_MODIFIED) {
            type = framework.waitForStop(0).getType();
        }
    }

    /** Ends the JVM with this status, whatever a hook or a thread does. */
    static void end(int status) {
        haltAfter(STOP_SECONDS, status);
        System.exit(status);
    }

    private static void haltAfter(long seconds, int status) {
        CountDownLatch never = new CountDownLatch(1);
        Thread watch = new Thread(
                () -> {
                    try {
                        if (!never.await(seconds, TimeUnit.SECONDS)) {
                            Runtime.getRuntime().halt(status);
                        }
                    } catch (InterruptedException e) {
                        Runtime.getRuntime().halt(status);
                    }
                },
                "bosun-end-watch");
        watch.setDaemon(true);
        watch.start();
    }

    /** Where the framework keeps its state; it is cleaned at each start, for the bundles are given anew. */
    static Map<String, String> storage(Path directory) {
        return Map.of(
                Constants.FRAMEWORK_STORAGE,
                directory.toString(),
                Constants.FRAMEWORK_STORAGE_CLEAN,
                Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    }
}
