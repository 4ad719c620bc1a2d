// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.boss;

import io.bosun.command.CommandBus;
import io.bosun.command.CommandRegistry;
import io.bosun.lifecycle.LifecycleBus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/**
 * A boss in this JVM: the bundles that ship, except its shell, in a framework that shares the API packages which a
 * benchmark calls.
 */
public final class EmbeddedBoss {
    private static final long LIVENESS_MILLIS = 20_000;
    /** Kept here, for the JDK forgets a logger that nobody holds, and its level with it. */
    private static final List<Logger> LOGS = List.of(Logger.getLogger("io.bosun"), Logger.getLogger("bosun"));

    private static final String RUNTIME = "runtime/";
    /** Bundles whose packages come from the class path, and bundles that a benchmark has no use for. */
    private static final List<String> LEFT_OUT = List.of(
            "io.bosun.command.api",
            "io.bosun.lifecycle.api",
            "org.osgi.service.cm",
            "io.bosun.shell",
            "io.bosun.example",
            "org.apache.felix.gogo",
            "org.apache.felix.fileinstall",
            "org.jline",
            "jline");
    /** All that a lifecycle bus needs. */
    private static final List<String> BUS_ALONE = List.of(
            "io.bosun.lifecycle.provider",
            "org.apache.felix.configadmin",
            "org.apache.felix.scr",
            "org.osgi.service.component",
            "org.osgi.util");

    private final Path directory;
    private final Framework framework;

    private EmbeddedBoss(Path directory) {
        this.directory = directory;
        this.framework = Frameworks.create(
                directory,
                Map.of(
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        "io.bosun.command;version=1.0.0,io.bosun.command.runtime;version=1.0.0,"
                                + "io.bosun.lifecycle;version=1.0.0,"
                                + "org.osgi.service.cm;version=1.6.1,io.bosun.bench.echo",
                        "bosun.name",
                        "boss",
                        "bosun.dir",
                        directory.toString()));
    }

    /** Starts one in a new temporary directory. */
    public static EmbeddedBoss open() throws IOException, BundleException {
        return open(name -> LEFT_OUT.stream().noneMatch(name::startsWith));
    }

    /** Starts one that has its lifecycle bus, Declarative Services, ConfigAdmin and nothing else. */
    public static EmbeddedBoss openBusAlone() throws IOException, BundleException {
        return open(name -> BUS_ALONE.stream().anyMatch(name::startsWith));
    }

    private static EmbeddedBoss open(Predicate<String> which) throws IOException, BundleException {
        LOGS.forEach(each -> each.setLevel(Level.WARNING));
        EmbeddedBoss boss = new EmbeddedBoss(Files.createTempDirectory("bosun-bench-"));
        boss.framework.init();
        List<Bundle> bundles = new ArrayList<>();
        for (String each : resource("index").lines().toList()) {
            String path = each.substring(each.indexOf(' ')).trim();
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (which.test(name)) {
                bundles.add(boss.install(name, stream(path)));
            }
        }
        for (Bundle each : bundles) {
            each.start();
        }
        boss.framework.start();
        return boss;
    }

    /** Its bus, once it is there. */
    public CommandBus bus() throws InterruptedException {
        return await(CommandBus.class, "(objectClass=" + CommandBus.class.getName() + ")");
    }

    public CommandRegistry registry() throws InterruptedException {
        return await(CommandRegistry.class, "(objectClass=" + CommandRegistry.class.getName() + ")");
    }

    /** Makes a lifecycle bus beside that of the process, with these keys besides its name. */
    public LifecycleBus makeLifecycleBus(String name, Map<String, Object> keys)
            throws IOException, InterruptedException {
        Map<String, Object> all = new HashMap<>(keys);
        all.put("name", name);
        configure("io.bosun.lifecycle.provider.bus", all);
        return lifecycleBus(name);
    }

    /** A lifecycle bus by its name, once it is there. */
    public LifecycleBus lifecycleBus(String name) throws InterruptedException {
        return await(
                LifecycleBus.class,
                "(&(objectClass=" + LifecycleBus.class.getName() + ")(" + LifecycleBus.BUS + "=" + name + "))");
    }

    /** Registers a service until this boss is closed. */
    public <T> void register(Class<T> type, T service, Map<String, Object> properties) {
        context().registerService(type, service, new Hashtable<>(properties));
    }

    /** Starts a hand, and runs a bundle's handlers for this target there, and only there. */
    public void runInHand(String hand, String target, byte[] bundle)
            throws IOException, BundleException, InterruptedException {
        configure("io.bosun.command.provider.target", Map.of("target", target, "hands", hand, "boss", false));
        install(target, new ByteArrayInputStream(bundle)).start();
        configure("io.bosun.crew.boss.hand", Map.of("name", hand));
        await(
                Object.class,
                "(&(objectClass=io.bosun.transport.Berth)(bosun.target=" + target + ")(bosun.place=" + hand + "))");
    }

    /** Stops everything; a process that is left over is ended, and is an error. */
    public void close() throws IOException, InterruptedException {
        Frameworks.stop(framework, directory);
        List<ProcessHandle> left = ProcessHandle.current().children().toList();
        left.forEach(ProcessHandle::destroyForcibly);
        if (!left.isEmpty()) {
            throw new IllegalStateException("The boss has stopped and left these processes: " + left);
        }
    }

    private BundleContext context() {
        return framework.getBundleContext();
    }

    private Bundle install(String location, InputStream content) throws BundleException {
        return context().installBundle("bench:" + location, content);
    }

    private void configure(String factory, Map<String, Object> properties) throws IOException, InterruptedException {
        await(ConfigurationAdmin.class, "(objectClass=" + ConfigurationAdmin.class.getName() + ")")
                .createFactoryConfiguration(factory, "?")
                .update(new Hashtable<>(properties));
    }

    private <T> T await(Class<T> type, String filter) throws InterruptedException {
        try {
            ServiceTracker<Object, Object> tracker =
                    new ServiceTracker<>(context(), context().createFilter(filter), null);
            // stays open, and so the service stays got, until the framework stops
            tracker.open(true);
            Object service = tracker.waitForService(LIVENESS_MILLIS);
            if (service == null) {
                throw new IllegalStateException(
                        "No service " + filter + " after " + TimeUnit.MILLISECONDS.toSeconds(LIVENESS_MILLIS) + " s");
            }
            return type.cast(service);
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(filter, e);
        }
    }

    private static String resource(String path) throws IOException {
        try (InputStream in = stream(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static InputStream stream(String path) throws IOException {
        InputStream in = EmbeddedBoss.class.getClassLoader().getResourceAsStream(RUNTIME + path);
        if (in == null) {
            throw new IOException("No " + RUNTIME + path + " on the class path: is the jar of bndrun there?");
        }
        return in;
    }
}
