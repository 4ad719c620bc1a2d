// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.AsyncCommandHandler;
import io.bosun.command.CommandHandler;
import io.bosun.command.CommandRegistrationException;
import io.bosun.command.CommandRoute;
import io.bosun.command.HandlerSet;
import io.bosun.command.HandlerStatus;
import io.bosun.command.HandlerStatus.State;
import io.bosun.command.runtime.CommandRuntime;
import io.bosun.command.runtime.RegistryEvent;
import io.bosun.command.runtime.RegistryListener;
import io.bosun.command.runtime.RegistrySnapshot;
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
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.framework.Bundle;
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
        service = {RouteSource.class, CommandRuntime.class, WhiteboardCommandRegistry.class},
        configurationPid = "io.bosun.command.provider")
public class WhiteboardCommandRegistry extends TableRegistry implements RouteSource, CommandRuntime {
    private static final Logger LOG = System.getLogger(WhiteboardCommandRegistry.class.getName());

    private final BundleContext context;
    private final AtomicReference<PayloadCodec> codec = new AtomicReference<>();
    private final RouteNews news = new RouteNews(this, this::served);
    private final RouteTable table;
    private final HandlerReader reader;
    private final HandlerSets sets;
    private final Registrar registrar;

    /** Called by Declarative Services. */
    @Activate
    public WhiteboardCommandRegistry(
            BundleContext context, @Reference BerthFactory berths, BusConfiguration configuration) {
        this(context, berths, Settings.of(configuration, Settings.defaults(), WhiteboardCommandRegistry::refuse));
    }

    WhiteboardCommandRegistry(BundleContext context, BerthFactory berths, Settings settings) {
        this.context = context;
        String name = Optional.ofNullable(context.getProperty("bosun.name")).orElse(Berth.BOSS);
        this.table = new RouteTable(name, berths, new Replies(codec::get), settings, this::tell);
        this.reader = new HandlerReader(context);
        this.sets = new HandlerSets(context, table);
        this.registrar = new Registrar(table);
        context.addBundleListener(registrar);
    }

    @Modified
    void modified(BusConfiguration configuration) {
        table.configure(Settings.of(configuration, table.settings(), WhiteboardCommandRegistry::refuse));
    }

    private static void refuse(String why) {
        LOG.log(Level.ERROR, why);
    }

    @Deactivate
    void deactivate() {
        context.removeBundleListener(registrar);
        table.close();
    }

    @Override
    RouteTable table() {
        return table;
    }

    @Override
    Registrar registrar() {
        return registrar;
    }

    @Override
    Bundle user() {
        return context.getBundle();
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
    void addHandlerSet(ServiceReference<HandlerSet> handlers) {
        sets.add(handlers);
    }

    void updatedHandlerSet(ServiceReference<HandlerSet> handlers) {
        sets.add(handlers);
    }

    void removeHandlerSet(ServiceReference<HandlerSet> handlers) {
        sets.remove(handlers);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addConfiguredCommand(ServiceReference<ConfiguredCommand> command) {
        table.addConfiguration(command);
    }

    void updatedConfiguredCommand(ServiceReference<ConfiguredCommand> command) {
        table.addConfiguration(command);
    }

    void removeConfiguredCommand(ServiceReference<ConfiguredCommand> command) {
        table.removeConfiguration(command);
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
        table.put(reference, placement);
    }

    void updatedPlacement(ServiceReference<Placement> reference, Placement placement) {
        table.put(reference, placement);
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
        news.add(listener);
    }

    void removeRouteListener(RouteListener listener) {
        news.remove(listener);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addRegistryListener(RegistryListener listener) {
        table.events.add(listener);
    }

    void removeRegistryListener(RegistryListener listener) {
        table.events.remove(listener);
    }

    @Override
    public List<RouteEntry> local() {
        return table.read(table.served::list);
    }

    @Override
    public RegistrySnapshot snapshot() {
        record Seen(
                long changes, List<CommandRoute> routes, RouteReport.Targets targets, List<HandlerStatus> handlers) {}
        Seen seen = table.read(() -> new Seen(
                table.events.count(),
                new RouteReport(table).commands(),
                new RouteReport(table).targets(),
                new HandlerStates(table).all()));
        return new RegistrySnapshot(
                seen.changes(), seen.routes(), seen.targets().statuses(), seen.handlers());
    }

    @Override
    public List<RegistryEvent> history() {
        return table.events.history();
    }

    private void add(ServiceReference<?> handler) {
        HandlerGroup group;
        try {
            group = reader.handler(handler);
        } catch (CommandRegistrationException e) {
            LOG.log(Level.ERROR, "Handler refused: " + e.getMessage());
            group = reader.unread(handler, handler, State.INVALID, e.getMessage());
        }
        table.put(group);
    }

    private long served() {
        return table.served.version();
    }

    private void tell() {
        news.tell(table.settings().drainMillis());
    }
}
