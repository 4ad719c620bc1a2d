// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import io.bosun.crew.Crew;
import io.bosun.crew.HandStatus;
import io.bosun.crew.Launcher;
import io.bosun.crew.MemoCodec;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.Subscription;
import io.bosun.transport.Berth;
import io.bosun.transport.Placement;
import io.bosun.transport.link.LinkFactory;
import io.bosun.transport.link.LinkListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

/** Ties the crew to the states of the process, to its configurations and to the services that it needs. */
@Component(service = Crew.class, immediate = true, configurationPid = "io.bosun.crew.boss")
@Designate(ocd = BossConfig.class)
public final class Boss implements Crew {
    private static final Logger LOG = System.getLogger(Boss.class.getName());
    private static final int LINKS_CLOSE = 80;
    private static final int HANDS_END = 50;
    private static final int HANDS_START = 50;
    /** Beyond what each hand has for its own end. */
    private static final long STOP_MARGIN_MILLIS = 3_000;

    private final BundleContext context;
    private volatile BossSettings config;
    private final LifecycleBus bus;
    private final MemoCodec codec;
    private final Places places;
    private final Provisions provisions;
    private final HandTable hands;
    private final DoneCount done = new DoneCount();
    private final Set<HandSettings> settings = ConcurrentHashMap.newKeySet();
    private List<Subscription> subscriptions = List.of();
    private ServiceRegistration<LinkListener> memos;

    /** Made when the bus, the links and the codec are there. */
    @Activate
    public Boss(
            BundleContext context,
            BossConfig config,
            @Reference(target = "(" + LifecycleBus.BUS + "=" + LifecycleBus.DEFAULT_BUS + ")") LifecycleBus bus,
            @Reference(target = "(" + LinkFactory.SCHEME + "=unix)") LinkFactory links,
            @Reference MemoCodec codec)
            throws InvalidSyntaxException {
        this.context = context;
        this.config = BossSettings.of(config);
        this.bus = bus;
        this.codec = codec;
        places = Places.of(context);
        provisions = new Provisions(context, places.store(), () -> this.config.settleMillis());
        HandServer handServer = new HandServer(links, () -> this.config.socketDirectory());
        hands = new HandTable(new CrewContext(
                handServer,
                places,
                codec,
                provisions,
                () -> this.config.registrationMillis(),
                () -> this.config.readyMillis()));
    }

    @Activate
    void activate() {
        // By hand, and not as a service of this component: the links would ask for it while it waits for them.
        memos = context.registerService(LinkListener.class, new MemoListener(hands, codec), null);
        hands.open();
        subscriptions = List.of(
                bus.subscribe(ProcessState.START.name(), HANDS_START, event -> start()),
                bus.subscribe(ProcessState.STOP.name(), HANDS_END, event -> stop("the boss stops")),
                bus.subscribe(ProcessState.STOP.name(), LINKS_CLOSE, event -> closeLinks()));
        State state = bus.state();
        if (state.equals(ProcessState.START) || state.equals(ProcessState.RUN)) {
            hands.start();
        }
    }

    /** Hands go on; what is new holds from the next start, wait or change on. */
    @Modified
    void modify(BossConfig changed) {
        config = BossSettings.of(changed);
    }

    @Deactivate
    void deactivate() {
        subscriptions.forEach(Subscription::close);
        stop("the boss's bundle stops");
        closeLinks();
        memos.unregister();
        hands.close();
    }

    @Override
    public List<HandStatus> hands() {
        return hands.views().stream()
                .map(each -> each.status(done.of(each.name()), places.logFile(each.name())))
                .toList();
    }

    @Override
    public boolean isCrewed() {
        return hands.isCrewed();
    }

    @Override
    public void end(String name) {
        if (hands.views().stream().noneMatch(each -> each.name().equals(name))) {
            throw new IllegalArgumentException("There is no hand '" + name + "', but "
                    + hands.views().stream().map(HandView::name).toList());
        }
        hands.end(name);
    }

    private Object start() throws InterruptedException {
        if (!await(hands.start(), config.registrationMillis()) || !hands.isCrewed()) {
            LOG.log(Level.WARNING, "The start goes on without the whole crew: {0}", HandView.text(hands.views()));
        }
        return null;
    }

    private Object stop(String reason) {
        long budget = settings.stream()
                .mapToLong(each -> each.stopMillis() + each.terminateMillis())
                .max()
                .orElse(0);
        finish(hands.stop(reason), budget + STOP_MARGIN_MILLIS, "Hands are left");
        return null;
    }

    private Object closeLinks() {
        finish(hands.closeLinks(), STOP_MARGIN_MILLIS, "Links are left");
        return null;
    }

    /** What ends is ended to the end: an interrupt is kept for later. */
    private void finish(Future<?> future, long millis, String otherwise) {
        boolean interrupted = Thread.interrupted();
        try {
            if (!await(future, millis)) {
                LOG.log(Level.ERROR, "{0} after {1} ms: {2}", otherwise, millis, HandView.text(hands.views()));
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean await(Future<?> future, long millis) throws InterruptedException {
        try {
            future.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("Nothing completes this with a failure", e);
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addHand(ConfiguredHand hand) {
        hand.settings().ifPresent(each -> {
            settings.add(each);
            hands.add(each);
        });
    }

    void removeHand(ConfiguredHand hand) {
        hand.settings().ifPresent(each -> {
            settings.remove(each);
            hands.remove(each);
        });
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addLauncher(Launcher launcher, Map<String, Object> properties) {
        hands.add(String.valueOf(properties.get(Launcher.METHOD)), launcher);
    }

    void removeLauncher(Launcher launcher, Map<String, Object> properties) {
        hands.remove(String.valueOf(properties.get(Launcher.METHOD)), launcher);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addPlacement(Placement placement, Map<String, Object> properties) {
        provisions.put(RankedPlacement.of(placement, properties));
    }

    void updatedPlacement(Placement placement, Map<String, Object> properties) {
        provisions.put(RankedPlacement.of(placement, properties));
    }

    void removePlacement(Placement placement, Map<String, Object> properties) {
        provisions.remove(RankedPlacement.of(placement, properties));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addBerth(Berth berth) {
        done.add(berth.place(), berth);
    }

    void removeBerth(Berth berth) {
        done.remove(berth.place(), berth);
    }
}
