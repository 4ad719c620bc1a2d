// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.WhenBusy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PostTest {
    private final Rig rig = new Rig();
    private final SerialBus bus = rig.bus;

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    @DisplayName("a post is published on the bus's thread, after the walk under way and all that was asked for before")
    void shouldPublishInOrder() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        bus.subscribe(
                "news",
                event -> order.add(event.arguments() + " in " + bus.state() + " on "
                        + Thread.currentThread().getName()));
        Rig.Barrier start = rig.hold("START", 50);
        Future<TransitionReport> run = rig.walk(ProcessState.RUN, WhenBusy.QUEUE);
        start.awaitReached();
        bus.post("news", "one", null);
        Future<TransitionReport> idle = rig.queue(ProcessState.IDLE, WhenBusy.QUEUE);
        bus.post("news");
        bus.post(null);
        assertThat(order).isEmpty();

        start.open();
        Rig.get(run);
        Rig.get(idle);
        bus.transition(ProcessState.IDLE, "test");

        assertThat(order)
                .containsExactly("[one, null] in RUN on bosun-lifecycle-test", "[] in IDLE on bosun-lifecycle-test");
    }

    @Test
    @DisplayName("what the listeners of a post throw is logged, and harms nothing")
    void shouldLogFailures() throws Exception {
        List<String> logged = rig.logged();
        rig.fail("news", new Exception("broken"));

        bus.post("news");
        bus.transition(ProcessState.ENTER, "test");

        assertThat(logged).contains("40 Error in news listener " + Rig.class.getName() + " (lambda) <Exception>");
        assertThat(bus.state()).isEqualTo(ProcessState.ENTER);
    }

    @Test
    @DisplayName("a walk that a post's listener asks for is done inline, and ends when the bus is to exit")
    void shouldWalkWithinPost() throws Exception {
        Rig.Barrier start = rig.hold("START", 50);
        List<TransitionReport> reports = new CopyOnWriteArrayList<>();
        bus.subscribe("SIGUSR1", event -> reports.add(event.bus().transition(ProcessState.RUN, "signal")));
        bus.post("SIGUSR1");
        start.awaitReached();

        bus.exit(0, "test");

        assertThat(Rig.get(bus.ended())).isEqualTo(ProcessState.EXITED);
        assertThat(reports.get(0).outcome()).isEqualTo(TransitionReport.Outcome.DIVERTED);
        assertThat(rig.trail).containsExactly("ENTER", "IDLE", "START", "STOP", "IDLE", "EXIT", "EXITED");
    }
}
