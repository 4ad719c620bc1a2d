// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.lifecycle.Hop;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.StateGraph;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.TransitionReport.Outcome;
import io.bosun.lifecycle.WhenBusy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RestartTest {
    private final Rig rig = new Rig();
    private final SerialBus bus = rig.bus;

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    @DisplayName("MB-35: graceful() walks to rest and back to work, in one report")
    void shouldRestart() throws Exception {
        rig.run();

        TransitionReport report = bus.graceful("test");

        assertThat(report.outcome()).isEqualTo(Outcome.REACHED);
        assertThat(report.from()).isEqualTo(ProcessState.RUN);
        assertThat(report.target()).isEqualTo(ProcessState.RUN);
        assertThat(report.hops())
                .extracting(Hop::to)
                .extracting(State::name)
                .containsExactly("STOP", "IDLE", "START", "RUN");
        assertThat(bus.history()).hasSize(2);
    }

    @Test
    @DisplayName("MB-35: from INITIAL it brings the bus to work, from EXITED nowhere")
    void shouldRestartFromEnds() throws Exception {
        bus.graceful("test");
        assertThat(rig.trail).containsExactly("ENTER", "IDLE", "START", "RUN");
        bus.transition(ProcessState.EXITED, "test");
        rig.trail.clear();

        assertThat(bus.graceful("test").outcome()).isEqualTo(Outcome.DIVERTED);
        assertThat(rig.trail).isEmpty();
    }

    @Test
    @DisplayName("MB-35: nothing comes between, and what was asked for meanwhile is done after it")
    void shouldLetNothingBetween() throws Exception {
        rig.run();
        Rig.Barrier stop = rig.hold("STOP", 50);
        Future<TransitionReport> restart = rig.async(() -> bus.graceful("test"));
        stop.awaitReached();
        Future<TransitionReport> idle = rig.queue(ProcessState.IDLE, WhenBusy.QUEUE);
        rig.trail.clear();

        stop.open();

        assertThat(Rig.get(restart).outcome()).isEqualTo(Outcome.REACHED);
        assertThat(Rig.get(idle).from()).isEqualTo(ProcessState.RUN);
        assertThat(rig.trail).containsExactly("IDLE", "START", "RUN", "STOP", "IDLE");
    }

    @Test
    @DisplayName("MB-35: the second way is taken only if the first came to its end")
    void shouldNotStartAfterFailedStop() throws Exception {
        rig.run();
        rig.fail("STOP", new Exception("broken"));
        rig.trail.clear();

        assertThat(bus.graceful("test").outcome()).isEqualTo(Outcome.FAILED);

        assertThat(rig.trail).containsExactly("STOP", "STOP_ERROR", "EXIT", "EXITED");
    }

    @Test
    @DisplayName("MB-35: an exit during the first way leaves the second out")
    void shouldNotStartAfterExit() throws Exception {
        rig.run();
        Rig.Barrier stop = rig.hold("STOP", 50);
        Future<TransitionReport> restart = rig.async(() -> bus.graceful("test"));
        stop.awaitReached();

        bus.exit(0, "test");
        stop.open();

        assertThat(Rig.get(restart).outcome()).isEqualTo(Outcome.DIVERTED);
        assertThat(Rig.get(bus.ended())).isEqualTo(ProcessState.EXITED);
        assertThat(rig.trail).endsWith("RUN", "STOP", "IDLE", "EXIT", "EXITED");
    }

    @Test
    @DisplayName("MB-35: within a listener it is done inline")
    void shouldRestartInline() throws Exception {
        List<TransitionReport> reports = new CopyOnWriteArrayList<>();
        AtomicBoolean asked = new AtomicBoolean();
        bus.subscribe(
                "RUN",
                event -> asked.compareAndSet(false, true)
                        ? reports.add(event.bus().graceful("nested"))
                        : null);

        assertThat(rig.run().outcome()).isEqualTo(Outcome.REACHED);

        assertThat(reports.get(0).outcome()).isEqualTo(Outcome.REACHED);
        assertThat(rig.trail).containsExactly("ENTER", "IDLE", "START", "RUN", "STOP", "IDLE", "START", "RUN");
    }

    @Test
    @DisplayName("MB-35: a bus without rest or work says what to do")
    void shouldRefuseWithoutRoles() {
        State off = new State("OFF");
        StateGraph graph = StateGraph.builder().edge(off, new State("ON")).build();
        try (Rig plain = new Rig(Rig.plain(graph, off), BusSettings.DEFAULTS)) {
            assertThatThrownBy(() -> plain.bus.graceful("test"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("rest")
                    .hasMessageContaining("configuration");
            assertThatThrownBy(() -> plain.bus.startWithCallback("main", () -> null))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("work");
        }
    }
}
