// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.BusAbortException;
import io.bosun.lifecycle.BusRuntime;
import io.bosun.lifecycle.ExitRequest;
import io.bosun.lifecycle.ExitStrategy;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.LogLevel;
import io.bosun.lifecycle.PastTransition;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.StateGraph;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.WhenBusy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The bus without a container: one thread walks. */
class SerialBus extends ChannelBus implements BusRuntime {
    static final Duration LAST_MOMENT = Duration.ofSeconds(1);

    private final ExitStatus status = new ExitStatus();
    private final OwnThreads threads = new OwnThreads(log());
    private final History history = new History(() -> settings().historySize());
    private final News news;
    private final Waiters waiters;
    private final Waits waits;
    private final Arrival arrival;
    private final Ending ending;
    private final Walker walker;
    private final Requests requests;
    private final BusLoop loop;
    private final Closing closing;
    private final AtomicBoolean exiting = new AtomicBoolean();

    SerialBus(BusPlan plan, BusSettings settings, HopHook hook, ExitStrategy exits) {
        super(plan, settings);
        String thread = "bosun-lifecycle" + (plan.name().equals(DEFAULT_BUS) ? "" : "-" + plan.name());
        news = new News(thread + "-news");
        waiters = new Waiters(news);
        waits = new Waits(this, waiters, threads, log());
        arrival = new Arrival(plan.initial(), waiters, log(), hook);
        ending = new Ending(this, plan, status, threads, () -> settings().threadsMillis(), exits, log());
        walker = new Walker(this, plan, channels(), gate(), arrival, ending, status, history, log());
        requests = new Requests(plan.last(), gate(), () -> settings().queueSize());
        loop = new BusLoop(thread, this, requests, walker, log(), this::over);
        closing = new Closing(this, requests, loop, ending, waiters, news);
    }

    @Override
    public final LifecycleBus bus() {
        return this;
    }

    @Override
    public final State state() {
        return arrival.state();
    }

    final State last() {
        return plan().last();
    }

    @Override
    public final StateGraph graph() {
        return plan().graph();
    }

    @Override
    public final Map<State, State> errors() {
        return plan().errors();
    }

    @Override
    public final int exitStatus() {
        return status.get();
    }

    @Override
    public final List<PastTransition> history() {
        return history.walks();
    }

    @Override
    public final ThreadFactory threads(String name) {
        return threads.factory(Objects.requireNonNull(name, "name"));
    }

    @Override
    public final void post(String channel, Object... arguments) {
        if (channel != null) {
            requests.post(new Post(channel, Publication.arguments(arguments)));
            loop.start();
        }
    }

    @Override
    public final TransitionReport transition(State to, String reason, WhenBusy whenBusy) throws InterruptedException {
        return walk(List.of(to), reason, Objects.requireNonNull(whenBusy, "whenBusy"));
    }

    @Override
    public final TransitionReport graceful(String reason) throws InterruptedException {
        return walk(List.of(role(plan().rest(), "rest"), role(plan().work(), "work")), reason, WhenBusy.QUEUE);
    }

    private State role(Optional<State> state, String role) {
        return state.orElseThrow(() -> new IllegalStateException(
                "Bus " + name() + " has no state of " + role + "; name one in its configuration"));
    }

    private TransitionReport walk(List<State> legs, String reason, WhenBusy whenBusy) throws InterruptedException {
        if (loop.isHere()) {
            if (legs.contains(last())) {
                bind(reason);
            }
            return walker.walk(legs, reason, Thread.currentThread().getName());
        }
        Request shared = ask(legs, reason, whenBusy, true);
        threads.waits(true);
        try {
            return shared.answer().get();
        } catch (InterruptedException e) {
            requests.giveUp(shared);
            throw e;
        } catch (ExecutionException e) {
            if (Failures.isAbort(e.getCause())) {
                throw Failures.abort(e.getCause());
            }
            throw new IllegalStateException(
                    "The walk to " + shared.target() + " broke off: " + Texts.line(e.getCause()), e.getCause());
        } finally {
            threads.waits(false);
        }
    }

    private Request ask(List<State> legs, String reason, WhenBusy whenBusy, boolean waits) {
        Request shared = requests.ask(new Request(legs, reason), whenBusy, waits);
        loop.start();
        if (shared.target().equals(last())) {
            exits(reason);
        }
        return shared;
    }

    @Override
    public final CompletionStage<TransitionReport> request(State to, String reason, WhenBusy whenBusy) {
        Objects.requireNonNull(whenBusy, "whenBusy");
        news.check(settings().queueSize());
        return ask(List.of(to), reason, whenBusy, false).stage(news);
    }

    /** Asks for a walk of which its owner wants to hear nothing, not even that the bus is closed. */
    final void request(State to, String reason) {
        try {
            ask(List.of(to), reason, WhenBusy.QUEUE, false);
        } catch (IllegalStateException e) {
            log(LogLevel.DEBUG, "No walk to " + to, e);
        }
    }

    @Override
    public final void exit(int status, String reason) {
        if (status < 0 || status > 255) {
            throw new IllegalArgumentException("Not an exit status: " + status + "; give 0 to 255");
        }
        this.status.ask(status);
        if (!ended().isDone()) {
            request(last(), reason);
        }
    }

    /** Exits because of what nobody waits for. */
    final void exit(Throwable abort, String where) {
        int asked =
                abort instanceof ExitRequest request ? request.status() : abort instanceof BusAbortException ? 0 : 1;
        log(LogLevel.ERROR, "The bus exits with status " + asked + ": " + where + " was broken off", abort);
        exit(asked, Texts.line(abort));
    }

    /** From now on the bus goes to its last state, and nowhere else; on the bus's thread. */
    final void bind(String reason) {
        if (!gate().bound()) {
            walker.renewHops();
        }
        gate().bind();
        exits(reason);
    }

    private void over() {
        closing.over();
    }

    private void exits(String reason) {
        if (exiting.compareAndSet(false, true)) {
            exiting(reason);
        }
    }

    /** Called once, when the bus begins to go to its end, on the thread of whoever asked or its own. */
    void exiting(String reason) {
        // for the owner of the bus
    }

    @Override
    public final Optional<State> await(Set<State> states, Duration timeout) throws InterruptedException {
        return waits.await(states, TimeUnit.NANOSECONDS.convert(timeout));
    }

    @Override
    public final Optional<State> await(Set<State> states, Duration timeout, String channel, Duration interval)
            throws InterruptedException {
        long nanos = TimeUnit.NANOSECONDS.convert(interval);
        if (nanos <= 0) {
            throw new IllegalArgumentException("Not an interval: " + interval + "; give more than nothing");
        }
        return waits.await(states, TimeUnit.NANOSECONDS.convert(timeout), channel, nanos);
    }

    final void refuseOnBusThread(String what) {
        if (loop.isHere()) {
            throw new IllegalStateException(what + " on the bus's own thread would never end");
        }
    }

    @Override
    public final int block() {
        waits.block();
        waits.blocked();
        return exitStatus();
    }

    @Override
    public final CompletionStage<State> whenReached(State state) {
        news.check(settings().queueSize());
        Told<State> stage = graph().states().contains(state) ? waiters.stage(state) : waiters.never();
        // Only now, being known: what was entered before is seen here, what is entered later completes the stage.
        return state().equals(state) ? CompletableFuture.completedStage(state) : stage;
    }

    @Override
    public final <T> CompletionStage<T> startWithCallback(String name, Callable<T> callback) {
        news.check(settings().queueSize());
        Callback<T> made = new Callback<>(
                threads, news, Objects.requireNonNull(name, "name"), Objects.requireNonNull(callback, "callback"));
        ask(List.of(role(plan().work(), "work")), "start of " + name, WhenBusy.QUEUE, false)
                .answer()
                .whenComplete((report, failure) -> made.walked(report));
        return made.told();
    }

    /** How many threads await a state. */
    final int waiting() {
        return waiters.size();
    }

    /** How many requests and posts have not begun yet. */
    final int queued() {
        return requests.waiting();
    }

    /** Completed in the last state, after its listeners; cancelled if the bus is closed before. */
    final CompletableFuture<State> ended() {
        return ending.ended();
    }

    /**
     * Exits and waits for the end of the walk, at most so long.
     *
     * @return false if it has not ended
     */
    final boolean finish(String reason, Duration patience) throws InterruptedException {
        if (loop.isHere()) {
            walk(List.of(last()), reason, WhenBusy.QUEUE);
            return true;
        }
        return closing.finish(reason, patience);
    }

    /** Interrupts whatever listener holds the bus, and says in the log where it hangs. */
    final void interrupt(String why) {
        closing.interrupt(why);
    }

    /** Calls the exit strategy although the bus has not come to its end. */
    final void giveUp(String reason) {
        ending.giveUp("Exit (" + reason + ") not done in " + state() + ", whose listener ignores its interrupt");
    }

    /** Closes the bus: whoever waits for it is told, and its thread ends. */
    final void shut() {
        closing.shut();
    }
}
