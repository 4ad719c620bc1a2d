// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.AsyncCommandHandler;
import io.bosun.command.CommandHandler;
import io.bosun.command.CommandRegistrationException;
import io.bosun.command.CommandRegistry;
import io.bosun.command.CommandRoute;
import io.bosun.command.TargetStatus;
import io.bosun.transport.Berth;
import io.bosun.transport.BerthFactory;
import io.bosun.transport.PayloadCodec;
import io.bosun.transport.Placement;
import io.bosun.transport.RouteEntry;
import io.bosun.transport.RouteListener;
import io.bosun.transport.RouteSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Follows handlers, placements and berths as they come and go, and keeps the {@link RouteTable} in step. */
@Component(
        service = {CommandRegistry.class, RouteSource.class, WhiteboardCommandRegistry.class},
        configurationPid = "io.bosun.command.provider")
public class WhiteboardCommandRegistry implements CommandRegistry, RouteSource {
    private static final Logger LOG = System.getLogger(WhiteboardCommandRegistry.class.getName());

    private final BundleContext context;
    private final AtomicReference<PayloadCodec> codec = new AtomicReference<>();
    private final List<RouteListener> listeners = new CopyOnWriteArrayList<>();
    /** Guards nothing but the order of notifications. */
    private final Object telling = new Object();

    private final RouteTable table;
    private List<RouteEntry> told = List.of();

    /** Called by Declarative Services. */
    @Activate
    public WhiteboardCommandRegistry(
            BundleContext context, @Reference BerthFactory berths, BusConfiguration configuration) {
        this(context, berths, Settings.of(configuration));
    }

    WhiteboardCommandRegistry(BundleContext context, BerthFactory berths, Settings settings) {
        this.context = context;
        String name = Optional.ofNullable(context.getProperty("bosun.name")).orElse(Berth.BOSS);
        this.table = new RouteTable(name, berths, new Replies(codec::get), settings, this::tell);
    }

    @Modified
    void modified(BusConfiguration configuration) {
        table.configure(Settings.of(configuration));
    }

    @Deactivate
    void deactivate() {
        table.close();
    }

    RouteTable table() {
        return table;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addHandler(ServiceReference<CommandHandler<?, ?>> handler) {
        add(handler);
    }

    void updatedHandler(ServiceReference<CommandHandler<?, ?>> handler) {
        add(handler);
    }

    void removeHandler(ServiceReference<CommandHandler<?, ?>> handler) {
        table.remove(handler);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addAsyncHandler(ServiceReference<AsyncCommandHandler<?, ?>> handler) {
        add(handler);
    }

    void updatedAsyncHandler(ServiceReference<AsyncCommandHandler<?, ?>> handler) {
        add(handler);
    }

    void removeAsyncHandler(ServiceReference<AsyncCommandHandler<?, ?>> handler) {
        table.remove(handler);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addBerth(Berth berth) {
        table.add(berth);
    }

    void removeBerth(Berth berth) {
        table.remove(berth);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addPlacement(ServiceReference<Placement> reference, Placement placement) {
        table.add(reference, placement);
    }

    void removePlacement(ServiceReference<Placement> reference) {
        table.removePlacement(reference);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setCodec(PayloadCodec available) {
        codec.set(available);
    }

    void unsetCodec(PayloadCodec gone) {
        codec.compareAndSet(gone, null);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addRouteListener(RouteListener listener) {
        listeners.add(listener);
    }

    void removeRouteListener(RouteListener listener) {
        listeners.remove(listener);
    }

    @Override
    public List<CommandRoute> routes() {
        return table.report().commands();
    }

    @Override
    public Optional<CommandRoute> routeFor(Class<?> command) {
        try {
            return Optional.ofNullable(table.routeOf(command)).flatMap(RouteReport::describe);
        } catch (CommandRegistrationException e) {
            // No command: it has no route.
            return Optional.empty();
        }
    }

    @Override
    public List<TargetStatus> targets() {
        return table.report().targets();
    }

    @Override
    public List<String> failures() {
        return table.failures();
    }

    @Override
    public List<RouteEntry> local() {
        return table.report().local();
    }

    private void add(ServiceReference<?> handler) {
        try {
            table.add(Registration.of(context, handler));
        } catch (CommandRegistrationException e) {
            LOG.log(Level.ERROR, "Handler refused: " + e.getMessage(), e);
            table.refuse(handler, e.getMessage());
        }
    }

    private void tell() {
        synchronized (telling) {
            List<RouteEntry> now = table.report().local();
            if (now.equals(told)) {
                return;
            }
            told = now;
            for (RouteListener each : listeners) {
                try {
                    each.routesChanged(this);
                } catch (Throwable thrown) {
                    LOG.log(Level.ERROR, "Route listener " + each + " failed", thrown);
                }
            }
        }
    }
}
