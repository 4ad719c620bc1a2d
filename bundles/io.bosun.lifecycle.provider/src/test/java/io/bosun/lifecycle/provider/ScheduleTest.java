// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.lifecycle.PastTransition;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.Subscription;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.TransitionReport.Outcome;
import io.bosun.lifecycle.WhenBusy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several threads do with a bus all that can be done with it, in no order; the seed brings that back, almost. */
@Timeout(300)
class ScheduleTest {
    private static final boolean LONG = Boolean.getBoolean("bosun.long");
    private static final int THREADS = 6;
    private static final int STEPS = 120;
    private static final List<State> TARGETS =
            List.of(ProcessState.IDLE, ProcessState.START, ProcessState.RUN, ProcessState.STOP);

    private final Queue<State[]> hops = new ConcurrentLinkedQueue<>();
    private final Queue<TransitionReport> reports = new ConcurrentLinkedQueue<>();
    private final Queue<CompletableFuture<TransitionReport>> stages = new ConcurrentLinkedQueue<>();
    private final Queue<Expectation> expectations = new ConcurrentLinkedQueue<>();
    private final Queue<Future<?>> waits = new ConcurrentLinkedQueue<>();
    private final Queue<String> strangers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger nested = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger exits = new AtomicInteger();
    private final ExecutorService pool = Executors.newCachedThreadPool();

    static LongStream seeds() {
        long first = System.nanoTime();
        return LongStream.range(first, first + (LONG ? 2_000 : 40));
    }

    @ParameterizedTest(name = "seed {0}")
    @DisplayName("W-MB-3: whatever is asked in whatever order, hops are ways of the graph, and all are told, once")
    @MethodSource("seeds")
    void shouldKeepOrder(long seed) throws Exception {
        SerialBus bus = new SerialBus(
                BusPlan.process("schedule"),
                new BusSettings(100, 1_000_000, 40, 5_000, false),
                this::hop,
                (own, s) -> exits.incrementAndGet());
        try {
            listen(bus, new Random(seed));
            if (seed % 4 == 0) {
                failOnce(bus, new Random(seed));
            }
            CountDownLatch begin = new CountDownLatch(1);
            List<Future<?>> threads = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                Random random = new Random(seed * THREADS + thread);
                threads.add(pool.submit(() -> {
                    begin.await();
                    for (int step = 0; step < STEPS; step++) {
                        step(bus, random);
                    }
                    return null;
                }));
            }
            begin.countDown();
            for (Future<?> thread : threads) {
                Rig.get(thread);
            }
            reports.add(bus.transition(ProcessState.EXITED, "the end"));
            check(bus);
        } finally {
            bus.shut();
            pool.shutdownNow();
        }
        for (Future<?> wait : waits) {
            assertThat(wait).isDone();
        }
    }

    /** On the bus's thread alone: so a hop at a time. */
    private List<String> hop(State from, State to) {
        hops.add(new State[] {from, to});
        return List.of();
    }

    private void listen(SerialBus bus, Random random) {
        for (State state : ProcessState.GRAPH.states()) {
            bus.subscribe(state.name(), 50, event -> {
                if (!Thread.currentThread().getName().equals("bosun-lifecycle-schedule")) {
                    strangers.add(Thread.currentThread().getName());
                }
                return state.equals(ProcessState.START) || checkNotInterrupted(event.channel());
            });
        }
        bus.subscribe("log", event -> checkNotInterrupted("log"));
        bus.subscribe("START", 60, event -> {
            if (random.nextInt(8) == 0) {
                new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS);
            }
            return event.isSuperseded();
        });
        for (State state : TARGETS) {
            bus.subscribe(state.name(), 70, event -> {
                if (random.nextInt(60) == 0) {
                    nested.incrementAndGet();
                    return bus.transition(TARGETS.get(random.nextInt(TARGETS.size())), "nested");
                }
                return null;
            });
        }
        bus.subscribe("news", event -> random.hashCode());
    }

    /** An interrupt is meant for listeners of START alone. */
    private boolean checkNotInterrupted(String channel) {
        return !Thread.currentThread().isInterrupted() || strangers.add("interrupt on " + channel);
    }

    /** From then on all goes to the last state. */
    private static void failOnce(SerialBus bus, Random random) {
        int[] starts = {random.nextInt(100)};
        bus.subscribe("START", 65, event -> {
            if (starts[0]-- == 0) {
                throw new Exception("broken");
            }
            return null;
        });
    }

    private void step(SerialBus bus, Random random) throws Exception {
        State target = TARGETS.get(random.nextInt(TARGETS.size()));
        WhenBusy whenBusy = WhenBusy.values()[random.nextInt(3)];
        switch (random.nextInt(10)) {
            case 0, 1 -> ask(() -> reports.add(bus.transition(target, "walk", whenBusy)));
            case 2, 3, 4 -> {
                for (int request = random.nextInt(6); request >= 0; request--) {
                    ask(() ->
                            stages.add(bus.request(target, "request", whenBusy).toCompletableFuture()));
                }
            }
            case 5 -> ask(() -> reports.add(bus.graceful("restart")));
            case 6 -> expect(bus, target);
            case 7 -> await(bus, target, random);
            case 8 -> {
                Subscription own = bus.subscribe("news", random.nextInt(100), event -> target);
                bus.publish("news", target);
                own.close();
            }
            default -> post(bus, random);
        }
    }

    private void ask(Asking asking) throws Exception {
        asked.incrementAndGet();
        try {
            asking.ask();
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("wait");
            refused.incrementAndGet();
        }
    }

    private void expect(SerialBus bus, State target) {
        CompletableFuture<State> stage;
        try {
            stage = bus.whenReached(target).toCompletableFuture();
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("wait");
            return;
        }
        // The hop under way may have told its state before the stage was made, and be noted only after this.
        expectations.add(new Expectation(stage, target, hops.size() + 1));
    }

    private void await(SerialBus bus, State target, Random random) throws Exception {
        if (random.nextBoolean()) {
            bus.await(Set.of(target), Duration.ofNanos(random.nextInt(1_000_000)), "news", Duration.ofNanos(100_000));
        } else {
            waits.add(pool.submit(() -> bus.await(Set.of(target, ProcessState.EXITED), Rig.LIVELY)));
        }
    }

    private static void post(SerialBus bus, Random random) {
        try {
            bus.post("news", 1);
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("wait");
        }
        LockSupport.parkNanos(random.nextInt(100_000));
    }

    private void check(SerialBus bus) throws Exception {
        for (CompletableFuture<TransitionReport> stage : stages) {
            reports.add(Rig.get(stage));
        }
        for (Future<?> wait : waits) {
            Rig.get(wait);
        }
        assertThat(bus.state()).isEqualTo(ProcessState.EXITED);
        assertThat(strangers).isEmpty();
        assertThat(exits).hasValue(1);
        assertThat(reports).hasSize(asked.get() - refused.get() + 1);
        checkHops();
        reports.forEach(ScheduleTest::checkReport);
        checkHistory(bus);
        for (Expectation expectation : expectations) {
            expectation.check(List.copyOf(hops));
        }
    }

    private void checkHops() {
        State at = ProcessState.INITIAL;
        for (State[] hop : hops) {
            assertThat(hop[0]).isEqualTo(at);
            assertThat(ways(hop[0])).contains(hop[1]);
            at = hop[1];
        }
        assertThat(at).isEqualTo(ProcessState.EXITED);
        assertThat(hops.stream().filter(hop -> hop[1].equals(ProcessState.EXITED)))
                .hasSize(1);
    }

    private static List<State> ways(State from) {
        List<State> ways = new ArrayList<>(ProcessState.GRAPH.edges(from));
        ways.add(ProcessState.ERRORS.get(from));
        return ways;
    }

    private static void checkReport(TransitionReport report) {
        if (report.outcome() == Outcome.REACHED) {
            assertThat(report.state()).isEqualTo(report.target());
            assertThat(report.failure()).isEmpty();
        }
        if (report.outcome() == Outcome.UNREACHABLE) {
            assertThat(report.hops()).isEmpty();
        }
        assertThat(report.failure().isPresent()).isEqualTo(report.outcome() == Outcome.FAILED);
    }

    private void checkHistory(SerialBus bus) {
        Set<TransitionReport> walks = Collections.newSetFromMap(new IdentityHashMap<>());
        walks.addAll(reports);
        List<PastTransition> history = bus.history();
        assertThat(history).hasSize(walks.size() + nested.get());
        assertThat(history.get(history.size() - 1).number()).isEqualTo(history.size());
        assertThat(history.stream().mapToInt(past -> past.hops().size()).sum()).isEqualTo(hops.size());
        Map<Outcome, Long> outcomes = history.stream()
                .filter(past -> !past.reason().equals("nested"))
                .collect(Collectors.groupingBy(past -> past.outcome().orElseThrow(), Collectors.counting()));
        assertThat(outcomes)
                .isEqualTo(walks.stream()
                        .collect(Collectors.groupingBy(TransitionReport::outcome, Collectors.counting())));
    }

    private interface Asking {
        void ask() throws Exception;
    }

    /** A stage, and from which hop on its state must complete it. */
    private record Expectation(CompletableFuture<State> stage, State state, int from) {
        void check(List<State[]> hops) throws Exception {
            boolean entered = hops.subList(Math.min(from, hops.size()), hops.size()).stream()
                    .anyMatch(hop -> hop[1].equals(state));
            if (entered) {
                assertThat(Rig.get(stage)).isEqualTo(state);
            }
        }
    }
}
