// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.TransitionReport.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConcurrencyTest {
    private static final Duration LIVELY = Duration.ofSeconds(10);

    private final SerialBus bus =
            new SerialBus(BusPlan.process("test"), BusSettings.DEFAULTS, HopHook.NONE, (own, status) -> {});
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final List<State> trail = new CopyOnWriteArrayList<>();

    ConcurrencyTest() {
        ProcessState.GRAPH.states().forEach(state -> bus.subscribe(state.name(), 0, event -> trail.add(state)));
    }

    @AfterEach
    void shut() {
        pool.shutdownNow();
        bus.shut();
    }

    @Test
    @DisplayName("MB-23 a walk of another thread waits until the one under way is done (W-MB-3)")
    void shouldSerialiseWalks() throws Exception {
        CountDownLatch starting = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        bus.subscribe("START", 50, event -> {
            starting.countDown();
            return go.await(10, TimeUnit.SECONDS);
        });
        Future<TransitionReport> run = pool.submit(() -> bus.transition(ProcessState.RUN, "first"));
        starting.await();
        Future<TransitionReport> idle = pool.submit(() -> bus.transition(ProcessState.IDLE, "second"));

        go.countDown();

        assertThat(run.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.REACHED);
        assertThat(idle.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.REACHED);
        assertThat(trail.subList(2, 6))
                .containsExactly(ProcessState.START, ProcessState.RUN, ProcessState.STOP, ProcessState.IDLE);
    }

    @Test
    @DisplayName(
            "MB-24 W-MB-4 an exit while START waits interrupts it: STOP, IDLE, EXIT, EXITED, never RUN, no failure")
    void shouldInterruptStartAtExit() throws Exception {
        CountDownLatch starting = new CountDownLatch(1);
        bus.subscribe("START", 50, event -> {
            starting.countDown();
            new CountDownLatch(1).await();
            return "never";
        });
        bus.subscribe("START", 60, event -> trail.add(new State("LATER")));
        List<Boolean> flags = new CopyOnWriteArrayList<>();
        bus.subscribe("STOP", 50, event -> flags.add(Thread.currentThread().isInterrupted()));
        Future<TransitionReport> run = pool.submit(() -> bus.transition(ProcessState.RUN, "test"));
        starting.await();

        bus.exit(0, "SIGTERM");

        assertThat(run.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.DIVERTED);
        assertThat(bus.ended().get(10, TimeUnit.SECONDS)).isEqualTo(ProcessState.EXITED);
        assertThat(trail)
                .extracting(State::name)
                .containsExactly("ENTER", "IDLE", "START", "STOP", "IDLE", "EXIT", "EXITED");
        assertThat(flags).containsExactly(false);
        assertThat(bus.exitStatus()).isZero();
    }

    @Test
    @DisplayName("W-MB-4 a START listener that swallows its interrupt does not lose the exit either")
    void shouldExitDespiteSwallowedInterrupt() throws Exception {
        CountDownLatch starting = new CountDownLatch(1);
        bus.subscribe("START", 50, event -> {
            starting.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException swallowed) {
                return "swallowed";
            }
            return null;
        });
        Future<TransitionReport> run = pool.submit(() -> bus.transition(ProcessState.RUN, "test"));
        starting.await();

        TransitionReport exit = bus.transition(ProcessState.EXITED, "test");

        assertThat(run.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.DIVERTED);
        assertThat(exit.outcome()).isEqualTo(Outcome.REACHED);
        assertThat(trail).doesNotContain(ProcessState.RUN);
    }

    @Test
    @DisplayName("W-MB-4 an exit during STOP does not interrupt who drains")
    void shouldNotInterruptStop() throws Exception {
        CountDownLatch stopping = new CountDownLatch(1);
        CountDownLatch drained = new CountDownLatch(1);
        bus.subscribe("STOP", 50, event -> {
            stopping.countDown();
            return drained.await(10, TimeUnit.SECONDS);
        });
        bus.transition(ProcessState.RUN, "test");
        Future<TransitionReport> idle = pool.submit(() -> bus.transition(ProcessState.IDLE, "test"));
        stopping.await();

        bus.exit(3, "test");
        drained.countDown();

        assertThat(idle.get(10, TimeUnit.SECONDS).hops().get(0).results()).contains(true);
        assertThat(bus.ended().get(10, TimeUnit.SECONDS)).isEqualTo(ProcessState.EXITED);
        assertThat(bus.exitStatus()).isEqualTo(3);
    }

    @Test
    @DisplayName("W-MB-4 an exit that comes while START's listener walks itself is passed on to it")
    void shouldPassExitOnToNestingListener() throws Exception {
        CountDownLatch stopping = new CountDownLatch(1);
        CountDownLatch drained = new CountDownLatch(1);
        bus.subscribe("STOP", 50, event -> {
            stopping.countDown();
            return drained.await(10, TimeUnit.SECONDS);
        });
        bus.subscribe("START", 50, event -> {
            event.bus().transition(ProcessState.IDLE, "nested");
            new CountDownLatch(1).await();
            return null;
        });
        Future<TransitionReport> run = pool.submit(() -> bus.transition(ProcessState.RUN, "test"));
        stopping.await();

        bus.exit(0, "test");
        drained.countDown();

        assertThat(run.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.DIVERTED);
        assertThat(bus.ended().get(10, TimeUnit.SECONDS)).isEqualTo(ProcessState.EXITED);
    }

    @RepeatedTest(200)
    @DisplayName("W-MB-3 W-MB-4 an exit at any moment of a start ends in EXITED, once, with each START undone by STOP")
    void shouldNeverLoseExitDuringStart() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        CountDownLatch begin = new CountDownLatch(1);
        List<Future<?>> others = new ArrayList<>();
        others.add(pool.submit(() -> {
            begin.await();
            return bus.transition(ProcessState.RUN, "start");
        }));
        others.add(pool.submit(() -> {
            begin.await();
            return bus.transition(random.nextBoolean() ? ProcessState.IDLE : ProcessState.RUN, "other");
        }));
        int spins = random.nextInt(20_000);
        begin.countDown();
        for (int spin = 0; spin < spins; spin++) {
            Thread.onSpinWait();
        }

        bus.exit(0, "one");
        bus.exit(5, "two");

        assertThat(bus.ended().get(10, TimeUnit.SECONDS)).as("seed %d", seed).isEqualTo(ProcessState.EXITED);
        for (Future<?> other : others) {
            other.get(10, TimeUnit.SECONDS);
        }
        assertThat(bus.state()).as("seed %d", seed).isEqualTo(ProcessState.EXITED);
        assertThat(trail).as("seed %d", seed).endsWith(ProcessState.IDLE, ProcessState.EXIT, ProcessState.EXITED);
        assertThat(Collections.frequency(trail, ProcessState.EXITED))
                .as("seed %d", seed)
                .isEqualTo(1);
        // Not as many: an exit between entering START and the call leaves its listeners out, yet STOP is on the way.
        assertThat(trail.lastIndexOf(ProcessState.STOP))
                .as("seed %d", seed)
                .isGreaterThanOrEqualTo(trail.lastIndexOf(ProcessState.START));
        assertThat(bus.exitStatus()).isZero();
    }

    @Test
    @DisplayName("MB-25 MB-26 who awaits a state does not miss it when it is only passed through (W-MB-9)")
    void shouldNotMissTransientState() throws Exception {
        List<Future<Boolean>> waiting = new ArrayList<>();
        CountDownLatch ready = new CountDownLatch(8);
        for (int waiter = 0; waiter < 8; waiter++) {
            waiting.add(pool.submit(() -> {
                ready.countDown();
                return bus.await(ProcessState.START, LIVELY);
            }));
        }
        ready.await();
        await().atMost(LIVELY).until(() -> bus.waiting() == 8);

        bus.transition(ProcessState.RUN, "test");

        for (Future<Boolean> waiter : waiting) {
            assertThat(waiter.get(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(bus.await(ProcessState.RUN, Duration.ZERO)).isTrue();
        assertThat(bus.await(ProcessState.EXITED, Duration.ofMillis(1))).isFalse();
        assertThat(bus.waiting()).isZero();
    }

    @Test
    @DisplayName("MB-25 awaiting on the bus's own thread is refused")
    void shouldRefuseToAwaitItself() throws Exception {
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        bus.subscribe("ENTER", 50, event -> {
            assertThatThrownBy(() -> bus.await(ProcessState.RUN, LIVELY)).satisfies(thrown::add);
            return null;
        });

        bus.transition(ProcessState.ENTER, "test");

        assertThat(thrown).hasOnlyElementsOfType(IllegalStateException.class).hasSize(1);
    }

    @Test
    @DisplayName("W-MB-8 a listener that hangs at the end is interrupted on demand, and counts as failed")
    void shouldInterruptHangingListener() throws Exception {
        CountDownLatch stopping = new CountDownLatch(1);
        bus.subscribe("STOP", 50, event -> {
            stopping.countDown();
            new CountDownLatch(1).await();
            return null;
        });
        bus.transition(ProcessState.RUN, "test");
        bus.exit(0, "test");
        stopping.await();

        bus.interrupt("Test");

        assertThat(bus.ended().get(10, TimeUnit.SECONDS)).isEqualTo(ProcessState.EXITED);
        assertThat(trail).endsWith(ProcessState.STOP_ERROR, ProcessState.EXIT, ProcessState.EXITED);
        assertThat(bus.exitStatus()).isEqualTo(1);
    }

    @Test
    @DisplayName("Who waits for a walk that has not begun is told when the bus is closed")
    void shouldReleaseQueuedCallersWhenShut() throws Exception {
        CountDownLatch starting = new CountDownLatch(1);
        bus.subscribe("START", 50, event -> {
            starting.countDown();
            new CountDownLatch(1).await();
            return null;
        });
        bus.request(ProcessState.RUN, "test");
        starting.await();
        bus.subscribe("STOP", 50, event -> {
            new CountDownLatch(1).await();
            return null;
        });
        Future<TransitionReport> queued = pool.submit(() -> bus.transition(ProcessState.IDLE, "queued"));
        await().atMost(LIVELY).until(() -> bus.queued() == 1);

        bus.shut();

        assertThatThrownBy(() -> queued.get(10, TimeUnit.SECONDS)).hasMessageContaining("closed");
    }

    @Test
    @DisplayName("A closed bus refuses walks, and has no thread")
    void shouldHaveNoThreadWhenShut() throws Exception {
        bus.transition(ProcessState.IDLE, "test");
        bus.shut();

        assertThatThrownBy(() -> bus.transition(ProcessState.RUN, "test")).hasMessageContaining("closed");
        bus.exit(0, "too late");
        await().atMost(LIVELY)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("bosun-lifecycle-test")));
    }

    @Test
    @DisplayName("An exit status is a byte")
    void shouldRefuseImpossibleStatus() {
        assertThatThrownBy(() -> bus.exit(256, "test")).hasMessageContaining("256");
        assertThatThrownBy(() -> bus.exit(-1, "test")).hasMessageContaining("-1");
    }
}
