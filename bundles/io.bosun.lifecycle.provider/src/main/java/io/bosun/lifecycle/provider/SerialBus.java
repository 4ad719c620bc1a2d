// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.BusRuntime;
import io.bosun.lifecycle.ChannelFailures;
import io.bosun.lifecycle.ExitStrategy;
import io.bosun.lifecycle.Hop;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ListenerStatus;
import io.bosun.lifecycle.PastTransition;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.StateGraph;
import io.bosun.lifecycle.Subscription;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.TransitionReport.Outcome;
import io.bosun.lifecycle.WhenBusy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The bus without a container: one thread walks. Each waiting caller has one request in the queue, and there is one
 * exit request at most, so the queue is as long as there are callers.
 */
class SerialBus implements LifecycleBus, BusRuntime {
    private static final Logger LOGGER = System.getLogger(SerialBus.class.getName());
    static final Duration LAST_MOMENT = Duration.ofSeconds(1);

    private final BusPlan plan;
    private final ChannelTable channels = new ChannelTable();
    private final Waiters waiters = new Waiters();
    private final ExitGate gate;
    private final Walker walker;
    private final ThreadPoolExecutor executor;
    private final CompletableFuture<TransitionReport> ended = new CompletableFuture<>();
    private final ExitStrategy exits;
    private volatile BusSettings settings;
    private volatile Thread thread;
    private volatile boolean late;
    private volatile Runnable bind = () -> {};
    private volatile Supplier<List<ListenerStatus>> refusals = List::of;

    SerialBus(BusPlan plan, BusSettings settings, HopHook hook, ExitStrategy exits) {
        this.plan = plan;
        this.settings = settings;
        this.exits = exits;
        String threadName = "bosun-lifecycle" + (plan.name().equals(DEFAULT_BUS) ? "" : "-" + plan.name());
        this.gate = new ExitGate(plan);
        this.walker = new Walker(this, plan, channels, waiters, gate, hook);
        this.executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread created = new Thread(task, threadName);
            created.setDaemon(true);
            thread = created;
            return created;
        });
    }

    /** From now on these hold; what is under way may still go by the old ones. */
    final void configure(BusSettings changed) {
        settings = changed;
    }

    /** Binds who is bound only when something is published: at its start, if {@link #lateness} was called before. */
    final void latecomers(Runnable binding) {
        bind = binding;
    }

    /** Says that somebody waits to be bound. */
    final void lateness() {
        late = true;
    }

    /** Who else is shown by {@link #listeners}, at its end. */
    final void refusals(Supplier<List<ListenerStatus>> source) {
        refusals = source;
    }

    private void bindLatecomers() {
        if (late) {
            late = false;
            bind.run();
        }
    }

    @Override
    public final LifecycleBus bus() {
        return this;
    }

    @Override
    public final String name() {
        return plan.name();
    }

    @Override
    public final Map<State, State> errors() {
        return plan.errors();
    }

    @Override
    public final List<ListenerStatus> listeners() {
        List<ListenerStatus> all = new ArrayList<>(channels.listeners());
        all.addAll(refusals.get());
        return all;
    }

    @Override
    public final List<PastTransition> history() {
        return List.of();
    }

    @Override
    public final void clear() {
        channels.clear();
    }

    @Override
    public final void log(int level, String message, Throwable cause) {
        try {
            publish(LOG, message, level, cause);
        } catch (RuntimeException | Error e) {
            LOGGER.log(Level.WARNING, "A listener of the log failed", e);
        }
    }

    @Override
    public final void post(String channel, Object... arguments) {
        executor.execute(() -> publish(channel, arguments));
    }

    @Override
    public final TransitionReport transition(State to, String reason, WhenBusy whenBusy) throws InterruptedException {
        return transition(to, reason);
    }

    @Override
    public final CompletionStage<TransitionReport> request(State to, String reason, WhenBusy whenBusy) {
        return CompletableFuture.supplyAsync(() -> walker.walk(to, reason), executor);
    }

    @Override
    public final TransitionReport graceful(String reason) throws InterruptedException {
        TransitionReport rested = transition(plan.rest().orElseThrow(), reason);
        return rested.outcome() == Outcome.REACHED ? transition(plan.work().orElseThrow(), reason) : rested;
    }

    @Override
    public final Optional<State> await(Set<State> states, Duration timeout) throws InterruptedException {
        if (onBusThread() && !states.contains(state())) {
            throw new IllegalStateException("Awaiting " + states + " on the bus's own thread would never end");
        }
        for (State state : states) {
            if (waiters.await(state, timeout, this::state)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }

    @Override
    public final Optional<State> await(Set<State> states, Duration timeout, String channel, Duration interval)
            throws InterruptedException {
        return await(states, timeout);
    }

    @Override
    public final CompletionStage<State> whenReached(State state) {
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public final <T> CompletionStage<T> startWithCallback(String name, Callable<T> callback) {
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public final int block() {
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public final ThreadFactory threads(String name) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Made by the bus of all that went wrong in a publication. */
    ChannelFailures failures(String channel, List<Throwable> failures, List<Object> results) {
        return new ChannelFailures(channel, failures, results);
    }

    @Override
    public final State state() {
        return walker.state();
    }

    @Override
    public final StateGraph graph() {
        return plan.graph();
    }

    @Override
    public final int exitStatus() {
        return gate.status();
    }

    @Override
    public final Subscription subscribe(String channel, int priority, BusListener listener) {
        return subscribe(channel, priority, listener, ListenerId.byHand(listener));
    }

    final Subscription subscribe(String channel, int priority, BusListener listener, ListenerId id) {
        return channels.subscribe(
                Objects.requireNonNull(channel, "channel"), priority, Objects.requireNonNull(listener, "listener"), id);
    }

    @Override
    public final List<Object> publish(String channel, Object... arguments) {
        if (channel == null) {
            return List.of();
        }
        bindLatecomers();
        ChannelTable.Round round = channels.call(Publication.of(this, channel, arguments), CallGuard.NONE);
        if (round.failure().isEmpty()) {
            return round.results();
        }
        if (round.failure().get().failures().stream().anyMatch(InterruptedException.class::isInstance)) {
            Thread.currentThread().interrupt();
        }
        throw round.failure().get();
    }

    @Override
    public TransitionReport transition(State to, String reason) throws InterruptedException {
        Objects.requireNonNull(to, "to");
        if (onBusThread()) {
            return walker.walk(to, reason);
        }
        if (to.equals(plan.last()) && gate.request()) {
            exiting(reason);
        }
        try {
            return submit(to, reason).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The walk to " + to + " broke off", e.getCause());
        } catch (RejectedExecutionException | CancellationException e) {
            throw new IllegalStateException("Cannot walk to " + to + ": the lifecycle bus is closed", e);
        }
    }

    @Override
    public final void exit(int status, String reason) {
        if (status < 0 || status > 255) {
            throw new IllegalArgumentException("Not an exit status: " + status + "; give 0 to 255");
        }
        gate.ask(status);
        if (gate.request()) {
            request(plan.last(), reason);
            exiting(reason);
        }
    }

    /** Called once, at the first request to exit, on the thread of whoever asked. */
    void exiting(String reason) {
        // for the owner of the bus
    }

    /** Asks for a walk and returns at once; for the bus's owner, since these requests are not bounded by waiters. */
    final void request(State to, String reason) {
        try {
            submit(to, reason);
        } catch (RejectedExecutionException e) {
            LOGGER.log(Level.DEBUG, "The lifecycle bus is closed: no walk to " + to, e);
        }
    }

    /** How many threads await a state. */
    final int waiting() {
        return waiters.size();
    }

    /** How many walks have not begun yet. */
    final int queued() {
        return executor.getQueue().size();
    }

    /** Completed with the walk that ended in the last state, after the listeners of that state. */
    final CompletableFuture<TransitionReport> ended() {
        return ended;
    }

    /**
     * Exits and waits for the end of the walk, at most so long.
     *
     * @return false if it has not ended
     */
    final boolean finish(String reason, Duration patience) throws InterruptedException {
        if (onBusThread()) {
            gate.request();
            atEnd(walker.walk(plan.last(), reason));
            return true;
        }
        if (executor.isShutdown()) {
            return ended.isDone();
        }
        exit(0, reason);
        try {
            ended.get(TimeUnit.NANOSECONDS.convert(patience), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("The walk to " + plan.last() + " broke off", e.getCause());
        }
    }

    /** Interrupts whatever listener holds the bus, and says in the log where it hangs. */
    final void interrupt(String why) {
        Thread hanging = thread;
        if (hanging == null || !hanging.isAlive() || ended.isDone()) {
            return;
        }
        String stack = Arrays.stream(hanging.getStackTrace())
                .map(frame -> "\n    at " + frame)
                .collect(Collectors.joining());
        LOGGER.log(Level.ERROR, why + ": still in " + state() + "; its listener is interrupted" + stack);
        hanging.interrupt();
    }

    /** Ends the bus's thread; what it has not done by then is dropped. */
    final void shut() {
        if (onBusThread()) {
            executor.shutdown();
            return;
        }
        // Those who wait for a walk that will not begin must not wait for ever.
        executor.shutdownNow().forEach(dropped -> ((Future<?>) dropped).cancel(false));
        try {
            if (!executor.awaitTermination(LAST_MOMENT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOGGER.log(
                        Level.ERROR,
                        "A listener of " + state() + " ignores its interrupt: thread " + thread + " is left");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Future<TransitionReport> submit(State to, String reason) {
        return executor.submit(() -> {
            long begun = System.nanoTime();
            TransitionReport report = walker.walk(to, reason);
            log(report, System.nanoTime() - begun);
            atEnd(report);
            return report;
        });
    }

    private void atEnd(TransitionReport report) {
        if (report.state().equals(plan.last())) {
            ended.complete(report);
        }
    }

    private boolean onBusThread() {
        return Thread.currentThread() == thread;
    }

    private static void log(TransitionReport report, long nanos) {
        String way = report.hops().stream().map(Hop::to).map(State::name).collect(Collectors.joining(" > "));
        String text = report.outcome() + ": " + report.from() + (way.isEmpty() ? "" : " > " + way) + " in "
                + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms (" + report.reason() + ")";
        // Each failure stands in the log already, with its stack.
        LOGGER.log(report.outcome() == Outcome.FAILED ? Level.WARNING : Level.INFO, text);
    }
}
