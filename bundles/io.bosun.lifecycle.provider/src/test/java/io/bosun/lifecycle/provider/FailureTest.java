// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.lifecycle.ChannelFailures;
import io.bosun.lifecycle.Hop;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.StateGraph;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.TransitionReport.Outcome;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a failing listener leads to. */
@Timeout(60)
class FailureTest {
    private final Rig rig = new Rig();
    private final SerialBus bus = rig.bus;

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    @DisplayName(
            "MB-18: the hop that failed has its calls, results and failure; the hop to the error state is the next")
    void shouldReportFailedHop() throws Exception {
        Exception broken = new Exception("broken");
        rig.fail("START", 10, broken);
        bus.subscribe("START", 20, event -> "good");

        List<Hop> hops = rig.run().hops();

        Hop start = hops.get(2);
        assertThat(start.to()).isEqualTo(ProcessState.START);
        assertThat(start.results()).containsExactly(true, "good");
        assertThat(start.calls()).hasSize(3);
        assertThat(start.calls().get(1).failure()).containsSame(broken);
        assertThat(start.failure().orElseThrow().results()).containsExactly(true, "good");
        assertThat(hops.get(3).from()).isEqualTo(ProcessState.START);
        assertThat(hops.get(3).to()).isEqualTo(ProcessState.START_ERROR);
    }

    @Test
    @DisplayName("MB-19: a failing hop is followed by one hop to its error state, which hears why")
    void shouldTakeErrorHop() throws Exception {
        List<Object> heard = new CopyOnWriteArrayList<>();
        rig.fail("START", new Exception("broken"));
        bus.subscribe("START_ERROR", event -> heard.addAll(event.arguments()));
        bus.subscribe("STOP", event -> heard.addAll(event.arguments()));

        TransitionReport report = rig.run();

        assertThat(report.failure()).containsInstanceOf(ChannelFailures.class);
        assertThat(heard).containsExactly(report.failure().orElseThrow());
    }

    @Test
    @DisplayName("MB-19: without an error state the walk stays where it failed, and says so")
    void shouldStayWithoutErrorState() throws Exception {
        State off = new State("OFF");
        State warm = new State("WARM");
        State hot = new State("HOT");
        StateGraph graph = StateGraph.of(Map.of(off, List.of(warm), warm, List.of(hot)));
        try (Rig plain = new Rig(Rig.plain(graph, off), BusSettings.DEFAULTS)) {
            plain.fail("WARM", new Exception("cold"));

            TransitionReport report = plain.bus.transition(hot, "test");

            assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(plain.bus.state()).isEqualTo(warm);
            assertThat(plain.bus.transition(hot, "again").outcome()).isEqualTo(Outcome.REACHED);
        }
    }

    @Test
    @DisplayName("MB-20: a failed start ends in EXITED, and is reported as failed with what the listener threw")
    void shouldReportFailedStart() throws Exception {
        Exception broken = new Exception("broken");
        rig.fail("START", broken);

        TransitionReport report = rig.run();

        assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(report.failure().orElseThrow()).hasCause(broken);
        assertThat(report.state()).isEqualTo(ProcessState.EXITED);
        assertThat(bus.transition(ProcessState.RUN, "again").outcome()).isEqualTo(Outcome.DIVERTED);
    }

    @Test
    @DisplayName("MB-21: an error state's listener that fails holds nothing up, and is not lost")
    void shouldGoOnFromFailingErrorListener() throws Exception {
        rig.fail("START", new Exception("first"));
        rig.fail("START_ERROR", 10, new Exception("second"));
        List<String> siblings = new CopyOnWriteArrayList<>();
        bus.subscribe("START_ERROR", 20, event -> siblings.add("ran"));

        TransitionReport report = rig.run();

        assertThat(bus.state()).isEqualTo(ProcessState.EXITED);
        assertThat(siblings).containsExactly("ran");
        assertThat(report.failure().orElseThrow()).hasRootCauseMessage("first");
        assertThat(report.failure().orElseThrow().getSuppressed()[0]).hasRootCauseMessage("second");
    }

    @ParameterizedTest(name = "{0} fails: {2}")
    @DisplayName("MB-30: the trail of a failing listener, by state")
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
        rig.fail(failing, new AssertionError("broken"));

        TransitionReport report = bus.transition(new State(target), "test");
        if (report.outcome() == Outcome.REACHED) {
            report = bus.transition(ProcessState.IDLE, "test");
        }

        assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(String.join(" ", rig.trail)).isEqualTo(expected);
        assertThat(bus.state()).isEqualTo(ProcessState.EXITED);
        assertThat(bus.exitStatus()).isEqualTo(status);
        assertThat(rig.exits).containsExactly((status == 70 ? "EXIT_ERROR " : "EXITED ") + status);
    }

    @ParameterizedTest(name = "{0}, then {1}")
    @DisplayName("MB-31: START_ERROR and STOP_ERROR are logged with what led there, and left for EXITED")
    @CsvSource({"START, START_ERROR", "RUN, START_ERROR", "ENTER, STOP_ERROR", "IDLE, STOP_ERROR"})
    void shouldLogErrorState(String failing, String error) throws Exception {
        List<String> logged = rig.logged();
        rig.fail(failing, new Exception("broken"));

        rig.run();

        assertThat(logged)
                .containsSubsequence(
                        "20 Bus state: " + failing,
                        "40 Error in " + failing + " listener " + Rig.class.getName() + " (lambda) <Exception>",
                        "20 Bus state: " + error,
                        "40 " + failing + " failed: on to EXITED <ChannelFailures>",
                        "20 Bus state: EXITED");
    }

    @Test
    @DisplayName("MB-32: a failing EXIT listener ends in status 70, all others of EXIT having run")
    void shouldExitWithStatus() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        rig.fail("EXIT", 10, new Exception("broken"));
        bus.subscribe("EXIT", 100, event -> order.add("sibling of EXIT"));
        bus.subscribe("EXIT_ERROR", event -> order.add("EXIT_ERROR " + rig.exits));
        bus.subscribe("EXITED", event -> order.add("EXITED " + rig.exits));

        bus.transition(ProcessState.EXITED, "test");

        assertThat(order).containsExactly("sibling of EXIT", "EXIT_ERROR []", "EXITED [EXIT_ERROR 70]");
        assertThat(bus.exitStatus()).isEqualTo(70);
    }

    @Test
    @DisplayName(
            "MB-32: the status that was asked for first counts, before any failure; asked for 0, the failure counts")
    void shouldChooseStatus() throws Exception {
        rig.fail("EXIT", new Exception("broken"));
        bus.exit(3, "first");
        bus.exit(4, "second");
        Rig.get(bus.ended());
        assertThat(bus.exitStatus()).isEqualTo(3);

        try (Rig other = new Rig()) {
            other.fail("EXIT", new Exception("broken"));
            other.bus.exit(0, "test");
            Rig.get(other.bus.ended());
            assertThat(other.bus.exitStatus()).isEqualTo(70);
        }
    }

    @Test
    @DisplayName("W-MB-13: how a process ends is up to the exit strategy: called once, on the bus's thread")
    void shouldCallExitStrategyOnce() throws Exception {
        List<String> calls = new CopyOnWriteArrayList<>();
        SerialBus own = new SerialBus(BusPlan.process("own"), BusSettings.DEFAULTS, HopHook.NONE, (exiting, status) -> {
            calls.add(exiting.name() + " " + exiting.state() + " " + status + " "
                    + Thread.currentThread().getName());
            throw new IllegalStateException("no process to end");
        });
        try {
            List<Object> logged = new CopyOnWriteArrayList<>();
            own.subscribe("log", event -> logged.add(event.arguments().get(0)));
            own.subscribe("EXIT", event -> {
                throw new Exception("broken");
            });
            TransitionReport report = own.transition(ProcessState.EXITED, "test");
            own.exit(3, "again");

            assertThat(report.state()).isEqualTo(ProcessState.EXITED);
            assertThat(calls).containsExactly("own EXIT_ERROR 70 bosun-lifecycle-own");
            assertThat(logged).contains("The exit strategy failed; nothing ends with status 70");
        } finally {
            own.shut();
        }
    }

    @Test
    @DisplayName("W-MB-3: a failure behind a nested walk to EXITED does not leave the last state again")
    void shouldNotLeaveLastState() throws Exception {
        rig.nest("START", 20, ProcessState.EXITED, 1);
        rig.fail("START", new Exception("late"));

        TransitionReport report = rig.run();

        assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(rig.trail).containsExactly("ENTER", "IDLE", "START", "STOP", "IDLE", "EXIT", "EXITED");
        assertThat(rig.exits).hasSize(1);
    }

    @Test
    @DisplayName("W-MB-7: a failing bus goes to its end, whatever its listeners ask for, and without any listener")
    void shouldExitAfterFailure() throws Exception {
        rig.nest("STOP", 20, ProcessState.RUN, Integer.MAX_VALUE);
        rig.nest("START_ERROR", 20, ProcessState.RUN, Integer.MAX_VALUE);
        rig.fail("START", new Exception("broken"));

        assertThat(rig.run().state()).isEqualTo(ProcessState.EXITED);
        assertThat(rig.trail)
                .containsExactly("ENTER", "IDLE", "START", "START_ERROR", "STOP", "IDLE", "EXIT", "EXITED");
    }
}
