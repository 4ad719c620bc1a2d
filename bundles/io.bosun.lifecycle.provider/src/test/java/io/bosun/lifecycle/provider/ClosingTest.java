// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.TransitionReport.Outcome;
import io.bosun.lifecycle.WhenBusy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A bus that is closed tells all who wait for it, and leaves no thread behind. */
@Timeout(60)
class ClosingTest {
    private final Rig rig = new Rig();
    private final SerialBus bus = rig.bus;

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    @DisplayName("whoever waits for a walk that has not begun is told, be it by a stage")
    void shouldTellQueued() throws Exception {
        Rig.Barrier stop = rig.hold("STOP", 50);
        rig.run();
        Future<TransitionReport> walk = rig.walk(ProcessState.IDLE, WhenBusy.QUEUE);
        stop.awaitReached();
        Future<TransitionReport> queued = rig.queue(ProcessState.START, WhenBusy.QUEUE);
        CompletableFuture<TransitionReport> stage =
                bus.request(ProcessState.RUN, "test", WhenBusy.QUEUE).toCompletableFuture();
        CompletableFuture<Object> callback =
                bus.startWithCallback("never", () -> null).toCompletableFuture();

        bus.shut();

        assertThat(Rig.get(walk).outcome()).as("interrupted").isEqualTo(Outcome.FAILED);
        assertThatThrownBy(() -> Rig.get(queued)).hasMessageContaining("closed");
        assertThatThrownBy(() -> Rig.get(stage)).hasMessageContaining("closed");
        await().atMost(Rig.LIVELY).until(callback::isCancelled);
    }

    @Test
    @DisplayName("whoever awaits a state is told, and block() returns")
    void shouldTellWaiters() throws Exception {
        Future<Boolean> waiting = rig.async(() -> bus.await(ProcessState.RUN, Rig.LIVELY));
        Future<Integer> blocked = rig.async(bus::block);
        CompletableFuture<State> reached = bus.whenReached(ProcessState.RUN).toCompletableFuture();
        CompletableFuture<State> never = bus.whenReached(new State("NEVER")).toCompletableFuture();
        await().atMost(Rig.LIVELY).until(() -> bus.waiting() == 2);

        bus.shut();

        assertThatThrownBy(() -> Rig.get(waiting))
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThat(Rig.get(blocked)).isZero();
        await().atMost(Rig.LIVELY).until(reached::isCancelled);
        await().atMost(Rig.LIVELY).until(never::isCancelled);
        assertThat(bus.ended()).isCancelled();
    }

    @Test
    @DisplayName("a stage that is asked for behind the end is cancelled, too")
    void shouldCancelLateStages() throws Exception {
        bus.transition(ProcessState.IDLE, "test");
        bus.shut();
        await().atMost(Rig.LIVELY).until(() -> threads() == 0);

        CompletableFuture<State> late = bus.whenReached(ProcessState.RUN).toCompletableFuture();

        await().atMost(Rig.LIVELY).until(late::isCancelled);
        await().atMost(Rig.LIVELY).until(() -> threads() == 0);
    }

    @Test
    @DisplayName("a closed bus refuses walks, posts and waits; an exit is no longer needed")
    void shouldRefuseWhenClosed() throws Exception {
        bus.transition(ProcessState.IDLE, "test");
        bus.shut();
        bus.shut();

        assertThatThrownBy(() -> bus.transition(ProcessState.RUN, "test")).hasMessageContaining("closed");
        assertThatThrownBy(() -> bus.request(ProcessState.RUN, "test", WhenBusy.JOIN))
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> bus.post("news")).hasMessageContaining("closed");
        assertThatThrownBy(() -> bus.await(ProcessState.RUN, Rig.LIVELY)).hasMessageContaining("closed");
        assertThat(bus.await(ProcessState.IDLE, Rig.LIVELY)).isTrue();
        assertThat(bus.await(ProcessState.RUN, Duration.ZERO)).isFalse();
        bus.exit(0, "too late");
        assertThat(bus.finish("too late", Rig.LIVELY)).isFalse();
        assertThat(bus.state()).isEqualTo(ProcessState.IDLE);
    }

    @Test
    @DisplayName("its threads end")
    void shouldEndThreads() throws Exception {
        CompletableFuture<State> told = bus.whenReached(ProcessState.IDLE).toCompletableFuture();
        bus.transition(ProcessState.IDLE, "test");
        Rig.get(told);
        assertThat(threads()).isEqualTo(2);

        bus.shut();

        await().atMost(Rig.LIVELY).until(() -> threads() == 0);
    }

    @Test
    @DisplayName("W-MB-8: a listener that ignores its interrupt holds nobody: who waits for its walk is told")
    void shouldLeaveDeafListener() throws Exception {
        CountDownLatch deaf = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        bus.subscribe("STOP", event -> {
            while (release.getCount() > 0) {
                deaf.countDown();
                try {
                    release.await();
                } catch (InterruptedException ignored) {
                    rig.trail.add("deaf");
                }
            }
            return null;
        });
        rig.run();
        Future<TransitionReport> walk = rig.walk(ProcessState.IDLE, WhenBusy.QUEUE);
        Rig.pass(deaf);

        bus.shut();

        assertThatThrownBy(() -> Rig.get(walk)).hasMessageContaining("closed");
        release.countDown();
        await().atMost(Rig.LIVELY).until(() -> threads() == 0);
    }

    @Test
    @DisplayName("one of its own listeners may close it: the walk under way ends at its next hop")
    void shouldCloseWithinListener() throws Exception {
        CompletableFuture<TransitionReport> stage = new CompletableFuture<>();
        bus.subscribe("ENTER", event -> {
            bus.shut();
            return null;
        });
        bus.request(ProcessState.RUN, "test", WhenBusy.QUEUE).thenAccept(stage::complete);

        assertThat(Rig.get(stage).outcome()).isEqualTo(Outcome.DIVERTED);
        assertThat(bus.state()).isEqualTo(ProcessState.ENTER);
        await().atMost(Rig.LIVELY).until(() -> threads() == 0);
    }

    @Test
    @DisplayName("finish() exits, waits for the end and the exit strategy, and tells whether it came")
    void shouldFinish() throws Exception {
        rig.run();
        assertThat(bus.finish("test", Rig.LIVELY)).isTrue();
        assertThat(bus.state()).isEqualTo(ProcessState.EXITED);
        assertThat(rig.exits).containsExactly("EXITED 0");
        assertThat(bus.finish("again", Rig.LIVELY)).isTrue();
        await().atMost(Rig.LIVELY).until(() -> bus.history().size() == 2);

        try (Rig other = new Rig()) {
            Rig.Barrier stop = other.hold("STOP", 50);
            other.run();
            assertThat(other.bus.finish("test", Duration.ofMillis(1))).isFalse();
            stop.open();
        }
    }

    @Test
    @DisplayName("An exit status is a byte")
    void shouldRefuseImpossibleStatus() {
        assertThatThrownBy(() -> bus.exit(256, "test")).hasMessageContaining("256");
        assertThatThrownBy(() -> bus.exit(-1, "test")).hasMessageContaining("-1");
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("bosun-lifecycle-test"))
                .count();
    }
}
