// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.lifecycle.BusChannels;
import io.bosun.lifecycle.Hop;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.TransitionException;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.TransitionReport.Outcome;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TransitionTest {
    private final Rig rig = new Rig();
    private final SerialBus bus = rig.bus;

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    @DisplayName("MB-16: a walk takes the next hop from where the bus is, until it is at its goal")
    void shouldWalk() throws Exception {
        TransitionReport report = rig.run();

        assertThat(report.outcome()).isEqualTo(Outcome.REACHED);
        assertThat(report.hops()).extracting(Hop::to).extracting(State::name).isEqualTo(rig.trail);
        assertThat(rig.trail).containsExactly("ENTER", "IDLE", "START", "RUN");
        assertThat(report.from()).isEqualTo(ProcessState.INITIAL);
        assertThat(report.target()).isEqualTo(ProcessState.RUN);
        assertThat(report.state()).isEqualTo(ProcessState.RUN);
        assertThat(report.reason()).isEqualTo("test");
        assertThat(report.requester()).isEqualTo(Thread.currentThread().getName());
        assertThat(report.failure()).isEmpty();
    }

    @Test
    @DisplayName("MB-16: same state: no hop; unknown state, error state, or from the last state: no move")
    void shouldNotMoveWithoutWay() throws Exception {
        assertThat(bus.transition(ProcessState.INITIAL, "test").outcome()).isEqualTo(Outcome.REACHED);
        assertThat(bus.transition(new State("NOWHERE"), "test").outcome()).isEqualTo(Outcome.UNREACHABLE);
        assertThat(bus.transition(ProcessState.START_ERROR, "test").outcome()).isEqualTo(Outcome.UNREACHABLE);
        assertThat(rig.trail).isEmpty();
        bus.transition(ProcessState.EXITED, "test");
        rig.trail.clear();
        assertThat(bus.transition(ProcessState.RUN, "test").outcome()).isEqualTo(Outcome.DIVERTED);
        assertThat(bus.transition(ProcessState.EXITED, "test").outcome()).isEqualTo(Outcome.REACHED);
        assertThat(rig.trail).isEmpty();
    }

    @Test
    @DisplayName("W-MB-2: each walk has a verdict, and orThrow() makes an exception of it")
    void shouldGiveVerdict() throws Exception {
        assertThat(rig.run().orThrow().state()).isEqualTo(ProcessState.RUN);
        assertThatThrownBy(() -> bus.transition(new State("NOWHERE"), "why").orThrow())
                .isInstanceOf(TransitionException.class)
                .hasMessageContaining("UNREACHABLE")
                .hasMessageContaining("why");
    }

    @Test
    @DisplayName(
            "MB-17: a hop sets the state, wakes who awaits it, logs it, does its own work, and calls the listeners")
    void shouldHopInOrder() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        SerialBus[] own = new SerialBus[1];
        own[0] = new SerialBus(
                BusPlan.process("own"),
                BusSettings.DEFAULTS,
                (from, to) -> {
                    order.add("hook " + from + " " + to + " " + own[0].state());
                    return List.of("problem");
                },
                (exiting, status) -> {});
        try {
            own[0].subscribe(
                    BusChannels.LOG,
                    event -> order.add(event.arguments().get(0) + " " + own[0].state() + " " + own[0].waiting()));
            own[0].subscribe("ENTER", event -> {
                order.add("listener " + own[0].state() + " "
                        + Thread.currentThread().getName());
                return event.arguments();
            });

            TransitionReport report = own[0].transition(ProcessState.ENTER, "test");

            assertThat(order.subList(0, 3))
                    .containsExactly(
                            "Bus state: ENTER ENTER 0",
                            "hook INITIAL ENTER ENTER",
                            "listener ENTER bosun-lifecycle-own");
            assertThat(report.hops().get(0).problems()).containsExactly("problem");
            assertThat(report.hops().get(0).results()).containsExactly(List.of());
        } finally {
            own[0].shut();
        }
    }

    @Test
    @DisplayName("MB-17: what belongs to a hop itself may fail without spoiling it, and is reported")
    void shouldBearFailingHook() throws Exception {
        SerialBus own = new SerialBus(
                BusPlan.process(),
                BusSettings.DEFAULTS,
                (from, to) -> {
                    throw new IllegalStateException("no condition");
                },
                (exiting, status) -> {});
        try {
            TransitionReport report = own.transition(ProcessState.RUN, "test");

            assertThat(report.outcome()).isEqualTo(Outcome.REACHED);
            assertThat(report.hops())
                    .allSatisfy(hop -> assertThat(hop.problems())
                            .containsExactly("java.lang.IllegalStateException: no condition"));
        } finally {
            own.shut();
        }
    }

    @Test
    @DisplayName("MB-18: a report has one entry for each hop: from, to, duration, and each call with its result")
    void shouldReportHops() throws Exception {
        bus.subscribe("START", 50, event -> "started");
        bus.subscribe("START", 60, event -> null);

        TransitionReport report = rig.run();

        Hop start = report.hops().get(2);
        assertThat(start.from()).isEqualTo(ProcessState.IDLE);
        assertThat(start.to()).isEqualTo(ProcessState.START);
        assertThat(start.results()).containsExactly(true, "started", null);
        assertThat(start.calls().get(1).listener()).isEqualTo(TransitionTest.class.getName() + " (lambda)");
        assertThat(start.calls()).allSatisfy(call -> assertThat(call.nanos()).isBetween(0L, start.nanos()));
    }

    @Test
    @DisplayName("MB-22: a nested walk to EXITED is done inline; the rest of START's listeners then see EXITED")
    void shouldWalkInline() throws Exception {
        rig.nest("START", 20, ProcessState.EXITED, 1);
        bus.subscribe("START", 90, event -> rig.trail.add("rest of START in " + bus.state()));

        TransitionReport report = rig.run();

        assertThat(rig.trail)
                .containsExactly("ENTER", "IDLE", "START", "STOP", "IDLE", "EXIT", "EXITED", "rest of START in EXITED");
        assertThat(report.outcome()).isEqualTo(Outcome.DIVERTED);
        assertThat(report.state()).isEqualTo(ProcessState.EXITED);
    }

    @Test
    @DisplayName("MB-22: the outer walk resumes towards its own target from where the nested one ended")
    void shouldResumeOuterWalk() throws Exception {
        rig.run();
        rig.trail.clear();
        rig.nest("STOP", 20, ProcessState.RUN, 1);

        TransitionReport report = bus.transition(ProcessState.IDLE, "test");

        assertThat(rig.trail).containsExactly("STOP", "IDLE", "START", "RUN", "STOP", "IDLE");
        assertThat(report.outcome()).isEqualTo(Outcome.REACHED);
        assertThat(report.hops()).extracting(Hop::to).extracting(State::name).containsExactly("STOP", "STOP", "IDLE");
    }

    @Test
    @DisplayName("MB-22: the rest of a state's listeners are left out on demand when a nested walk has left the state")
    void shouldSkipStaleListeners() throws Exception {
        bus.configure(new BusSettings(100, 100, 1_000, 5_000, true));
        rig.nest("START", 20, ProcessState.IDLE, 1);
        bus.subscribe("START", 90, event -> rig.trail.add("rest of START in " + bus.state()));

        rig.run();

        assertThat(rig.trail)
                .containsExactly("ENTER", "IDLE", "START", "STOP", "IDLE", "START", "rest of START in START", "RUN");
    }

    @Test
    @DisplayName("MB-22: a walk to IDLE that START always asks for does not go on for ever")
    void shouldStopTwoFighting() throws Exception {
        rig.nest("START", 20, ProcessState.IDLE, Integer.MAX_VALUE);

        assertThat(rig.run().outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    @DisplayName("W-MB-7: listeners that send each other to and fro are stopped after maxHops, nested walks included")
    void shouldStopLivelock() throws Exception {
        rig.nest("START", 20, ProcessState.IDLE, Integer.MAX_VALUE);

        TransitionReport report = rig.run();

        assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(report.failure().orElseThrow()).hasMessageContaining("100 hops");
        assertThat(rig.trail).hasSize(100);
        bus.configure(new BusSettings(7, 100, 1_000, 5_000, false));
        rig.trail.clear();
        assertThat(rig.run().failure().orElseThrow()).hasMessageContaining("7 hops");
        assertThat(rig.trail).hasSize(7);
        assertThat(bus.transition(ProcessState.EXITED, "test").outcome()).isEqualTo(Outcome.REACHED);
    }

    @Test
    @DisplayName(
            "W-MB-7: the way to the end has hops of its own: a failure behind many of them does not strand the bus")
    void shouldEndDespiteManyHops() throws Exception {
        bus.configure(new BusSettings(11, 100, 1_000, 5_000, false));
        rig.nest("START", 20, ProcessState.IDLE, 1);
        rig.fail("RUN", new Exception("broken"));

        TransitionReport report = rig.run();

        assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(report.state()).isEqualTo(ProcessState.EXITED);
        assertThat(rig.trail).hasSize(12);
    }

    @Test
    @DisplayName("W-MB-7: nor does a nested walk to the end")
    void shouldEndNestedDespiteManyHops() throws Exception {
        bus.configure(new BusSettings(11, 100, 1_000, 5_000, true));
        rig.nest("START", 20, ProcessState.IDLE, 2);
        rig.nest("START", 30, ProcessState.EXITED, 1);

        assertThat(rig.run().state()).isEqualTo(ProcessState.EXITED);
    }

    @Test
    @DisplayName("MB-24: START leads to RUN and to STOP, so a start is left by STOP while its listeners run")
    void shouldLeaveStartByStop() throws Exception {
        rig.nest("START", 20, ProcessState.STOP, 1);

        bus.transition(ProcessState.STOP, "test");

        assertThat(rig.trail).containsExactly("ENTER", "IDLE", "START", "STOP");
    }
}
