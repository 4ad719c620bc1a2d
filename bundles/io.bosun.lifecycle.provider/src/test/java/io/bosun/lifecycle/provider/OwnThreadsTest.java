// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bosun.lifecycle.BusChannels;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.StateGraph;
import io.bosun.lifecycle.TransitionReport.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that belong to the bus, and the functions that it starts with. */
@Timeout(60)
class OwnThreadsTest {
    private static final BusSettings HASTY = new BusSettings(100, 100, 1_000, 20, false);

    private final Rig rig = new Rig();
    private final SerialBus bus = rig.bus;
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        rig.close();
    }

    @Test
    @DisplayName("MB-37: the function of a start is called on a thread of its name, and its result is told")
    void shouldCallBack() throws Exception {
        CompletableFuture<String> told = bus.startWithCallback(
                        "work of the test",
                        () -> Thread.currentThread().getName() + " in " + bus.state() + " "
                                + Thread.currentThread().isDaemon())
                .toCompletableFuture();

        assertThat(Rig.get(told)).isEqualTo("work of the test in RUN false");
        assertThatThrownBy(() -> bus.startWithCallback("failing", () -> {
                            throw new Exception("broken");
                        })
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("broken");
    }

    @Test
    @DisplayName("MB-37: the function is not called, and its stage cancelled, if the bus does not reach RUN")
    void shouldCancelCallback() throws Exception {
        rig.fail("START", new Exception("broken"));
        List<String> called = new CopyOnWriteArrayList<>();

        CompletableFuture<Boolean> told =
                bus.startWithCallback("never", () -> called.add("called")).toCompletableFuture();

        await().atMost(Rig.LIVELY).until(told::isDone);
        assertThat(told).isCancelled();
        assertThat(called).isEmpty();
    }

    @Test
    @DisplayName("W-MB-10: the function runs after the listeners of RUN, always")
    void shouldCallBackAfterRun() throws Exception {
        Rig.Barrier run = rig.hold("RUN", 50);
        List<String> order = new CopyOnWriteArrayList<>();
        bus.subscribe("RUN", 90, event -> order.add("RUN"));
        CompletableFuture<Boolean> told =
                bus.startWithCallback("after", () -> order.add("function")).toCompletableFuture();
        run.awaitReached();
        assertThat(bus.state()).isEqualTo(ProcessState.RUN);
        assertThat(order).isEmpty();

        run.open();

        assertThat(Rig.get(told)).isTrue();
        assertThat(order).containsExactly("RUN", "function");
    }

    @Test
    @DisplayName("W-MB-8: a failing start with a function cannot deadlock the exit, nor can who waits for the bus")
    void shouldNotDeadlockExit() throws Exception {
        bus.configure(new BusSettings(100, 100, 1_000, Long.MAX_VALUE, false));
        rig.fail("RUN", new Exception("broken"));
        bus.startWithCallback("main", bus::block);
        ThreadFactory threads = bus.threads("waiting");
        threads.newThread(() -> wait(ProcessState.EXITED)).start();
        threads.newThread(() -> wait(new State("NOWHERE"))).start();
        threads.newThread(bus::block).start();
        bus.startWithCallback("main", bus::block);

        assertThat(Rig.get(bus.ended())).isEqualTo(ProcessState.EXITED);
    }

    @Test
    @DisplayName("W-MB-8: the exit does not wait for a thread of the bus that blocks, whatever is asked in its ticks")
    void shouldNotWaitForBlockThatAsks() throws Exception {
        bus.configure(new BusSettings(100, 100, 1_000, Long.MAX_VALUE, false));
        CountDownLatch ticked = new CountDownLatch(1);
        bus.subscribe(BusChannels.MAIN, event -> {
            event.bus().await(ProcessState.EXITED, Duration.ZERO);
            ticked.countDown();
            return null;
        });
        bus.startWithCallback("main", bus::block);
        Rig.pass(ticked);

        bus.exit(0, "test");

        assertThat(Rig.get(bus.ended())).isEqualTo(ProcessState.EXITED);
    }

    @Test
    @DisplayName("W-MB-8: a bus that waits for its threads in its last state does not wait for one that blocks")
    void shouldNotWaitForBlockInLastState() throws Exception {
        State off = new State("OFF");
        State on = new State("ON");
        State end = new State("END");
        BusPlan plan = new BusPlan(
                "own",
                StateGraph.builder().edge(off, on).edge(on, end).build(),
                Map.of(),
                off,
                Optional.empty(),
                Optional.of(on),
                end,
                Set.of(),
                Set.of(end),
                Set.of(),
                Map.of());
        try (Rig own = new Rig(plan, new BusSettings(100, 100, 1_000, Long.MAX_VALUE, false))) {
            own.bus.subscribe("END", event -> {
                await().atMost(Rig.LIVELY).until(() -> own.bus.waiting() == 0);
                return null;
            });
            own.bus.startWithCallback("main", own.bus::block);
            await().atMost(Rig.LIVELY).until(() -> own.bus.waiting() == 1);

            own.bus.exit(0, "test");

            assertThat(Rig.get(own.bus.ended())).isEqualTo(end);
        }
    }

    @Test
    @DisplayName("W-MB-8: a listener that hangs at the end is interrupted on demand, and counts as failed")
    void shouldInterruptHangingListener() throws Exception {
        Rig.Barrier stop = rig.hold("STOP", 50);
        List<String> logged = rig.logged();
        rig.run();
        bus.exit(0, "test");
        stop.awaitReached();

        bus.interrupt("Test");

        assertThat(Rig.get(bus.ended())).isEqualTo(ProcessState.EXITED);
        assertThat(rig.trail).endsWith("STOP_ERROR", "EXIT", "EXITED");
        assertThat(bus.exitStatus()).isEqualTo(1);
        assertThat(logged).anyMatch(line -> line.startsWith("40 Test: still in STOP") && line.contains("Barrier.on"));
    }

    @Test
    @DisplayName("MB-39: EXIT waits, after all its listeners, for the threads of the bus that are no daemons")
    void shouldWaitForThreads() throws Exception {
        CountDownLatch exit = new CountDownLatch(1);
        bus.subscribe("EXIT", Integer.MAX_VALUE, event -> {
            exit.countDown();
            return null;
        });
        ThreadFactory threads = bus.threads("worker");
        Thread worker = threads.newThread(() -> hang(release));
        Thread daemon = threads.newThread(() -> hang(new CountDownLatch(1)));
        daemon.setDaemon(true);
        Thread notStarted = threads.newThread(() -> {});
        worker.start();
        daemon.start();
        bus.clear();
        List<String> logged = rig.logged();

        bus.exit(0, "test");
        await().atMost(Rig.LIVELY).until(() -> logged.contains("20 Waiting for thread worker-1"));
        assertThat(bus.state()).isEqualTo(ProcessState.EXIT);
        release.countDown();

        assertThat(Rig.get(bus.ended())).isEqualTo(ProcessState.EXITED);
        assertThat(logged).noneMatch(line -> line.startsWith("40"));
        assertThat(notStarted.getName()).isEqualTo("worker-3");
        daemon.interrupt();
    }

    @Test
    @DisplayName("MB-39: the wait is bounded; the stacks of the threads that hang are logged, in one entry")
    void shouldDumpThreads() throws Exception {
        bus.configure(HASTY);
        ThreadFactory threads = bus.threads("worker");
        threads.newThread(() -> hang(release)).start();
        threads.newThread(() -> hang(release)).start();
        List<String> logged = rig.logged();

        assertThat(bus.transition(ProcessState.EXITED, "test").outcome()).isEqualTo(Outcome.REACHED);

        List<String> dumps =
                logged.stream().filter(line -> line.startsWith("40")).toList();
        assertThat(dumps).hasSize(1);
        assertThat(dumps.get(0))
                .contains("2 threads: worker-1, worker-2 after 20 ms")
                .contains("\nworker-1 (")
                .contains("\nworker-2 (")
                .contains("OwnThreadsTest.hang");
        assertThat(bus.exitStatus()).isZero();
    }

    @Test
    @DisplayName("MB-39: it waits although a listener of EXIT has failed")
    void shouldWaitDespiteFailure() throws Exception {
        bus.configure(HASTY);
        bus.threads("worker").newThread(() -> hang(release)).start();
        rig.fail("EXIT", new Exception("broken"));
        List<String> logged = rig.logged();

        bus.transition(ProcessState.EXITED, "test");

        assertThat(logged)
                .containsSubsequence(
                        "20 Waiting for thread worker-1", "20 Bus state: EXIT_ERROR", "20 Bus state: EXITED");
    }

    @Test
    @DisplayName("MB-39: an impatient owner ends the wait")
    void shouldEndWaitOnInterrupt() throws Exception {
        bus.configure(new BusSettings(100, 100, 1_000, Long.MAX_VALUE, false));
        bus.threads("worker").newThread(() -> hang(release)).start();
        List<String> logged = rig.logged();
        bus.exit(0, "test");
        await().atMost(Rig.LIVELY).until(() -> logged.contains("20 Waiting for thread worker-1"));

        bus.interrupt("Test");

        assertThat(Rig.get(bus.ended())).isEqualTo(ProcessState.EXITED);
        assertThat(logged).anyMatch(line -> line.contains("the wait being interrupted") && line.contains("hang"));
    }

    @Test
    @DisplayName("MB-39: a thread of the bus holds nothing of whoever made it")
    void shouldHoldNoLoader() throws Exception {
        ClassLoader foreign = new ClassLoader() {};
        Thread.currentThread().setContextClassLoader(foreign);
        try {
            Thread made = bus.threads("worker").newThread(() -> {});
            assertThat(made.getContextClassLoader()).isNotSameAs(foreign);
            bus.subscribe("ENTER", event -> Thread.currentThread().getContextClassLoader());
            assertThat(bus.transition(ProcessState.ENTER, "test").hops().get(0).results())
                    .doesNotContain(foreign);
        } finally {
            Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
        }
    }

    private void wait(State state) {
        try {
            bus.await(state, Duration.ofDays(1));
        } catch (InterruptedException | IllegalStateException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private static void hang(CountDownLatch release) {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
