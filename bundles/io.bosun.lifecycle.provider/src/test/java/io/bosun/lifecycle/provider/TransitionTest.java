// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.ChannelFailures;
import io.bosun.lifecycle.Hop;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.StateGraph;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.TransitionReport.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransitionTest {
    private final SerialBus bus =
            new SerialBus(BusPlan.process("test"), BusSettings.DEFAULTS, HopHook.NONE, (own, status) -> {});
    private final List<String> trail = new CopyOnWriteArrayList<>();

    TransitionTest() {
        ProcessState.GRAPH.states().forEach(state -> bus.subscribe(state.name(), 0, event -> trail.add(state.name())));
    }

    @AfterEach
    void shut() {
        bus.shut();
    }

    @Test
    @DisplayName("MB-16 a walk reads its next hop from where the bus is, and reports each")
    void shouldReportEachHop() throws Exception {
        bus.subscribe("START", 50, event -> "started");

        TransitionReport report = bus.transition(ProcessState.RUN, "test");

        assertThat(report.outcome()).isEqualTo(Outcome.REACHED);
        assertThat(report.hops().stream().map(Hop::to).map(State::name))
                .containsExactly("ENTER", "IDLE", "START", "RUN");
        assertThat(report.hops().get(2).from()).isEqualTo(ProcessState.IDLE);
        assertThat(report.hops().get(2).results()).containsExactly(true, "started");
        assertThat(report.reason()).isEqualTo("test");
        assertThat(report.from()).isEqualTo(ProcessState.INITIAL);
        assertThat(report.state()).isEqualTo(ProcessState.RUN);
    }

    @Test
    @DisplayName("MB-16 same state: no hop; unknown state, error state, or from the last state: unreachable, no move")
    void shouldNotMoveWithoutWay() throws Exception {
        assertThat(bus.transition(ProcessState.INITIAL, "test").outcome()).isEqualTo(Outcome.REACHED);
        assertThat(bus.transition(new State("NOWHERE"), "test").outcome()).isEqualTo(Outcome.UNREACHABLE);
        assertThat(bus.transition(ProcessState.START_ERROR, "test").outcome()).isEqualTo(Outcome.UNREACHABLE);
        assertThat(trail).isEmpty();
        bus.transition(ProcessState.EXITED, "test");
        trail.clear();
        assertThat(bus.transition(ProcessState.RUN, "test").outcome()).isEqualTo(Outcome.DIVERTED);
        assertThat(trail).isEmpty();
    }

    @Test
    @DisplayName("MB-17 the state is already the new one when its listeners run, on the thread of the bus")
    void shouldSetStateBeforeListeners() throws Exception {
        bus.subscribe(
                "ENTER",
                50,
                event -> event.bus().state() + " on " + Thread.currentThread().getName());

        TransitionReport report = bus.transition(ProcessState.ENTER, "test");

        assertThat(report.hops().get(0).results()).contains("ENTER on bosun-lifecycle-test");
    }

    @Test
    @DisplayName("MB-18 MB-19 a failing START: one hop to its error state, which hears why")
    void shouldTakeErrorHop() throws Exception {
        Exception broken = new Exception("broken");
        List<Object> heard = new CopyOnWriteArrayList<>();
        fail("START", broken);
        bus.subscribe("START_ERROR", 50, event -> heard.addAll(event.arguments()));

        TransitionReport report = bus.transition(ProcessState.RUN, "test");

        assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(report.failure()).containsInstanceOf(ChannelFailures.class);
        assertThat(report.failure().orElseThrow()).hasCause(broken);
        assertThat(report.hops().get(2).failure()).isEqualTo(report.failure());
        assertThat(report.hops().get(3).to()).isEqualTo(ProcessState.START_ERROR);
        assertThat(heard).containsExactly(report.failure().orElseThrow());
        assertThat(bus.exitStatus()).isEqualTo(1);
    }

    @Test
    @DisplayName("MB-19 without an error state the walk stays where it failed, and says so (W-MB-1, W-MB-2)")
    void shouldStayWithoutErrorState() throws Exception {
        State off = new State("OFF");
        State warm = new State("WARM");
        State hot = new State("HOT");
        SerialBus plain = new SerialBus(
                new BusPlan(
                        "plain",
                        StateGraph.of(Map.of(off, List.of(warm), warm, List.of(hot))),
                        Map.of(),
                        off,
                        Optional.empty(),
                        Optional.empty(),
                        new State("GONE"),
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        Map.of()),
                BusSettings.DEFAULTS,
                HopHook.NONE,
                (own, status) -> {});
        plain.subscribe("WARM", 50, event -> {
            throw new Exception("cold");
        });
        try {
            TransitionReport report = plain.transition(hot, "test");

            assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(plain.state()).isEqualTo(warm);
            assertThat(plain.transition(hot, "again").outcome()).isEqualTo(Outcome.REACHED);
        } finally {
            plain.shut();
        }
    }

    @ParameterizedTest(name = "{0} fails: {2}")
    @DisplayName("MB-20 MB-30 MB-31 trails of a failing listener")
    @CsvSource({
        "ENTER,  RUN,    ENTER STOP_ERROR EXIT EXITED, 1",
        "IDLE,   RUN,    ENTER IDLE STOP_ERROR EXIT EXITED, 1",
        "START,  RUN,    ENTER IDLE START START_ERROR STOP IDLE EXIT EXITED, 1",
        "RUN,    RUN,    ENTER IDLE START RUN START_ERROR STOP IDLE EXIT EXITED, 1",
        "STOP,   RUN,    ENTER IDLE START RUN STOP STOP_ERROR EXIT EXITED, 1",
        "EXIT,   EXITED, ENTER IDLE EXIT EXIT_ERROR EXITED, 70",
        "EXITED, EXITED, ENTER IDLE EXIT EXITED, 1",
    })
    void shouldLeaveTrail(String failing, String target, String expected, int status) throws Exception {
        fail(failing, new AssertionError("broken"));

        TransitionReport report = bus.transition(new State(target), "test");
        if (report.outcome() == Outcome.REACHED) {
            report = bus.transition(ProcessState.IDLE, "test");
        }

        assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(String.join(" ", trail)).isEqualTo(expected);
        assertThat(bus.state()).isEqualTo(ProcessState.EXITED);
        assertThat(bus.exitStatus()).as("MB-32").isEqualTo(status);
    }

    @Test
    @DisplayName("MB-21 an error state's listener that fails holds nothing up, and is not lost")
    void shouldGoOnFromFailingErrorListener() throws Exception {
        fail("START", new Exception("first"));
        fail("START_ERROR", new Exception("second"));

        TransitionReport report = bus.transition(ProcessState.RUN, "test");

        assertThat(bus.state()).isEqualTo(ProcessState.EXITED);
        assertThat(report.failure().orElseThrow()).hasRootCauseMessage("first");
        assertThat(report.failure().orElseThrow().getSuppressed()[0]).hasRootCauseMessage("second");
    }

    @Test
    @DisplayName("MB-22 a nested walk to EXITED is done inline; the rest of START's listeners then see EXITED")
    void shouldWalkInline() throws Exception {
        nest("START", ProcessState.EXITED, 1);
        bus.subscribe(
                "START",
                90,
                event -> trail.add("rest of START in " + event.bus().state()));

        TransitionReport report = bus.transition(ProcessState.RUN, "test");

        assertThat(trail)
                .containsExactly("ENTER", "IDLE", "START", "STOP", "IDLE", "EXIT", "EXITED", "rest of START in EXITED");
        assertThat(report.outcome()).isEqualTo(Outcome.DIVERTED);
        assertThat(report.state()).isEqualTo(ProcessState.EXITED);
    }

    @Test
    @DisplayName("MB-22 the outer walk resumes towards its own target from where the nested one ended")
    void shouldResumeOuterWalk() throws Exception {
        bus.transition(ProcessState.RUN, "test");
        trail.clear();
        nest("STOP", ProcessState.RUN, 1);

        TransitionReport report = bus.transition(ProcessState.IDLE, "test");

        assertThat(trail).containsExactly("STOP", "IDLE", "START", "RUN", "STOP", "IDLE");
        assertThat(report.outcome()).isEqualTo(Outcome.REACHED);
    }

    @Test
    @DisplayName("MB-22 W-MB-7 listeners that send each other to and fro for ever are stopped after maxHops")
    void shouldStopLivelock() throws Exception {
        nest("START", ProcessState.IDLE, Integer.MAX_VALUE);

        TransitionReport report = bus.transition(ProcessState.RUN, "test");

        assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(report.failure().orElseThrow()).hasMessageContaining("100 hops");
        assertThat(trail).hasSize(100);
        assertThat(bus.transition(ProcessState.EXITED, "test").outcome()).isEqualTo(Outcome.REACHED);
    }

    @Test
    @DisplayName("MB-19 a failure behind a nested walk to EXITED does not leave the last state again (W-MB-3)")
    void shouldNotLeaveLastState() throws Exception {
        nest("START", ProcessState.EXITED, 1);
        fail("START", new Exception("late"));

        TransitionReport report = bus.transition(ProcessState.RUN, "test");

        assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(trail).containsExactly("ENTER", "IDLE", "START", "STOP", "IDLE", "EXIT", "EXITED");
    }

    @Test
    @DisplayName("MB-24 a start can be left by STOP while its listeners run")
    void shouldLeaveStartByStop() throws Exception {
        nest("START", ProcessState.STOP, 1);

        bus.transition(ProcessState.START, "test");

        assertThat(trail.stream().limit(4).collect(Collectors.toList()))
                .containsExactly("ENTER", "IDLE", "START", "STOP");
    }

    private void fail(String channel, Throwable failure) {
        bus.subscribe(channel, 50, event -> {
            if (failure instanceof Exception exception) {
                throw exception;
            }
            throw (Error) failure;
        });
    }

    private void nest(String channel, State target, int times) {
        int[] left = {times};
        bus.subscribe(channel, 20, event -> left[0]-- > 0 ? nested(event, target) : null);
    }

    private static Outcome nested(BusEvent event, State target) throws InterruptedException {
        LifecycleBus bus = event.bus();
        return bus.transition(target, "nested in " + event.channel()).outcome();
    }
}
