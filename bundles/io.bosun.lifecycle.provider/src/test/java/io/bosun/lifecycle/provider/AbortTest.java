// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bosun.lifecycle.ExitRequest;
import io.bosun.lifecycle.InterruptRequest;
import io.bosun.lifecycle.PastTransition;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.TransitionReport.Outcome;
import io.bosun.lifecycle.WhenBusy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a listener of a walk brings about that throws a request to exit, or to interrupt. */
@Timeout(60)
class AbortTest {
    private final Rig rig = new Rig();
    private final SerialBus bus = rig.bus;

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    @DisplayName(
            "MB-13: whoever waits for the walk gets it; the bus stays where it is, and goes on when it is asked to")
    void shouldThrowToWhoWaits() throws Exception {
        ExitRequest enough = new ExitRequest(3, "enough");
        Exception before = new Exception("before");
        var failing = rig.fail("START", 10, before);
        var aborting = rig.fail("START", 20, enough);
        bus.subscribe("START", 30, event -> rig.trail.add("rest of START"));

        assertThatThrownBy(rig::run).isSameAs(enough).hasSuppressedException(before);

        assertThat(bus.state()).isEqualTo(ProcessState.START);
        assertThat(rig.trail).containsExactly("ENTER", "IDLE", "START");
        assertThat(bus.exitStatus()).isZero();
        failing.close();
        aborting.close();
        assertThat(bus.transition(ProcessState.IDLE, "test").outcome()).isEqualTo(Outcome.REACHED);
        PastTransition first = bus.history().get(0);
        assertThat(first.outcome()).isEmpty();
        assertThat(first.failure().orElseThrow()).contains("ExitRequest").contains("enough");
        assertThat(first.hops()).hasSize(3);
        assertThat(first.hops().get(2).calls()).hasSize(3);
    }

    static Stream<Arguments> aborts() {
        return Stream.of(
                Arguments.of(new ExitRequest(3, "enough"), 3),
                Arguments.of(new InterruptRequest("stop"), 0),
                Arguments.of(new OutOfMemoryError("none left"), 1));
    }

    @ParameterizedTest(name = "{0}: status {1}")
    @DisplayName("MB-13: where nobody waits for the walk, the bus exits, and says so in its log")
    @MethodSource("aborts")
    void shouldExitWhereNobodyWaits(Throwable abort, int status) throws Exception {
        List<String> logged = rig.logged();
        rig.fail("RUN", abort);

        CompletableFuture<TransitionReport> stage =
                bus.request(ProcessState.RUN, "test", WhenBusy.QUEUE).toCompletableFuture();

        assertThat(Rig.get(bus.ended())).isEqualTo(ProcessState.EXITED);
        assertThatThrownBy(() -> Rig.get(stage))
                .isInstanceOf(ExecutionException.class)
                .hasCause(abort);
        assertThat(bus.exitStatus()).isEqualTo(status);
        assertThat(logged).anyMatch(line -> line.startsWith("40 The bus exits with status " + status));
        assertThat(rig.trail).endsWith("RUN", "STOP", "IDLE", "EXIT", "EXITED");
    }

    @Test
    @DisplayName("MB-13: where whoever waited has given up, the bus exits as well")
    void shouldExitWhereWaiterIsGone() throws Exception {
        Rig.Barrier start = rig.hold("START", 50);
        rig.fail("RUN", new ExitRequest(3, "enough"));
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread waiter = new Thread(() -> {
            try {
                rig.run();
            } catch (InterruptedException e) {
                ended.complete(e);
            }
        });
        waiter.start();
        start.awaitReached();
        waiter.interrupt();
        assertThat(Rig.get(ended)).isInstanceOf(InterruptedException.class);

        start.open();

        assertThat(Rig.get(bus.ended())).isEqualTo(ProcessState.EXITED);
        assertThat(bus.exitStatus()).isEqualTo(3);
    }

    @Test
    @DisplayName("MB-13: an exit that nobody waits for goes on, whatever its listeners throw")
    void shouldGoOnToExit() throws Exception {
        rig.run();
        for (String state : List.of("STOP", "IDLE", "EXIT")) {
            rig.fail(state, new InterruptRequest("not so fast"));
        }
        rig.fail("EXITED", new ExitRequest(3, "at last"));

        bus.exit(0, "test");

        assertThat(Rig.get(bus.ended())).isEqualTo(ProcessState.EXITED);
        await().atMost(Rig.LIVELY).until(() -> rig.exits.size() == 1);
        assertThat(rig.trail).endsWith("RUN", "STOP", "IDLE", "EXIT", "EXITED");
    }

    @Test
    @DisplayName("MB-13: an exit that was broken off before whoever waited for it can be asked for again")
    void shouldExitAfterBrokenExit() throws Exception {
        rig.run();
        rig.fail("STOP", new InterruptRequest("not so fast"));

        assertThatThrownBy(() -> bus.transition(ProcessState.EXITED, "first")).isInstanceOf(InterruptRequest.class);
        assertThat(bus.state()).isEqualTo(ProcessState.STOP);

        assertThat(bus.transition(ProcessState.EXITED, "second").outcome()).isEqualTo(Outcome.REACHED);
    }

    @Test
    @DisplayName("MB-13: one of EXITED gives the status, if none was asked for, and the exit strategy is called")
    void shouldExitFromLastState() {
        rig.fail("EXITED", new ExitRequest(3, "at last"));

        assertThatThrownBy(() -> bus.transition(ProcessState.EXITED, "test")).isInstanceOf(ExitRequest.class);

        assertThat(bus.ended()).isCompleted();
        assertThat(rig.exits).containsExactly("EXITED 3");
    }

    @Test
    @DisplayName("MB-13: it passes through a nested walk to the outer one, if the listener between lets it")
    void shouldPassThroughNestedWalk() throws Exception {
        rig.nest("START", 50, ProcessState.IDLE, 1);
        bus.subscribe("START", 60, event -> rig.trail.add("rest of START"));
        List<Throwable> caught = new CopyOnWriteArrayList<>();
        InterruptRequest abort = new InterruptRequest("stop");
        rig.fail("STOP", abort);

        assertThatThrownBy(rig::run).isSameAs(abort);
        assertThat(rig.trail).containsExactly("ENTER", "IDLE", "START", "STOP");

        bus.subscribe("START", 40, event -> {
            if (!caught.isEmpty()) {
                return null;
            }
            try {
                event.bus().transition(ProcessState.IDLE, "nested");
            } catch (InterruptRequest e) {
                caught.add(e);
            }
            return null;
        });
        bus.transition(ProcessState.START, "test");
        assertThat(caught).containsExactly(abort);
        assertThat(rig.trail).contains("rest of START");
    }

    @Test
    @DisplayName("MB-13: in what was posted it exits the bus, too")
    void shouldExitFromPost() throws Exception {
        rig.fail("news", new ExitRequest(3, "enough"));

        bus.post("news");

        assertThat(Rig.get(bus.ended())).isEqualTo(ProcessState.EXITED);
        assertThat(bus.exitStatus()).isEqualTo(3);
    }

    @Test
    @DisplayName("MB-13: a stack that overflows within a listener ends its walk, not the bus's thread")
    void shouldSurviveStackOverflow() throws Exception {
        var overflowing = bus.subscribe("START", event -> overflow(1));

        assertThatThrownBy(rig::run).isInstanceOf(StackOverflowError.class);

        overflowing.close();
        assertThat(rig.run().outcome()).isEqualTo(Outcome.REACHED);
    }

    private static int overflow(int depth) {
        return overflow(depth + 1) + 1;
    }
}
