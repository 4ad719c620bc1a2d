// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Acceptance;
import io.bosun.command.Command;
import io.bosun.command.CommandBus;
import io.bosun.command.CommandException;
import io.bosun.command.DeadLetter;
import io.bosun.command.Reason;
import io.bosun.command.UndeliveredException;
import io.bosun.transport.Dispatcher;
import io.bosun.transport.Envelope;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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
    private static final int THREADS = 2;
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final RouteTable table;
    private final DeadLetterStore letters;
    private final Offering offering;
    private final Outstanding outstanding = new Outstanding();
    private final OneWay oneWay = new OneWay();
    private final Set<Asking> asks = ConcurrentHashMap.newKeySet();
    private final AtomicLong ids = new AtomicLong();
    private final ScheduledThreadPoolExecutor executor;
    private volatile Settings settings;
    private volatile boolean stopping;

    /** Called by Declarative Services. */
    @Activate
    public RoutingCommandBus(
            @Reference WhiteboardCommandRegistry registry,
            @Reference DeadLetterStore letters,
            BusConfiguration configuration) {
        this(registry.table(), letters, Settings.of(configuration));
    }

    RoutingCommandBus(RouteTable table, DeadLetterStore letters, Settings settings) {
        this.table = table;
        this.letters = letters;
        this.settings = settings;
        this.offering = new Offering(letters, table.name(), table::soon);
        this.executor = new ScheduledThreadPoolExecutor(THREADS, new Named());
        executor.setRemoveOnCancelPolicy(true);
        // Now, not at the first ask: a thread holds on to what is on the stack that makes it.
        executor.prestartAllCoreThreads();
        table.onUnparked(offering::unpark);
    }

    @Modified
    void modified(BusConfiguration configuration) {
        settings = Settings.of(configuration);
    }

    @Deactivate
    void deactivate() {
        stopping = true;
        asks.forEach(each -> each.expire(Reason.SHUT_DOWN));
        executor.shutdown();
    }

    /** The name of this process. */
    String name() {
        return table.name();
    }

    @Override
    public Acceptance send(Command<?> command) {
        Route route = table.routeOf(command.getClass());
        if (route == null || stopping) {
            return Acceptance.refused(stopping ? Reason.SHUT_DOWN : Reason.UNKNOWN_COMMAND);
        }
        long millis = table.specOf(command.getClass()).deadlineMillis();
        long deadline = millis == 0 ? Envelope.NO_DEADLINE : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        return begin(new Attempt(this, route, oneWay, ids.incrementAndGet(), command, deadline, Map.of()));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R> R call(Command<R> command, Duration timeout) throws InterruptedException {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout is " + timeout + ": use more than zero");
        }
        Route route = routeFor(command);
        Calling calling = new Calling();
        long deadline = System.nanoTime() + (timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout).toNanos();
        Attempt first =
                new Attempt(this, route, calling, ids.incrementAndGet(), command, deadline, Chain.headers(name()));
        refuseCycle(first);
        begin(first).orThrow(command);
        if (route.locals.length > 0) {
            // From another process a reply takes longer than it pays to wait awake.
            route.spin.await(calling::isSettled);
        }
        return (R) table.replies().adapt(calling.await(first), table.specOf(command.getClass()), first);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R> CompletionStage<R> ask(Command<R> command) {
        Asking asking = new Asking(table.specOf(command.getClass()), table.replies(), this::execute, asks);
        try {
            Route route = routeFor(command);
            long millis = table.specOf(command.getClass()).deadlineMillis();
            long nanos = TimeUnit.MILLISECONDS.toNanos(millis > 0 ? millis : settings.askMillis());
            Attempt first = new Attempt(
                    this, route, asking, ids.incrementAndGet(), command, System.nanoTime() + nanos, Map.of());
            asking.begun(first);
            begin(first).orThrow(command);
            asking.timer(executor.schedule(() -> asking.expire(Reason.DEADLINE), nanos, TimeUnit.NANOSECONDS));
        } catch (UndeliveredException e) {
            asking.refused(e);
        } catch (RejectedExecutionException e) {
            // Stopped meanwhile.
            asking.expire(Reason.SHUT_DOWN);
        }
        return (CompletionStage<R>) asking.future();
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
                envelope.fail(Reason.REFUSED, false, new CommandException("would wait for itself: " + cycle));
                return;
            }
            Acceptance taken = localOnly ? offering.offerLocal(route, envelope) : offering.offer(route, envelope);
            taken.reason().ifPresent(reason -> envelope.fail(reason, false, null));
        }
    }

    /** Takes commands, from the start of the lifecycle on. */
    void accept() {
        stopping = false;
    }

    /** Refuses new commands, and lets those accepted end, for a time. */
    void stop() {
        stopping = true;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.stopMillis());
        // What they wait for will not come any more, and the others need not wait for them.
        table.failParked();
        outstanding.awaitNone(end);
        table.drain(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }

    /** An attempt of this bus ended, and its outcome was told. */
    void ended() {
        outstanding.remove();
    }

    /** No handler answered this attempt: another one may. */
    void failed(Attempt attempt, Reason reason, boolean mayHaveRun, Throwable cause) {
        Reason why = mayHaveRun && reason == Reason.TARGET_GONE ? Reason.MAY_HAVE_RUN : reason;
        if (mayRetry(attempt, reason, mayHaveRun)) {
            Attempt next = attempt.next(mayHaveRun);
            attempt.outcome.retried(next);
            Acceptance again = offering.offerAgain(next.route, next);
            Reason last = why;
            // From here on this is the attempt that ends, unless its deadline has ended it already.
            again.reason().ifPresent(refused -> next.fail(mayHaveRun ? last : refused, mayHaveRun, cause));
            return;
        }
        letters.add(new DeadLetter(
                attempt.id(),
                attempt.key(),
                attempt.route.entry.target(),
                attempt.sender(),
                why,
                mayHaveRun || attempt.mayHaveRunBefore,
                Objects.toString(cause, ""),
                Instant.now()));
        attempt.outcome.undelivered(attempt, why, cause);
        ended();
    }

    private boolean mayRetry(Attempt attempt, Reason reason, boolean mayHaveRun) {
        boolean lost = reason == Reason.TARGET_GONE || reason == Reason.SHUT_DOWN && !mayHaveRun && !stopping;
        return lost
                && (!mayHaveRun || attempt.route.entry.idempotent())
                && attempt.number < settings.attemptLimit()
                && attempt.remainingNanos() > 0;
    }

    private Acceptance begin(Attempt attempt) {
        outstanding.add();
        try {
            Acceptance taken = offering.offer(attempt.route, attempt);
            if (!taken.isAccepted()) {
                ended();
            }
            return taken;
        } catch (RuntimeException | Error broken) {
            // A berth's defect, or no more threads: nobody knows how far it came, but it must end.
            attempt.fail(Reason.MAY_HAVE_RUN, true, broken);
            return Acceptance.ACCEPTED;
        }
    }

    private Route routeFor(Command<?> command) {
        Route route = table.routeOf(command.getClass());
        if (route == null) {
            throw UndeliveredException.of(
                    Reason.UNKNOWN_COMMAND,
                    command + ": no handler has named " + command.getClass().getName() + "; deploy one",
                    null);
        }
        if (stopping) {
            throw UndeliveredException.of(Reason.SHUT_DOWN, command + ": the bus is stopping", null);
        }
        if (route.isBroadcast()) {
            throw UndeliveredException.of(
                    Reason.REFUSED, command + ": a broadcast has no single reply; use send", null);
        }
        return route;
    }

    private void refuseCycle(Attempt attempt) {
        String cycle = Chain.cycle(attempt, attempt.route.berths, name());
        if (cycle != null) {
            throw UndeliveredException.of(
                    Reason.REFUSED,
                    attempt + " would wait for itself: " + cycle + "; use ask, or another target",
                    null);
        }
    }

    private void execute(Runnable completion) {
        try {
            executor.execute(completion);
        } catch (RejectedExecutionException e) {
            completion.run();
        }
    }

    private static final class Named implements ThreadFactory {
        private final AtomicInteger next = new AtomicInteger();

        @Override
        public Thread newThread(Runnable task) {
            Thread thread = new Thread(task, "bosun-bus-" + next.incrementAndGet());
            // Made within somebody's ask, whose class loader must not stay with it.
            thread.setContextClassLoader(Named.class.getClassLoader());
            thread.setDaemon(true);
            return thread;
        }
    }
}
