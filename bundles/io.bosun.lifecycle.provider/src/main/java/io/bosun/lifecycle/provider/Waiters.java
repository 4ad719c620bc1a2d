// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.State;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Who waits for a state. Told by the hop itself, so a state that is only passed through is not missed. */
final class Waiters {
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
    private final Map<State, Told<State>> stages = new ConcurrentHashMap<>();
    private final Told<State> never = new Told<>();
    private final News news;
    // Not the size of the set: that is a sum of counters, and may miss who comes while another one goes.
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean closed;

    Waiters(News news) {
        this.news = news;
    }

    /** Lets the calling thread wait for any of these. What was entered before is not seen: look after this. */
    Waiter open(Set<State> states) {
        Waiter waiter = new Waiter(Set.copyOf(states));
        waiting.incrementAndGet();
        waiters.add(waiter);
        if (closed) {
            waiter.released.countDown();
        }
        return waiter;
    }

    /** Returns one stage for all who ask for a state; look at the state after this. */
    Told<State> stage(State state) {
        Told<State> stage = stages.computeIfAbsent(state, absent -> new Told<>());
        if (closed) {
            cancel();
        }
        return stage;
    }

    /** Returns the stage of all states that there are not. */
    Told<State> never() {
        return never;
    }

    void entered(State state) {
        if (waiting.get() > 0) {
            waiters.forEach(waiter -> waiter.entered(state));
        }
        Told<State> stage = stages.remove(state);
        if (stage != null) {
            news.tell(() -> stage.tell(state, null));
        }
    }

    int size() {
        return waiters.size();
    }

    void close() {
        closed = true;
        waiters.forEach(waiter -> waiter.released.countDown());
        cancel();
    }

    private void cancel() {
        news.tell(never::tellCancelled);
        for (State state : stages.keySet()) {
            Told<State> stage = stages.remove(state);
            if (stage != null) {
                news.tell(stage::tellCancelled);
            }
        }
    }

    /** One thread that waits. */
    final class Waiter implements AutoCloseable {
        private final Set<State> states;
        private final CountDownLatch released = new CountDownLatch(1);
        private volatile State reached;

        private Waiter(Set<State> states) {
            this.states = states;
        }

        private void entered(State state) {
            if (reached == null && states.contains(state)) {
                reached = state;
                released.countDown();
            }
        }

        /**
         * Returns the first of the states that was entered, or empty after the time.
         *
         * @throws IllegalStateException if the bus is closed first
         */
        Optional<State> await(long nanos) throws InterruptedException {
            if (!released.await(nanos, TimeUnit.NANOSECONDS)) {
                return Optional.empty();
            }
            if (reached == null) {
                throw new IllegalStateException("The bus was closed before it came to any of " + states);
            }
            return Optional.of(reached);
        }

        @Override
        public void close() {
            if (waiters.remove(this)) {
                waiting.decrementAndGet();
            }
        }
    }
}
