// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bosun.lifecycle.ExitRequest;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitTest {
    private static final Duration SHORT = Duration.ofMillis(1);

    private final Rig rig = new Rig();
    private final SerialBus bus = rig.bus;

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    @DisplayName("MB-25: a wait ends at once in one of its states, else when one is entered, or with its timeout")
    void shouldAwait() throws Exception {
        assertThat(bus.await(ProcessState.INITIAL, Duration.ZERO)).isTrue();
        assertThat(bus.await(ProcessState.RUN, Duration.ZERO)).isFalse();
        assertThat(bus.await(ProcessState.RUN, Duration.ofSeconds(-1))).isFalse();
        assertThat(bus.await(ProcessState.RUN, SHORT)).isFalse();
        Future<Optional<State>> either =
                waiting(Set.of(ProcessState.RUN, ProcessState.EXITED), Duration.ofSeconds(Long.MAX_VALUE));

        rig.run();

        assertThat(Rig.get(either)).contains(ProcessState.RUN);
        assertThat(bus.waiting()).isZero();
    }

    @Test
    @DisplayName("MB-25: who waits is woken before the listeners of the state, and of the log, are done")
    void shouldWakeFirst() throws Exception {
        CountDownLatch woken = new CountDownLatch(1);
        rig.async(() -> {
            bus.await(ProcessState.ENTER, Rig.LIVELY);
            woken.countDown();
            return null;
        });
        await().atMost(Rig.LIVELY).until(() -> bus.waiting() == 1);
        bus.subscribe("log", event -> {
            if (event.arguments().get(0).equals("Bus state: ENTER")) {
                Rig.pass(woken);
                rig.trail.add("passed");
            }
            return null;
        });

        bus.transition(ProcessState.ENTER, "test");

        assertThat(rig.trail).containsExactly("passed", "ENTER");
    }

    @Test
    @DisplayName("MB-25: a wait publishes on its channel after each interval and at the end, on its own thread")
    void shouldTick() throws Exception {
        List<String> ticks = new CopyOnWriteArrayList<>();
        CountDownLatch several = new CountDownLatch(4);
        bus.subscribe("tick", event -> {
            several.countDown();
            return ticks.add(Thread.currentThread().getName());
        });
        String own = Thread.currentThread().getName();

        assertThat(bus.await(Set.of(ProcessState.INITIAL), SHORT, "tick", SHORT))
                .isPresent();
        assertThat(ticks).as("there already").isEmpty();
        assertThat(bus.await(Set.of(ProcessState.RUN), SHORT, "tick", Rig.LIVELY))
                .isEmpty();
        assertThat(ticks).as("at the end").containsExactly(own);
        rig.async(() -> bus.await(Set.of(ProcessState.RUN), Rig.LIVELY, "tick", SHORT));
        Rig.pass(several);

        assertThatThrownBy(() -> bus.await(Set.of(ProcessState.RUN), SHORT, "tick", Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("MB-25: a wait that is woken publishes once more")
    void shouldTickAtEnd() throws Exception {
        List<Object> ticks = new CopyOnWriteArrayList<>();
        bus.subscribe("tick", event -> ticks.add(bus.state()));
        Future<Optional<State>> waiting =
                rig.async(() -> bus.await(Set.of(ProcessState.RUN), Rig.LIVELY, "tick", Rig.LIVELY));
        await().atMost(Rig.LIVELY).until(() -> bus.waiting() == 1);

        rig.run();

        assertThat(Rig.get(waiting)).contains(ProcessState.RUN);
        assertThat(ticks).containsExactly(ProcessState.RUN);
    }

    @Test
    @DisplayName("MB-25: awaiting on the bus's own thread is refused, unless it is there already")
    void shouldRefuseToAwaitItself() throws Exception {
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        bus.subscribe("ENTER", 50, event -> {
            assertThatThrownBy(() -> bus.await(ProcessState.RUN, Rig.LIVELY)).satisfies(thrown::add);
            assertThatThrownBy(bus::block).satisfies(thrown::add);
            return bus.await(ProcessState.ENTER, Rig.LIVELY);
        });

        assertThat(bus.transition(ProcessState.ENTER, "test").hops().get(0).results())
                .contains(true);

        assertThat(thrown).hasOnlyElementsOfType(IllegalStateException.class).hasSize(2);
    }

    @Test
    @DisplayName("MB-26: a state that is only passed through is not missed")
    void shouldNotMissTransientState() throws Exception {
        List<Future<Optional<State>>> waiting = new ArrayList<>();
        for (int waiter = 0; waiter < 8; waiter++) {
            waiting.add(waiting(Set.of(ProcessState.START), Rig.LIVELY));
        }

        rig.run();

        for (Future<Optional<State>> waiter : waiting) {
            assertThat(Rig.get(waiter)).contains(ProcessState.START);
        }
    }

    @Test
    @DisplayName("MB-27: a wait ends with the interrupt of its thread, and never on the clock of a poll")
    void shouldEndWithInterrupt() throws Exception {
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        Thread waiter = new Thread(() -> {
            try {
                bus.await(ProcessState.RUN, Rig.LIVELY);
            } catch (InterruptedException e) {
                thrown.add(e);
            }
        });
        waiter.start();
        await().atMost(Rig.LIVELY).until(() -> waiter.getState() == Thread.State.TIMED_WAITING);

        waiter.interrupt();
        waiter.join(Rig.LIVELY.toMillis());

        assertThat(thrown).hasSize(1);
        assertThat(bus.waiting()).isZero();
    }

    @Test
    @DisplayName("MB-28: what a listener of the tick throws is logged, and the wait goes on")
    void shouldTickOnDespiteFailure() throws Exception {
        List<String> logged = rig.logged();
        CountDownLatch ticks = new CountDownLatch(3);
        bus.subscribe("tick", 10, event -> {
            ticks.countDown();
            throw new Exception("broken");
        });
        Future<Optional<State>> waiting =
                rig.async(() -> bus.await(Set.of(ProcessState.ENTER), Rig.LIVELY, "tick", SHORT));
        Rig.pass(ticks);

        bus.transition(ProcessState.ENTER, "test");

        assertThat(Rig.get(waiting)).contains(ProcessState.ENTER);
        assertThat(logged).contains("40 Error in tick listener " + WaitTest.class.getName() + " (lambda) <Exception>");
    }

    @Test
    @DisplayName("MB-28: only a request to exit or to interrupt ends the wait")
    void shouldEndWaitOnAbort() {
        ExitRequest enough = new ExitRequest(3, "enough");
        rig.fail("tick", enough);

        assertThatThrownBy(() -> bus.await(Set.of(ProcessState.RUN), Rig.LIVELY, "tick", SHORT))
                .isSameAs(enough);
        assertThat(bus.waiting()).isZero();
    }

    @Test
    @DisplayName("W-MB-9: ten thousand who wait for a state need no thread and no descriptor each, and hear of it once")
    void shouldBearManyWaiters() throws Exception {
        int threads = Thread.activeCount();
        CountDownLatch told = new CountDownLatch(10_000);
        List<String> names = new CopyOnWriteArrayList<>();
        for (int waiter = 0; waiter < 10_000; waiter++) {
            bus.whenReached(ProcessState.START).thenAccept(state -> told.countDown());
        }
        bus.whenReached(ProcessState.START)
                .thenAccept(state -> names.add(Thread.currentThread().getName()));
        assertThat(Thread.activeCount()).isLessThan(threads + 10);

        rig.run();
        Rig.pass(told);
        bus.transition(ProcessState.IDLE, "test");
        rig.run();

        await().atMost(Rig.LIVELY).until(() -> !names.isEmpty());
        assertThat(names).containsExactly("bosun-lifecycle-test-news");
    }

    @Test
    @DisplayName("W-MB-9: a stage for the state where the bus is, is complete; one for no state of the bus never is")
    void shouldCompleteStages() {
        assertThat(bus.whenReached(ProcessState.INITIAL).toCompletableFuture())
                .isCompletedWithValue(ProcessState.INITIAL);
        CompletionStage<State> never = bus.whenReached(new State("NEVER"));
        assertThat((Object) never).isSameAs(bus.whenReached(new State("NEITHER")));
        assertThat(never.toCompletableFuture()).isNotDone();
    }

    @Test
    @DisplayName("W-MB-9: who has a stage cannot complete it for others")
    void shouldProtectStages() throws Exception {
        CompletionStage<State> one = bus.whenReached(ProcessState.RUN);
        one.toCompletableFuture().cancel(true);
        assertThatThrownBy(() -> ((CompletableFuture<State>) one).complete(ProcessState.EXIT))
                .isInstanceOf(UnsupportedOperationException.class);

        rig.run();

        assertThat(Rig.get(one.toCompletableFuture())).isEqualTo(ProcessState.RUN);
    }

    @Test
    @DisplayName("W-MB-9: where what depends on stages does not return, further ones are refused, and the bus goes on")
    void shouldRefuseStagesWithoutEnd() throws Exception {
        bus.configure(new BusSettings(100, 100, 5, 5_000, false));
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        bus.whenReached(ProcessState.ENTER).thenRun(() -> {
            stuck.countDown();
            try {
                Rig.pass(release);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        bus.transition(ProcessState.ENTER, "test");
        Rig.pass(stuck);

        assertThatThrownBy(() -> {
                    for (int round = 0; round < 7; round++) {
                        bus.whenReached(ProcessState.RUN);
                        rig.run();
                        bus.transition(ProcessState.IDLE, "test");
                    }
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("5 stages wait");
        release.countDown();
    }

    private Future<Optional<State>> waiting(Set<State> states, Duration timeout) {
        int before = bus.waiting();
        Future<Optional<State>> waiting = rig.async(() -> bus.await(states, timeout));
        await().atMost(Rig.LIVELY).until(() -> bus.waiting() == before + 1);
        return waiting;
    }
}
