// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import io.bosun.command.CommandException;
import io.bosun.command.Reason;
import io.bosun.transport.Berth;
import io.bosun.transport.Dispatcher;
import io.bosun.transport.PayloadCodec;
import io.bosun.transport.RouteEntry;
import io.bosun.transport.RouteListener;
import io.bosun.transport.RouteSource;
import io.bosun.transport.link.Frame;
import io.bosun.transport.link.FrameKind;
import io.bosun.transport.link.Link;
import io.bosun.transport.link.LinkListener;
import java.lang.System.Logger.Level;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Makes a berth of each target that a peer announces, announces what this process serves, and hands commands that come
 * to the bus. The boss's side of a link also announces what its other hands serve.
 */
@Component(service = LinkListener.class, immediate = true, configurationPid = "io.bosun.transport.router")
@Designate(ocd = RouterConfig.class)
public final class Router implements LinkListener, RouteListener, Lane.Yard {
    private static final System.Logger LOG = System.getLogger(Router.class.getName());

    private final PayloadCodec codec;
    private final Function<Berth, Runnable> berths;
    private final Map<Link, Lane> lanes = new ConcurrentHashMap<>();
    /** Grows from one router of this process to the next, too: the peer may have heard of the one before. */
    private final AtomicLong versions = new AtomicLong(System.nanoTime());

    private volatile int maxPending;
    private volatile Dispatcher dispatcher;
    private volatile RouteSource source;
    private volatile boolean closed;
    private ServiceRegistration<RouteListener> listening;

    @Activate
    public Router(BundleContext context, @Reference PayloadCodec codec, RouterConfig config) {
        this(codec, berth -> register(context, berth), config.maxPending());
    }

    /** @param berths makes a berth known; what it returns undoes that */
    Router(PayloadCodec codec, Function<Berth, Runnable> berths, int maxPending) {
        this.codec = codec;
        this.berths = berths;
        this.maxPending = checked(maxPending);
    }

    /** Not a service of this component: the bus and the router would each wait for the other one to be activated. */
    @Activate
    void open(BundleContext context) {
        listening = context.registerService(RouteListener.class, this, null);
    }

    @Modified
    void modified(RouterConfig config) {
        maxPending = checked(config.maxPending());
    }

    @Deactivate
    void close() {
        if (listening != null) {
            listening.unregister();
        }
        closed = true;
        List.copyOf(lanes.keySet()).forEach(this::abandon);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setDispatcher(Dispatcher bus) {
        dispatcher = bus;
    }

    void unsetDispatcher(Dispatcher bus) {
        if (dispatcher == bus) {
            dispatcher = null;
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setSource(RouteSource bus) {
        source = bus;
        announceToAll();
    }

    void unsetSource(RouteSource bus) {
        if (source == bus) {
            source = null;
            announceToAll();
        }
    }

    @Override
    public void routesChanged(RouteSource changed) {
        announceToAll();
    }

    @Override
    public Set<FrameKind> kinds() {
        return Set.of(FrameKind.ROUTES, FrameKind.COMMAND, FrameKind.REPLY, FrameKind.FAILURE, FrameKind.CANCEL);
    }

    @Override
    public void opened(Link link) {
        if (closed) {
            return;
        }
        Lane lane = new Lane(this, link);
        lanes.put(link, lane);
        announceTo(lane);
        if (closed) {
            abandon(link);
        }
    }

    @Override
    public void received(Link link, Frame frame) {
        Lane lane = lanes.get(link);
        if (lane == null) {
            return;
        }
        switch (frame.kind()) {
            case COMMAND -> arrive(lane, frame);
            case CANCEL -> {
                new BodyReader(frame.body()).end("cancellation");
                lane.cancel(frame.correlation());
            }
            case REPLY -> lane.reply(frame.correlation(), frame.body());
            case FAILURE -> lane.failure(frame.correlation(), FailureBody.decode(frame.body()));
            case ROUTES -> learn(lane, RoutesBody.decode(frame.body()));
            default -> throw new IllegalArgumentException("a router gets no " + frame.kind());
        }
    }

    @Override
    public void room(Link link) {
        Lane lane = lanes.get(link);
        if (lane == null) {
            return;
        }
        if (lane.takeBehind()) {
            announceTo(lane);
        }
        lane.room();
    }

    @Override
    public void closed(Link link, String reason) {
        Lane lane = lanes.remove(link);
        if (lane != null) {
            lane.closed(reason);
            announceToOthers(link);
        }
    }

    @Override
    public PayloadCodec codec() {
        return codec;
    }

    @Override
    public int maxPending() {
        return maxPending;
    }

    @Override
    public Runnable register(Berth berth) {
        return berths.apply(berth);
    }

    /** Frames that came for nobody, see {@link Lane#late}, over all links that are open. */
    long late() {
        return lanes.values().stream().mapToLong(Lane::late).sum();
    }

    private void abandon(Link link) {
        Lane lane = lanes.remove(link);
        if (lane != null) {
            lane.announce(new RoutesBody(versions.incrementAndGet(), List.of()));
            lane.abandon("the router ends");
        }
    }

    private void arrive(Lane lane, Frame frame) {
        ArrivedEnvelope envelope = new ArrivedEnvelope(lane, frame.correlation(), CommandBody.decode(frame.body()));
        if (lane.arrived(envelope)) {
            dispatch(envelope, lane.link());
        }
    }

    private void dispatch(ArrivedEnvelope envelope, Link link) {
        Dispatcher bus = dispatcher;
        if (bus == null) {
            envelope.fail(Reason.NO_HANDLER, false, new CommandException("no bus takes " + envelope));
            return;
        }
        try {
            bus.dispatch(envelope, !link.isAccepted());
        } catch (RuntimeException | Error broken) {
            LOG.log(Level.ERROR, "The bus failed at " + envelope, broken);
            envelope.fail(Reason.REFUSED, true, broken);
        }
    }

    private void learn(Lane lane, RoutesBody routes) {
        if (lane.announced(routes)) {
            announceToOthers(lane.link());
        }
    }

    private void announceToAll() {
        lanes.values().forEach(this::announceTo);
    }

    /** What one hand serves concerns the other hands; a boss is told of nothing but its hand's own. */
    private void announceToOthers(Link link) {
        if (!link.isAccepted()) {
            return;
        }
        for (Lane each : lanes.values()) {
            if (each.link() != link && each.link().isAccepted()) {
                announceTo(each);
            }
        }
    }

    private void announceTo(Lane lane) {
        if (closed || announcedTo(lane)) {
            return;
        }
        lane.fallBehind();
        // Again, for the news of room may have come before anybody was behind; after this refusal it comes once more.
        announcedTo(lane);
    }

    private boolean announcedTo(Lane lane) {
        // Numbered before it is read: of two that overtake each other, the later reading has the greater number.
        long version = versions.incrementAndGet();
        return lane.announce(new RoutesBody(version, routesFor(lane)));
    }

    private List<RouteEntry> routesFor(Lane lane) {
        Map<String, RouteEntry> entries = new TreeMap<>();
        RouteSource bus = source;
        if (bus != null) {
            bus.local().forEach(each -> entries.put(each.target() + "\n" + each.key(), each));
        }
        if (lane.link().isAccepted()) {
            for (Lane other : lanes.values()) {
                if (other != lane) {
                    other.routes().forEach(each -> entries.putIfAbsent(each.target() + "\n" + each.key(), each));
                }
            }
        }
        return List.copyOf(entries.values());
    }

    private static Runnable register(BundleContext context, Berth berth) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(Berth.TARGET, berth.target());
        properties.put(Berth.PLACE, berth.place());
        ServiceRegistration<Berth> registration = context.registerService(Berth.class, berth, properties);
        return registration::unregister;
    }

    private static int checked(int maxPending) {
        if (maxPending < 1) {
            throw new IllegalArgumentException("maxPending=" + maxPending + ": give it a number from 1 on");
        }
        return maxPending;
    }
}
