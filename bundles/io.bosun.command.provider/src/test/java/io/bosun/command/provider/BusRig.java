// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.codec.cbor.Codecs;
import io.bosun.command.AsyncCommandHandler;
import io.bosun.command.Command;
import io.bosun.command.CommandHandler;
import io.bosun.transport.Placement;
import io.bosun.transport.ring.RingBerths;
import io.bosun.transport.ring.RingWait;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
    static final Settings PATIENT = new Settings(10_000, 10_000, 10_000, 30_000, 10_000, 10_000, 1_000, 4);

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
        framework = new org.apache.felix.framework.FrameworkFactory().newFramework(properties);
        framework.start();
        context = framework.getBundleContext();

        registry = new WhiteboardCommandRegistry(context, new RingBerths(ring, RingWait.AUTO), settings);
        registry.setCodec(Codecs.plain());
        letters = new DeadLetterStore(settings.deadLetterLimit());
        bus = new RoutingCommandBus(registry.table(), letters, settings);
        context.addServiceListener(this::changed);
    }

    /** Drain and stop budgets as given, all else patient. */
    static Settings settings(long graceMillis, long drainMillis, long stopMillis) {
        return new Settings(graceMillis, drainMillis, stopMillis, 30_000, 10_000, 10_000, 1_000, 4);
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
                return List.of();
            }
        };
        return context.registerService(
                Placement.class, placement, new Hashtable<>(Map.of(Constants.SERVICE_RANKING, ranking)));
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

    @SuppressWarnings("unchecked")
    private void changed(ServiceEvent event) {
        ServiceReference<?> reference = event.getServiceReference();
        String type = ((String[]) reference.getProperty(Constants.OBJECTCLASS))[0];
        if (type.equals(CommandHandler.class.getName())) {
            ServiceReference<CommandHandler<?, ?>> handler = (ServiceReference<CommandHandler<?, ?>>) reference;
            switch (event.getType()) {
                case ServiceEvent.REGISTERED -> registry.addHandler(handler);
                case ServiceEvent.MODIFIED -> registry.updatedHandler(handler);
                default -> registry.removeHandler(handler);
            }
        } else if (type.equals(Placement.class.getName())) {
            ServiceReference<Placement> placement = (ServiceReference<Placement>) reference;
            switch (event.getType()) {
                case ServiceEvent.REGISTERED -> registry.addPlacement(placement, context.getService(placement));
                default -> registry.removePlacement(placement);
            }
        } else if (type.equals(AsyncCommandHandler.class.getName())) {
            ServiceReference<AsyncCommandHandler<?, ?>> handler =
                    (ServiceReference<AsyncCommandHandler<?, ?>>) reference;
            switch (event.getType()) {
                case ServiceEvent.REGISTERED -> registry.addAsyncHandler(handler);
                case ServiceEvent.MODIFIED -> registry.updatedAsyncHandler(handler);
                default -> registry.removeAsyncHandler(handler);
            }
        }
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
        framework.stop();
        framework.waitForStop(LIVE.toMillis());
        try (Stream<Path> files = Files.walk(cache)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(each -> each.toFile().delete());
        }
    }
}
