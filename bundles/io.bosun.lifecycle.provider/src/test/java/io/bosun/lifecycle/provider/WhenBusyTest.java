// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.TransitionReport.Outcome;
import io.bosun.lifecycle.WhenBusy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a request that comes while another walk is under way. */
@Timeout(60)
class WhenBusyTest {
    private final Rig rig = new Rig();
    private final SerialBus bus = rig.bus;

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    @DisplayName("MB-23: QUEUE waits until the walk under way is done, and all that were asked for before")
    void shouldQueue() throws Exception {
        Rig.Barrier start = rig.hold("START", 50);
        Future<TransitionReport> run = rig.walk(ProcessState.RUN, WhenBusy.QUEUE);
        start.awaitReached();
        Future<TransitionReport> idle = rig.queue(ProcessState.IDLE, WhenBusy.QUEUE);
        Future<TransitionReport> again = rig.queue(ProcessState.START, WhenBusy.QUEUE);

        start.open();

        assertThat(Rig.get(run).outcome()).isEqualTo(Outcome.REACHED);
        assertThat(Rig.get(idle).outcome()).isEqualTo(Outcome.REACHED);
        assertThat(Rig.get(again).outcome()).isEqualTo(Outcome.REACHED);
        assertThat(rig.trail).containsExactly("ENTER", "IDLE", "START", "RUN", "STOP", "IDLE", "START");
    }

    @Test
    @DisplayName("MB-23: JOIN shares the report of the walk under way to the same target")
    void shouldJoinWalkUnderWay() throws Exception {
        Rig.Barrier start = rig.hold("START", 50);
        Future<TransitionReport> run = rig.walk(ProcessState.RUN, WhenBusy.QUEUE);
        start.awaitReached();
        var stage = bus.request(ProcessState.RUN, "joined", WhenBusy.JOIN).toCompletableFuture();
        assertThat(bus.queued()).isZero();

        start.open();

        assertThat(Rig.get(stage)).isSameAs(Rig.get(run));
    }

    @Test
    @DisplayName("MB-23: JOIN shares the last walk in the queue if that has its target, but no earlier one")
    void shouldJoinLastInQueue() throws Exception {
        Rig.Barrier start = rig.hold("START", 50);
        Future<TransitionReport> run = rig.walk(ProcessState.RUN, WhenBusy.QUEUE);
        start.awaitReached();
        Future<TransitionReport> idle = rig.queue(ProcessState.IDLE, WhenBusy.QUEUE);
        var shared = bus.request(ProcessState.IDLE, "joined", WhenBusy.JOIN).toCompletableFuture();
        bus.post("news");
        var sharedToo = bus.request(ProcessState.IDLE, "joined", WhenBusy.JOIN).toCompletableFuture();
        Future<TransitionReport> back = rig.queue(ProcessState.START, WhenBusy.JOIN);
        var own = bus.request(ProcessState.IDLE, "not joined", WhenBusy.JOIN).toCompletableFuture();

        start.open();

        assertThat(Rig.get(shared)).isSameAs(Rig.get(idle)).isNotSameAs(Rig.get(run));
        assertThat(Rig.get(sharedToo)).isSameAs(Rig.get(idle));
        assertThat(Rig.get(back).outcome()).isEqualTo(Outcome.REACHED);
        assertThat(Rig.get(own)).isNotSameAs(Rig.get(idle));
        assertThat(bus.state()).isEqualTo(ProcessState.IDLE);
    }

    @Test
    @DisplayName("MB-23: JOIN does not share a walk that is to end before its goal")
    void shouldNotJoinDoomedWalk() throws Exception {
        Rig.Barrier stop = rig.hold("STOP", 50);
        rig.run();
        Future<TransitionReport> idle = rig.walk(ProcessState.IDLE, WhenBusy.QUEUE);
        stop.awaitReached();
        Future<TransitionReport> superseding = rig.queue(ProcessState.START, WhenBusy.SUPERSEDE);
        Future<TransitionReport> own = rig.queue(ProcessState.IDLE, WhenBusy.JOIN);

        stop.open();

        assertThat(Rig.get(idle).outcome()).isEqualTo(Outcome.DIVERTED);
        assertThat(Rig.get(superseding).outcome()).isEqualTo(Outcome.REACHED);
        assertThat(Rig.get(own).outcome()).isEqualTo(Outcome.REACHED);
        assertThat(bus.state()).isEqualTo(ProcessState.IDLE);
    }

    @Test
    @DisplayName("MB-23: SUPERSEDE ends the walk under way, comes next, and leaves the queue behind it as it was")
    void shouldSupersede() throws Exception {
        Rig.Barrier start = rig.hold("START", 50);
        bus.subscribe("START", 60, event -> rig.trail.add("rest of START"));
        Future<TransitionReport> run = rig.walk(ProcessState.RUN, WhenBusy.QUEUE);
        start.awaitReached();
        Future<TransitionReport> queued = rig.queue(ProcessState.START, WhenBusy.QUEUE);
        start.leave();

        TransitionReport idle = bus.transition(ProcessState.IDLE, "superseding", WhenBusy.SUPERSEDE);

        assertThat(idle.outcome()).isEqualTo(Outcome.REACHED);
        assertThat(Rig.get(run).outcome()).isEqualTo(Outcome.DIVERTED);
        assertThat(Rig.get(queued).outcome()).isEqualTo(Outcome.REACHED);
        assertThat(rig.trail).containsExactly("ENTER", "IDLE", "START", "STOP", "IDLE", "START", "rest of START");
        assertThat(bus.exitStatus()).isZero();
    }

    @Test
    @DisplayName("MB-23: SUPERSEDE does not end a walk to its own target")
    void shouldNotSupersedeSameTarget() throws Exception {
        Rig.Barrier start = rig.hold("START", 50);
        Future<TransitionReport> run = rig.walk(ProcessState.RUN, WhenBusy.QUEUE);
        start.awaitReached();
        Future<TransitionReport> same = rig.queue(ProcessState.RUN, WhenBusy.SUPERSEDE);

        start.open();

        assertThat(Rig.get(run).outcome()).isEqualTo(Outcome.REACHED);
        assertThat(Rig.get(same).outcome()).isEqualTo(Outcome.REACHED);
        assertThat(Rig.get(same).hops()).isEmpty();
    }

    @Test
    @DisplayName("MB-23: an exit cannot be superseded, supersedes all, and what comes after it is diverted")
    void shouldNotSupersedeExit() throws Exception {
        Rig.Barrier stop = rig.hold("STOP", 50);
        rig.run();
        Future<TransitionReport> queued;
        Future<TransitionReport> exit = rig.walk(ProcessState.EXITED, WhenBusy.QUEUE);
        stop.awaitReached();
        queued = rig.queue(ProcessState.RUN, WhenBusy.SUPERSEDE);
        var shared = bus.request(ProcessState.EXITED, "shared", WhenBusy.QUEUE).toCompletableFuture();

        stop.open();

        assertThat(Rig.get(exit).outcome()).isEqualTo(Outcome.REACHED);
        assertThat(Rig.get(shared)).isSameAs(Rig.get(exit));
        assertThat(Rig.get(queued).outcome()).isEqualTo(Outcome.DIVERTED);
        assertThat(Rig.get(queued).hops()).isEmpty();
        assertThat(rig.trail).endsWith("STOP", "IDLE", "EXIT", "EXITED");
    }

    @Test
    @DisplayName("MB-23: a request on the bus's own thread is done after the walk under way")
    void shouldRequestWithinListener() throws Exception {
        List<TransitionReport> told = new CopyOnWriteArrayList<>();
        List<String> threads = new CopyOnWriteArrayList<>();
        bus.subscribe(
                "START",
                event -> event.bus()
                        .request(ProcessState.IDLE, "later", WhenBusy.QUEUE)
                        .thenAccept(report -> {
                            threads.add(Thread.currentThread().getName());
                            told.add(report);
                        }));

        assertThat(rig.run().outcome()).isEqualTo(Outcome.REACHED);

        assertThat(bus.transition(ProcessState.IDLE, "test").outcome()).isEqualTo(Outcome.REACHED);
        await().atMost(Rig.LIVELY).until(() -> !told.isEmpty());
        assertThat(told.get(0).from()).isEqualTo(ProcessState.RUN);
        assertThat(told.get(0).state()).isEqualTo(ProcessState.IDLE);
        assertThat(threads).containsExactly("bosun-lifecycle-test-news");
    }

    @Test
    @DisplayName("MB-24: a listener can see that its walk is to end, and is not interrupted by its own request")
    void shouldTellSuperseded() throws Exception {
        List<Boolean> seen = new CopyOnWriteArrayList<>();
        bus.subscribe("START", 50, event -> {
            seen.add(event.isSuperseded());
            event.bus().request(ProcessState.IDLE, "not today", WhenBusy.SUPERSEDE);
            seen.add(event.isSuperseded());
            seen.add(Thread.currentThread().isInterrupted());
            return null;
        });
        bus.subscribe("START", 60, event -> rig.trail.add("rest of START"));
        bus.subscribe("STOP", 50, event -> seen.add(event.isSuperseded()));

        assertThat(rig.run().outcome()).isEqualTo(Outcome.DIVERTED);
        assertThat(bus.transition(ProcessState.IDLE, "test").outcome()).isEqualTo(Outcome.REACHED);
        assertThat(seen).containsExactly(false, true, false, false);
        assertThat(rig.trail).containsExactly("ENTER", "IDLE", "START", "STOP", "IDLE");
    }

    @Test
    @DisplayName("W-MB-3: hops do not overlap: nothing is entered while the listeners of a state run")
    void shouldNotOverlap() throws Exception {
        Rig.Barrier start = rig.hold("START", 50);
        Future<TransitionReport> run = rig.walk(ProcessState.RUN, WhenBusy.QUEUE);
        start.awaitReached();
        Future<TransitionReport> again = rig.queue(ProcessState.RUN, WhenBusy.QUEUE);

        assertThat(bus.state()).isEqualTo(ProcessState.START);
        assertThat(rig.trail).endsWith("START");
        start.open();
        assertThat(Rig.get(run).outcome()).isEqualTo(Outcome.REACHED);
        assertThat(Rig.get(again).hops()).isEmpty();
    }

    @Test
    @DisplayName("more requests than queueSize are refused, with the number; an exit never is")
    void shouldRefuseTooMany() throws Exception {
        bus.configure(new BusSettings(100, 100, 2, 5_000, false));
        Rig.Barrier enter = rig.hold("ENTER", 50);
        Future<TransitionReport> run = rig.walk(ProcessState.RUN, WhenBusy.QUEUE);
        enter.awaitReached();
        Future<TransitionReport> queued = rig.queue(ProcessState.IDLE, WhenBusy.QUEUE);
        bus.post("news");

        assertThatThrownBy(() -> bus.transition(ProcessState.RUN, "test"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("2 requests wait")
                .hasMessageContaining("queueSize");
        assertThatThrownBy(() -> bus.post("news")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> bus.request(ProcessState.RUN, "test", WhenBusy.SUPERSEDE))
                .isInstanceOf(IllegalStateException.class);
        bus.exit(0, "never refused");
        enter.open();

        assertThat(Rig.get(bus.ended())).isEqualTo(ProcessState.EXITED);
        assertThat(Rig.get(run).outcome()).isEqualTo(Outcome.DIVERTED);
        assertThat(Rig.get(queued).outcome()).isEqualTo(Outcome.DIVERTED);
    }
}
