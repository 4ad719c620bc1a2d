// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import io.bosun.command.BusCounts;
import io.bosun.command.Command;
import io.bosun.command.CommandBus;
import io.bosun.command.CommandHandler;
import io.bosun.command.CommandRegistry;
import io.bosun.command.DeadLetters;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * The command bundles that ship, in a Felix in this JVM. The API and the packages that a test names come from the class
 * path of the tests, so that these may call services as anybody in the framework does.
 */
final class Container implements AutoCloseable {
    /** What is not wanted in the JVM of the tests, or comes from it. */
    private static final List<String> LEFT_OUT =
            List.of("fileinstall", "gogo", "jline", "io.bosun.shell", "digest", "command.api", "lifecycle.process");

    /** What only a boss with hands needs. */
    private static final List<String> CREW = List.of("io.bosun.crew", "transport.router", "transport.socket");

    private static final String SHARED = "io.bosun.command;version=1.0.0,io.bosun.command.runtime;version=1.0.0,"
            + "org.osgi.service.cm;version=1.6.1";

    private final Framework framework;
    private final AtomicInteger locations = new AtomicInteger();

    private Container(Framework framework) {
        this.framework = framework;
    }

    /** Starts one, with all its files in a directory that another one may have used before. */
    static Container start(Path directory, String... shared) {
        return start(directory, CREW, shared);
    }

    /** Starts one that may have hands. */
    static Container startBoss(Path directory, String... shared) {
        return start(directory, List.of(), shared);
    }

    private static Container start(Path directory, List<String> without, String... shared) {
        Map<String, String> properties = new HashMap<>();
        properties.put(Constants.FRAMEWORK_STORAGE, directory.resolve("cache").toString());
        properties.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        List<String> packages = new ArrayList<>(List.of(SHARED));
        for (String each : shared) {
            packages.add(each + ";version=1.0.0");
        }
        properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, String.join(",", packages));
        try {
            Framework framework = ServiceLoader.load(FrameworkFactory.class)
                    .findFirst()
                    .orElseThrow()
                    .newFramework(properties);
            framework.init();
            Container container = new Container(framework);
            List<Bundle> bundles = new ArrayList<>();
            for (Path jar : Product.bundles()) {
                if (Stream.concat(LEFT_OUT.stream(), without.stream())
                        .noneMatch(jar.getFileName().toString()::contains)) {
                    bundles.add(container.context().installBundle(jar.toUri().toString()));
                }
            }
            framework.start();
            for (Bundle each : bundles) {
                each.start();
            }
            return container;
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        }
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    CommandBus bus() {
        return service(CommandBus.class);
    }

    CommandRegistry registry() {
        return service(CommandRegistry.class);
    }

    DeadLetters letters() {
        return service(DeadLetters.class);
    }

    /** Waits for a service. */
    <T> T service(Class<T> type) {
        ServiceReference<T> reference = Awaitility.await(type.getName())
                .atMost(Processes.LIVENESS)
                .pollDelay(Duration.ZERO)
                .until(() -> context().getServiceReference(type), found -> found != null);
        return context().getService(reference);
    }

    /** Registers a handler of the test. */
    <C extends Command<R>, R> ServiceRegistration<?> handle(
            Class<C> command, String target, CommandHandler<C, R> handler) {
        Map<String, Object> properties =
                Map.of(CommandHandler.HANDLES, command.getName(), CommandHandler.TARGET, target);
        return context().registerService(CommandHandler.class, handler, new Hashtable<>(properties));
    }

    /** Waits until nothing is under way. */
    BusCounts awaitEnds() {
        return Awaitility.await("the end of all commands")
                .atMost(Processes.LIVENESS)
                .until(bus()::counts, counts -> counts.underWay() == 0);
    }

    Bundle install(InputStream jar) {
        try {
            return context().installBundle("itest:" + locations.incrementAndGet(), jar);
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        }
    }

    Bundle start(InputStream jar) {
        try {
            Bundle bundle = install(jar);
            bundle.start();
            return bundle;
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sets keys of a configuration; the others keep their values. */
    void configure(String pid, Map<String, Object> values) {
        configure(() -> service(ConfigurationAdmin.class).getConfiguration(pid, "?"), values);
    }

    /** Sets keys of one configuration of a factory; the others keep their values. */
    void configure(String factory, String name, Map<String, Object> values) {
        configure(() -> service(ConfigurationAdmin.class).getFactoryConfiguration(factory, name, "?"), values);
    }

    private interface Source {
        Configuration get() throws IOException;
    }

    private static void configure(Source source, Map<String, Object> values) {
        try {
            Configuration configuration = source.get();
            Map<String, Object> all = new HashMap<>();
            if (configuration.getProperties() != null) {
                for (var keys = configuration.getProperties().keys(); keys.hasMoreElements(); ) {
                    String key = keys.nextElement();
                    all.put(key, configuration.getProperties().get(key));
                }
            }
            all.putAll(values);
            configuration.update(new Hashtable<>(all));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the framework, and waits for its end. */
    void stop() {
        try {
            framework.stop();
            framework.waitForStop(Processes.LIVENESS.toMillis());
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }

    static Path directory(TestDirectory directory) {
        try {
            return Files.createTempDirectory(directory.root(), "c");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
