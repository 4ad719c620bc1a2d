// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.BusChannels;
import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.ExitStrategy;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.StateGraph;
import io.bosun.lifecycle.Subscription;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.WhenBusy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A bus, the states that its listeners heard, what it logged, and threads for those who ask it. */
final class Rig implements AutoCloseable {
    static final Duration LIVELY = Duration.ofSeconds(20);

    final List<String> trail = new CopyOnWriteArrayList<>();
    final List<String> exits = new CopyOnWriteArrayList<>();
    final SerialBus bus;
    private final ExecutorService pool = Executors.newCachedThreadPool();

    Rig() {
        this(BusSettings.DEFAULTS);
    }

    Rig(BusSettings settings) {
        this(BusPlan.process("test"), settings);
    }

    Rig(BusPlan plan, BusSettings settings) {
        ExitStrategy strategy = (own, status) -> exits.add(own.state() + " " + status);
        bus = new SerialBus(plan, settings, HopHook.NONE, strategy);
        plan.graph().states().forEach(state -> bus.subscribe(state.name(), -1, event -> trail.add(state.name())));
    }

    /** A plan without error states, whose last state is no part of the graph unless it is named there. */
    static BusPlan plain(StateGraph graph, State initial) {
        return new BusPlan(
                "plain",
                graph,
                Map.of(),
                initial,
                Optional.empty(),
                Optional.empty(),
                new State("GONE"),
                Set.of(),
                Set.of(),
                Set.of(),
                Map.of());
    }

    @Override
    public void close() {
        pool.shutdownNow();
        bus.shut();
    }

    /** Calls on a thread of its own. */
    <T> Future<T> async(Callable<T> call) {
        return pool.submit(call);
    }

    Future<TransitionReport> walk(State to, WhenBusy whenBusy) {
        return async(() -> bus.transition(to, "test", whenBusy));
    }

    /** Asks on a thread of its own, and returns when that waits in the queue. */
    Future<TransitionReport> queue(State to, WhenBusy whenBusy) {
        int before = bus.queued();
        Future<TransitionReport> asked = walk(to, whenBusy);
        awaitQueued(before + 1);
        return asked;
    }

    void awaitQueued(int requests) {
        Awaitility.await().atMost(LIVELY).until(() -> bus.queued() == requests);
    }

    static <T> T get(Future<T> future) throws Exception {
        return future.get(LIVELY.toSeconds(), TimeUnit.SECONDS);
    }

    static void pass(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(LIVELY.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("Waited too long");
        }
    }

    /** A listener that waits until it may go on. */
    Barrier hold(String channel, int priority) {
        Barrier barrier = new Barrier();
        barrier.subscription = bus.subscribe(channel, priority, barrier);
        return barrier;
    }

    Subscription fail(String channel, Throwable failure) {
        return fail(channel, BusListener.DEFAULT_PRIORITY, failure);
    }

    Subscription fail(String channel, int priority, Throwable failure) {
        return bus.subscribe(channel, priority, event -> {
            if (failure instanceof Exception exception) {
                throw exception;
            }
            throw (Error) failure;
        });
    }

    /** Walks somewhere else from within a listener, so many times. */
    void nest(String channel, int priority, State target, int times) {
        int[] left = {times};
        bus.subscribe(channel, priority, event -> {
            if (left[0]-- <= 0) {
                return null;
            }
            return event.bus()
                    .transition(target, "nested in " + event.channel())
                    .outcome();
        });
    }

    /** Returns what is logged from now on, each as its level and its message. */
    List<String> logged() {
        List<String> logged = new CopyOnWriteArrayList<>();
        bus.subscribe(BusChannels.LOG, -1, event -> {
            List<Object> said = event.arguments();
            String cause = said.get(2) == null
                    ? ""
                    : " <" + ((Throwable) said.get(2)).getClass().getSimpleName() + ">";
            return logged.add(said.get(1) + " " + said.get(0) + cause);
        });
        return logged;
    }

    TransitionReport run() throws InterruptedException {
        return bus.transition(ProcessState.RUN, "test");
    }

    /** Somebody who stops within a listener until he is let on. */
    static final class Barrier implements BusListener {
        final CountDownLatch reached = new CountDownLatch(1);
        final CountDownLatch open = new CountDownLatch(1);
        private Subscription subscription;

        @Override
        public Object on(BusEvent event) throws InterruptedException {
            reached.countDown();
            pass(open);
            return "held";
        }

        void awaitReached() throws InterruptedException {
            pass(reached);
        }

        void open() {
            open.countDown();
        }

        void leave() {
            subscription.close();
        }
    }
}
