// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Acceptance;
import io.bosun.command.BusCounts;
import io.bosun.command.Command;
import io.bosun.command.CommandBus;
import io.bosun.command.CommandException;
import io.bosun.command.CommandPolicy;
import io.bosun.command.CommandSpec;
import io.bosun.command.FullPolicy;
import io.bosun.command.Gather;
import io.bosun.command.Gathered;
import io.bosun.command.Reason;
import io.bosun.command.UndeliveredException;
import io.bosun.transport.Berth;
import io.bosun.transport.Dispatcher;
import io.bosun.transport.Envelope;
import io.bosun.transport.Payload;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Routes commands by exact class, and decides alone on retries: a command that never left this process may always be
 * offered to another berth, one that did only if it is idempotent.
 */
@Component(
        service = {CommandBus.class, Dispatcher.class, RoutingCommandBus.class},
        configurationPid = "io.bosun.command.provider",
        immediate = true)
@Designate(ocd = BusConfiguration.class)
public class RoutingCommandBus implements CommandBus, Dispatcher {
    private static final Duration LONGEST = Duration.ofDays(36_500);
    /** Not even as the policy of a command says. */
    private static final long NOT_AT_ALL = -1;

    private final RouteTable table;
    private final DeadLetterStore letters;
    private final Offering offering;
    private final Fullness fullness;
    private final Outstanding outstanding = new Outstanding();
    private final OneWay oneWay = new OneWay();
    private final Asks asks = new Asks();
    private final Endings endings;
    private final Ids ids = new Ids();

    private volatile Settings settings;
    private volatile boolean stopping;

    /** Called by Declarative Services. */
    @Activate
    public RoutingCommandBus(
            @Reference WhiteboardCommandRegistry registry,
            @Reference DeadLetterStore letters,
            BusConfiguration configuration) {
        this(registry.table(), letters, Settings.of(configuration, Settings.defaults(), told -> {}));
    }

    RoutingCommandBus(RouteTable table, DeadLetterStore letters, Settings settings) {
        this.table = table;
        this.letters = letters;
        this.settings = settings;
        this.offering = new Offering(letters, outstanding, table.name(), table::soon, table::waits);
        this.fullness = new Fullness(offering, () -> stopping);
        this.endings = new Endings(letters, offering, outstanding, () -> this.settings);
        asks.start();
        table.junction().bus(this);
        table.onUnparked(offering::unpark);
        letters.onReplay(this::replay);
    }

    @Modified
    void modified(BusConfiguration configuration) {
        // The registry, which has the same configuration, tells what is wrong with it.
        settings = Settings.of(configuration, settings, told -> {});
    }

    @Deactivate
    void deactivate() {
        stopping = true;
        letters.onReplay(null);
        endings.close();
        offering.stopping(true);
        fullness.stopping();
        asks.close();
    }

    /** The name of this process. */
    String name() {
        return table.name();
    }

    Asks asks() {
        return asks;
    }

    Endings endings() {
        return endings;
    }

    /** A reply as the asker's record declares it. */
    Object adapt(Attempt last, Object reply) {
        Class<?> type = last.command().getClass();
        CommandSpec known = last.route.spec;
        return table.replies().adapt(reply, known != null && known.type() == type ? known : table.specOf(type), last);
    }

    @Override
    public Acceptance send(Command<?> command) {
        if (sendStraight(command)) {
            return Acceptance.ACCEPTED;
        }
        Route route = table.routeOf(command.getClass());
        if (route == null || stopping) {
            return refuse(stopping ? Reason.SHUT_DOWN : Reason.UNKNOWN_COMMAND);
        }
        long deadline = deadline(route);
        Acceptance taken = offering.offerLoose(route, command, deadline);
        if (taken != null && taken.isAccepted()) {
            return taken;
        }
        if (taken != null && Fullness.mayWait(route.policy)) {
            return sendOnceThereIsRoom(route, command, deadline);
        }
        if (taken == null || mayStillBeTaken(route.policy)) {
            return begin(route.wrap(command, deadline));
        }
        outstanding.refused();
        return taken;
    }

    private Acceptance sendOnceThereIsRoom(Route route, Command<?> command, long deadline) {
        CommandPolicy policy = route.policy;
        long end = System.nanoTime() + Fullness.nanos(policy, deadline);
        Acceptance taken = fullness.waitForRoom(route, command, deadline, end);
        if (taken == null) {
            return begin(route.wrap(command, deadline), Math.max(0, end - System.nanoTime()));
        }
        if (taken.isAccepted()) {
            return taken;
        }
        if (policy.retries() > 0) {
            outstanding.accepted();
            return endings.refused(route.wrap(command, deadline), taken);
        }
        outstanding.refused();
        return taken;
    }

    /** Of very many routes none is cached: so this looks at no route. False if there is more to it. */
    private boolean sendStraight(Command<?> command) {
        Object[] handled = table.handled();
        int at = ClassRoutes.find(handled, command.getClass());
        if (at < 0) {
            return false;
        }
        Object route = ClassRoutes.route(handled, at);
        LocalTarget target = ClassRoutes.straight(handled, at);
        if (route == null || target == null || stopping || table.junction().isQueued()) {
            return false;
        }
        outstanding.accepted();
        boolean taken = target.offerLoose(command, route, Envelope.NO_DEADLINE);
        if (!taken) {
            outstanding.takenBack();
        }
        return taken;
    }

    /** Whether a full berth is not the end of a command. */
    private static boolean mayStillBeTaken(CommandPolicy policy) {
        return policy.whenFull() != FullPolicy.REFUSE || policy.retries() > 0;
    }

    /** That of a one-way command. */
    private long deadline(Route route) {
        long millis = route.policy.deadlineMillis();
        return millis == 0 ? Envelope.NO_DEADLINE : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** What one-way commands end in. */
    OneWay oneWay() {
        return oneWay;
    }

    long nextId() {
        return ids.next();
    }

    /** Where the calling thread counts the commands of this process that it handles. */
    Outstanding.Tally tally() {
        return outstanding.tally();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R> R call(Command<R> command, Duration timeout) throws InterruptedException {
        long nanos = nanos(timeout);
        Route route = routeFor(command);
        Calling calling = new Calling();
        Attempt first = attempt(route, calling, command, System.nanoTime() + nanos, Chain.headers(name()));
        refuseCycle(first);
        Acceptance taken = begin(first);
        if (!taken.isAccepted()) {
            throw Failed.undelivered(taken.reason().orElseThrow(), command, null);
        }
        if (route.locals.length > 0) {
            // From another process a reply takes longer than it pays to wait awake.
            route.spin.await(calling);
        }
        return (R) adapt(first, calling.await(first));
    }

    @Override
    public <R> CompletionStage<R> ask(Command<R> command) {
        return ask(command, 0);
    }

    @Override
    public <R> CompletionStage<R> ask(Command<R> command, Duration timeout) {
        return ask(command, nanos(timeout));
    }

    /** Zero nanoseconds for those of the command's policy. */
    @SuppressWarnings("unchecked")
    private <R> CompletionStage<R> ask(Command<R> command, long nanos) {
        Asking asking = new Asking();
        try {
            Route route = routeFor(command);
            long wait = nanos > 0 ? nanos : askNanos(route);
            Attempt first = attempt(route, asking, command, System.nanoTime() + wait, Map.of());
            asking.begun(first);
            if (!asks.add(asking, settings.askLimit())) {
                throw tooManyAsks(command);
            }
            Acceptance taken = begin(first);
            if (!taken.isAccepted()) {
                asks.remove(asking, first.id());
                asking.refused(Failed.undelivered(taken.reason().orElseThrow(), command, null));
            }
        } catch (UndeliveredException refusal) {
            asking.refused(refusal);
        }
        return (CompletionStage<R>) asking;
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public <R> CompletionStage<Gathered<R>> askAll(Command<R> broadcast, Gather gather, Duration timeout) {
        long deadline = System.nanoTime() + nanos(timeout);
        StageGathering gathering = new StageGathering(
                nextId(), deadline, gather, asks, table.specOf(broadcast.getClass()), table.replies());
        try {
            Route route = knownRoute(broadcast);
            if (!route.isBroadcast()) {
                throw refusal(Reason.REFUSED, broadcast + ": it goes to one berth only; use ask");
            }
            if (route.berths.length == 0) {
                throw refusal(Reason.NO_HANDLER, broadcast + ": no berth handles it at the moment; ask later");
            }
            boolean here = name().equals(Berth.BOSS);
            Attempt first =
                    attempt(route, gathering, broadcast, deadline, here ? Map.of() : RelayedGathering.headers(gather));
            gathering.begun(first);
            if (!asks.add(gathering, settings.askLimit())) {
                throw tooManyAsks(broadcast);
            }
            Acceptance taken = begin(first);
            if (!taken.isAccepted()) {
                gathering.refused(Failed.undelivered(taken.reason().orElseThrow(), broadcast, null));
            }
        } catch (UndeliveredException refusal) {
            gathering.refused(refusal);
        }
        return (CompletionStage) gathering.stage();
    }

    @Override
    public BusCounts counts() {
        return outstanding.counts();
    }

    /** Sends a command again that was a dead letter. */
    Acceptance replay(String key, Payload payload) {
        Route route = table.routeOf(key);
        if (route == null || stopping) {
            return refuse(stopping ? Reason.SHUT_DOWN : Reason.UNKNOWN_COMMAND);
        }
        return begin(route.wrap(payload, deadline(route)));
    }

    @Override
    public void dispatch(Envelope envelope, boolean localOnly) {
        Route route = table.routeOf(envelope.key());
        if (route == null) {
            envelope.fail(Reason.UNKNOWN_COMMAND, false, null);
        } else if (stopping) {
            envelope.fail(Reason.SHUT_DOWN, false, null);
        } else {
            String cycle = Chain.cycle(envelope, localOnly ? route.locals : route.berths, name());
            if (cycle != null) {
                Chain.refuse(envelope, cycle);
                return;
            }
            if (!localOnly && route.isBroadcast() && RelayedGathering.isWanted(envelope)) {
                gather(route, envelope);
                return;
            }
            Acceptance taken = localOnly ? offering.offerLocal(route, envelope) : offering.offer(route, envelope);
            taken.reason().ifPresent(reason -> envelope.fail(reason, false, null));
        }
    }

    /** A hand wants to know what becomes of its broadcast. */
    private void gather(Route route, Envelope envelope) {
        RelayedGathering gathering;
        try {
            gathering = RelayedGathering.of(envelope, nextId(), askNanos(route), asks, table.replies());
        } catch (IllegalArgumentException unknown) {
            envelope.fail(Reason.REFUSED, false, new CommandException("cannot gather: " + unknown.getMessage()));
            return;
        }
        if (route.berths.length == 0) {
            envelope.fail(Reason.NO_HANDLER, false, null);
        } else if (!asks.add(gathering, settings.askLimit())) {
            envelope.fail(Reason.REJECTED_FULL, false, null);
        } else if (!envelope.carry(gathering)) {
            gathering.drop();
        } else {
            // On a link's thread, which must not wait for room.
            Acceptance taken = begin(Attempt.of(route, gathering, envelope), NOT_AT_ALL);
            taken.reason().ifPresent(reason -> gathering.undelivered(null, reason, null));
        }
    }

    /** Takes commands, from the start of the lifecycle on. */
    void accept() {
        table.resumeParking();
        stopping = false;
        endings.stopping(false);
        offering.stopping(false);
    }

    /** Refuses new commands, and lets those accepted end, for a time. */
    void stop() {
        stopping = true;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.stopMillis());
        endings.stopping(true);
        offering.stopping(true);
        fullness.stopping();
        // What they wait for will not come any more, and the others need not wait for them.
        table.failParked();
        outstanding.awaitNone(end);
        table.drain(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }

    private Acceptance begin(Attempt attempt) {
        return begin(attempt, Fullness.AS_DECLARED);
    }

    private Acceptance begin(Attempt attempt, long waitNanos) {
        outstanding.accepted();
        try {
            Acceptance taken = waitNanos == NOT_AT_ALL
                    ? offering.offer(attempt.route, attempt)
                    : fullness.offer(attempt, waitNanos);
            return taken.isAccepted() ? taken : endings.refused(attempt, taken);
        } catch (RuntimeException | Error broken) {
            // A berth's defect, or no more threads: nobody knows how far it came, but it must end.
            attempt.fail(Reason.MAY_HAVE_RUN, true, broken);
            return Acceptance.ACCEPTED;
        }
    }

    private Attempt attempt(
            Route route, Outcome outcome, Command<?> command, long deadlineNanos, Map<String, String> headers) {
        return Attempt.first(route, outcome, nextId(), command, deadlineNanos, headers);
    }

    private long askNanos(Route route) {
        long millis = route.policy.deadlineMillis();
        return TimeUnit.MILLISECONDS.toNanos(millis > 0 ? millis : settings.askMillis());
    }

    private static long nanos(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout is " + timeout + ": use more than zero");
        }
        return (timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout).toNanos();
    }

    /** The route of a command that goes to one berth. */
    private Route routeFor(Command<?> command) {
        Route route = knownRoute(command);
        if (route.isBroadcast()) {
            throw refusal(Reason.REFUSED, command + ": a broadcast has no single reply; use askAll, or send");
        }
        return route;
    }

    private Route knownRoute(Command<?> command) {
        Route route = table.routeOf(command.getClass());
        if (route == null) {
            String problem = ": no handler has named " + command.getClass().getName() + "; deploy one";
            throw refusal(Reason.UNKNOWN_COMMAND, command + problem);
        }
        if (stopping) {
            throw refusal(Reason.SHUT_DOWN, command + ": the bus is stopping; ask again when it runs");
        }
        return route;
    }

    private void refuseCycle(Attempt attempt) {
        String cycle = Chain.cycle(attempt, attempt.route.berths, name());
        if (cycle != null) {
            throw refusal(
                    Reason.REFUSED, attempt + " would wait for itself: " + cycle + "; use ask, or another target");
        }
    }

    private UndeliveredException tooManyAsks(Command<?> command) {
        return refusal(
                Reason.REJECTED_FULL,
                command + ": " + settings.askLimit() + " asks (askLimit) wait for their replies; ask later");
    }

    private UndeliveredException refusal(Reason reason, String detail) {
        outstanding.refused();
        return UndeliveredException.of(reason, detail, null);
    }

    private Acceptance refuse(Reason reason) {
        outstanding.refused();
        return Acceptance.refused(reason);
    }
}
