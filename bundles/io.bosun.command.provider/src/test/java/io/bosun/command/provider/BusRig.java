// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.codec.cbor.Codecs;
import io.bosun.command.AsyncCommandHandler;
import io.bosun.command.Command;
import io.bosun.command.CommandHandler;
import io.bosun.command.CommandRegistry;
import io.bosun.command.CommandSpec;
import io.bosun.command.HandlerSet;
import io.bosun.command.runtime.RegistryListener;
import io.bosun.transport.Placement;
import io.bosun.transport.ring.RingBerths;
import io.bosun.transport.ring.RingWait;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;

/**
 * Registry, bus and dead-letter store in a framework of their own, with real rings and the real codec. What Declarative
 * Services does, a service listener does here, synchronously as well.
 */
final class BusRig implements AutoCloseable {
    static final Duration LIVE = Duration.ofSeconds(10);
    static final Settings PATIENT = settings(10_000, 10_000, 10_000);

    private final Path cache;
    private final Framework framework;
    final BundleContext context;
    final WhiteboardCommandRegistry registry;
    final DeadLetterStore letters;
    final RoutingCommandBus bus;
    private boolean closed;

    BusRig() throws Exception {
        this("boss", PATIENT);
    }

    BusRig(String name, Settings settings) throws Exception {
        this(name, settings, 1024);
    }

    BusRig(String name, Settings settings, int ring) throws Exception {
        cache = Files.createTempDirectory("bosun-bus");
        Map<String, String> properties = new HashMap<>();
        properties.put(Constants.FRAMEWORK_STORAGE, cache.toString());
        properties.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        properties.put("bosun.name", name);
        properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, "io.bosun.command");
        framework = new org.apache.felix.framework.FrameworkFactory().newFramework(properties);
        framework.start();
        context = framework.getBundleContext();

        registry = new WhiteboardCommandRegistry(context, new RingBerths(ring, RingWait.AUTO), settings);
        registry.setCodec(Codecs.plain());
        letters = new DeadLetterStore(settings);
        letters.setCodec(Codecs.plain());
        bus = new RoutingCommandBus(registry.table(), letters, settings);
        context.addServiceListener(this::changed);
    }

    /** Drain and stop budgets as given, all else patient. */
    static Settings settings(long graceMillis, long drainMillis, long stopMillis) {
        return new Settings(
                graceMillis, drainMillis, stopMillis, 30_000, 10_000, 10_000, 1_000, 1 << 20, 4, 100_000, 60_000, 256);
    }

    /** The same settings, but for when a berth is idle. */
    static Settings idle(Settings of, long idleMillis) {
        return new Settings(
                of.graceMillis(),
                of.drainMillis(),
                of.stopMillis(),
                of.askMillis(),
                of.parkedLimit(),
                of.unfinishedLimit(),
                of.deadLetterLimit(),
                of.deadLetterBytes(),
                of.attemptLimit(),
                of.askLimit(),
                idleMillis,
                of.historyLimit());
    }

    <C extends Command<R>, R> ServiceRegistration<?> handle(
            Class<C> command, String target, CommandHandler<C, R> handler) {
        return register(CommandHandler.class, handler, command.getName(), target);
    }

    <C extends Command<R>, R> ServiceRegistration<?> handleAsync(
            Class<C> command, String target, AsyncCommandHandler<C, R> handler) {
        return register(AsyncCommandHandler.class, handler, command.getName(), target);
    }

    ServiceRegistration<?> register(Class<?> type, Object handler, String command, String target) {
        return context.registerService(
                type.getName(),
                handler,
                new Hashtable<>(Map.of(CommandHandler.HANDLES, command, CommandHandler.TARGET, target)));
    }

    PeerBerth add(PeerBerth berth) {
        registry.addBerth(berth);
        return berth;
    }

    /** Adds a berth, and lets its commands be carried as their records declare. */
    @SafeVarargs
    final PeerBerth handledBy(PeerBerth berth, Class<? extends Command<?>>... commands) {
        add(berth);
        for (Class<? extends Command<?>> each : commands) {
            registry.table().routeOf(each).policy = CommandSpec.of(each).policy();
        }
        return berth;
    }

    ServiceRegistration<?> place(String target, boolean here) {
        return place(target, here, 0);
    }

    ServiceRegistration<?> place(String target, boolean here, int ranking) {
        Placement placement = new Placement() {
            @Override
            public String target() {
                return target;
            }

            @Override
            public boolean here() {
                return here;
            }

            @Override
            public List<String> hands() {
                return List.of("h1", "h2");
            }
        };
        return context.registerService(
                Placement.class, placement, new Hashtable<>(Map.of(Constants.SERVICE_RANKING, ranking)));
    }

    Framework framework() {
        return framework;
    }

    /** Commands that wait for a handler or a berth. */
    int parked() {
        return registry.targets().stream().mapToInt(each -> each.parked()).sum();
    }

    static List<String> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(each -> each.startsWith(prefix))
                .toList();
    }

    /** A set of handlers as a service, as a component of this name would be. */
    ServiceRegistration<?> handleAll(String component, HandlerSet handlers) {
        return context.registerService(
                HandlerSet.class, handlers, new Hashtable<>(Map.of("component.name", component)));
    }

    /** A configuration of the factory of commands; values are keys and values in turn. */
    ServiceRegistration<?> configure(String command, Object... values) {
        Hashtable<String, Object> properties = new Hashtable<>(Map.of("command", command));
        for (int i = 0; i < values.length; i += 2) {
            properties.put((String) values[i], values[i + 1]);
        }
        return context.registerService(ConfiguredCommand.class, new ConfiguredCommand(), properties);
    }

    /** A started bundle with classes of its own: those of a class of these tests and all nested in it. */
    Bundle install(String name, Class<?> outer) throws Exception {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        main.putValue(Constants.BUNDLE_SYMBOLICNAME, name);
        main.putValue(Constants.BUNDLE_VERSION, "1.0.0");
        main.putValue(Constants.IMPORT_PACKAGE, "io.bosun.command");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            List<Class<?>> classes = new ArrayList<>(List.of(outer.getDeclaredClasses()));
            classes.add(outer);
            for (Class<?> each : classes) {
                String file = each.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(file));
                try (InputStream in = each.getClassLoader().getResourceAsStream(file)) {
                    in.transferTo(jar);
                }
            }
        }
        Bundle bundle = context.installBundle(name, new ByteArrayInputStream(bytes.toByteArray()));
        bundle.start();
        return bundle;
    }

    /** An object of a class as a bundle has it. */
    static Object make(Bundle bundle, Class<?> type) throws Exception {
        return bundle.loadClass(type.getName()).getConstructor().newInstance();
    }

    /** The registry as another bundle has it. */
    CommandRegistry registryOf(Bundle user) {
        return new TableRegistry() {
            @Override
            RouteTable table() {
                return registry.table();
            }

            @Override
            Registrar registrar() {
                return registry.registrar();
            }

            @Override
            Bundle user() {
                return user;
            }
        };
    }

    private void changed(ServiceEvent event) {
        ServiceReference<?> reference = event.getServiceReference();
        for (String type : (String[]) reference.getProperty(Constants.OBJECTCLASS)) {
            changed(event.getType(), type, reference);
        }
    }

    private void changed(int event, String type, ServiceReference<?> reference) {
        if (type.equals(CommandHandler.class.getName())) {
            follow(
                    event,
                    BusRig.<CommandHandler<?, ?>>cast(reference),
                    registry::addHandler,
                    registry::updatedHandler,
                    registry::removeHandler);
        } else if (type.equals(AsyncCommandHandler.class.getName())) {
            follow(
                    event,
                    BusRig.<AsyncCommandHandler<?, ?>>cast(reference),
                    registry::addAsyncHandler,
                    registry::updatedAsyncHandler,
                    registry::removeAsyncHandler);
        } else if (type.equals(HandlerSet.class.getName())) {
            follow(
                    event,
                    BusRig.<HandlerSet>cast(reference),
                    registry::addHandlerSet,
                    registry::updatedHandlerSet,
                    registry::removeHandlerSet);
        } else if (type.equals(ConfiguredCommand.class.getName())) {
            follow(
                    event,
                    BusRig.<ConfiguredCommand>cast(reference),
                    registry::addConfiguredCommand,
                    registry::updatedConfiguredCommand,
                    registry::removeConfiguredCommand);
        } else if (type.equals(Placement.class.getName())) {
            follow(
                    event,
                    BusRig.<Placement>cast(reference),
                    placement -> registry.addPlacement(placement, context.getService(placement)),
                    placement -> registry.updatedPlacement(placement, context.getService(placement)),
                    registry::removePlacement);
        } else if (type.equals(RegistryListener.class.getName())) {
            follow(
                    event,
                    BusRig.<RegistryListener>cast(reference),
                    listener -> registry.addRegistryListener(context.getService(listener)),
                    listener -> {},
                    listener -> registry.removeRegistryListener(context.getService(listener)));
        }
    }

    private static <S> void follow(
            int event,
            ServiceReference<S> reference,
            Consumer<ServiceReference<S>> add,
            Consumer<ServiceReference<S>> update,
            Consumer<ServiceReference<S>> remove) {
        switch (event) {
            case ServiceEvent.REGISTERED -> add.accept(reference);
            case ServiceEvent.MODIFIED -> update.accept(reference);
            default -> remove.accept(reference);
        }
    }

    @SuppressWarnings("unchecked")
    private static <S> ServiceReference<S> cast(ServiceReference<?> reference) {
        return (ServiceReference<S>) reference;
    }

    /** In the order of Declarative Services: who refers to a component goes first. */
    @Override
    public void close() throws Exception {
        if (closed) {
            return;
        }
        closed = true;
        bus.deactivate();
        registry.deactivate();
        letters.deactivate();
        framework.stop();
        framework.waitForStop(LIVE.toMillis());
        try (Stream<Path> files = Files.walk(cache)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(each -> each.toFile().delete());
        }
    }
}
