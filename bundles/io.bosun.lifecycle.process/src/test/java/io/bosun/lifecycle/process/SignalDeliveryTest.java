// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.lifecycle.ExitRequest;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.TransitionReport.Outcome;
import io.bosun.lifecycle.WhenBusy;
import io.bosun.lifecycle.provider.RealBus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The way of a signal from its thread to the bus's, and what happens when that is busy. */
class SignalDeliveryTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final RealBus real = new RealBus((bus, status) -> {});
    private final LifecycleBus bus = real.bus();
    private final SignalDelivery delivery = new SignalDelivery(bus, 0);
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        real.close();
    }

    private void set(String... entries) {
        delivery.set(SignalTable.of(List.of(entries), bus.graph(), () -> false).actions());
    }

    private void hear(String... channels) {
        for (String channel : channels) {
            bus.subscribe(channel, event -> heard.add(channel));
        }
    }

    private void walk(State to) throws InterruptedException {
        bus.transition(to, "test").orThrow();
    }

    /** Keeps the bus's thread busy until the latch is opened. */
    private CountDownLatch occupy() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        bus.subscribe("busy", event -> {
            begun.countDown();
            return open.await(60, TimeUnit.SECONDS);
        });
        bus.post("busy");
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        return open;
    }

    @Test
    @DisplayName("Row 26: of a signal that waits for the bus none is queued again; one that comes later is")
    void shouldNotQueueASignalTwice() throws Exception {
        set("HUP=publish,WINCH");
        hear("SIGHUP", "SIGWINCH", "end");
        CountDownLatch open = occupy();

        for (int i = 0; i < 10_000; i++) {
            delivery.caught("HUP");
            delivery.caught("WINCH");
        }
        bus.post("end");
        open.countDown();

        Awaitility.await().atMost(LONG).until(() -> heard.contains("end"));
        assertThat(heard).containsExactly("SIGHUP", "SIGWINCH", "end");
        delivery.caught("HUP");
        Awaitility.await().atMost(LONG).until(() -> heard.size() == 4);
    }

    @Test
    @DisplayName("A signal that comes while its listeners run is another one")
    void shouldQueueASignalOfALaterMoment() throws Exception {
        set("HUP=publish");
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        bus.subscribe("SIGHUP", event -> {
            begun.countDown();
            heard.add("SIGHUP");
            return open.await(60, TimeUnit.SECONDS);
        });
        delivery.caught("HUP");
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

        delivery.caught("HUP");
        open.countDown();

        Awaitility.await().atMost(LONG).until(() -> heard.size() == 2);
    }

    @Test
    @DisplayName("MB-44 W-MB-20: an exit is asked for at once: it interrupts a START that hangs")
    void shouldExitFromAHangingStart() throws Exception {
        set("TERM");
        CountDownLatch begun = new CountDownLatch(1);
        bus.subscribe("START", event -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return null;
        });
        hear("SIGTERM");
        FutureTask<TransitionReport> start = start();
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

        delivery.caught("TERM");

        assertThat(start.get(60, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.DIVERTED);
        assertThat(bus.await(ProcessState.EXITED, LONG)).isTrue();
        assertThat(heard).containsExactly("SIGTERM");
    }

    @Test
    @DisplayName("MB-44: the channel of an exit is heard on its way, on the bus's thread, before all others, once")
    void shouldPublishAnExitOnItsWay() throws Exception {
        set("TERM,INT");
        walk(ProcessState.RUN);
        hear("STOP", "IDLE", "EXIT", "EXITED");
        bus.subscribe("SIGTERM", event -> heard.add(Thread.currentThread().getName()));
        bus.subscribe("SIGTERM", event -> {
            throw new ExitRequest(9, "another status");
        });
        bus.subscribe("SIGINT", event -> heard.add("SIGINT"));
        CountDownLatch open = occupy();

        delivery.caught("TERM");
        delivery.caught("INT");
        delivery.caught("TERM");
        open.countDown();

        assertThat(bus.await(ProcessState.EXITED, LONG)).isTrue();
        Awaitility.await().atMost(LONG).until(() -> heard.contains("EXITED"));
        assertThat(heard).hasSize(6).containsSubsequence("STOP", "IDLE", "EXIT", "EXITED");
        assertThat(List.copyOf(heard).subList(0, 2)).containsExactlyInAnyOrder("bosun-lifecycle", "SIGINT");
        assertThat(bus.exitStatus()).isZero();
    }

    @Test
    @DisplayName("MB-44: so is a stop by another state")
    void shouldStopAHangingStart() throws Exception {
        set("HUP=IDLE");
        CountDownLatch begun = new CountDownLatch(1);
        bus.subscribe("START", event -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return null;
        });
        FutureTask<TransitionReport> start = start();
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

        delivery.caught("HUP");

        assertThat(start.get(60, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.DIVERTED);
        Awaitility.await().atMost(LONG).until(() -> bus.state().equals(ProcessState.IDLE));
    }

    @Test
    @DisplayName("No signal undoes a stop that was asked for before: it comes after that")
    void shouldNotLoseAStop() throws Exception {
        set("USR1=RUN");
        walk(ProcessState.RUN);
        CountDownLatch open = occupy();
        var stop = bus.request(ProcessState.IDLE, "test", WhenBusy.QUEUE);

        delivery.caught("USR1");
        hear("STOP", "IDLE", "SIGUSR1", "START", "RUN");
        open.countDown();

        assertThat(stop.toCompletableFuture().get(60, TimeUnit.SECONDS).outcome())
                .isEqualTo(Outcome.REACHED);
        Awaitility.await().atMost(LONG).until(() -> heard.contains("RUN"));
        assertThat(heard).containsExactly("STOP", "IDLE", "SIGUSR1", "START", "RUN");
    }

    @Test
    @DisplayName("MB-8: a bus that was cleared still obeys signals")
    void shouldSurviveAClearedBus() throws Exception {
        set("USR1,HUP=IDLE,TERM");
        walk(ProcessState.RUN);

        bus.clear();
        hear("STOP", "RUN");
        delivery.caught("USR1");

        Awaitility.await().atMost(LONG).until(() -> heard.contains("RUN"));
        delivery.caught("HUP");
        Awaitility.await().atMost(LONG).until(() -> bus.state().equals(ProcessState.IDLE));
        delivery.caught("TERM");
        assertThat(bus.await(ProcessState.EXITED, LONG)).isTrue();
    }

    @Test
    void shouldLeaveAloneWhatItDoesNotHold() throws Exception {
        set("HUP=publish");
        hear("SIGHUP", "SIGTERM", "end");
        walk(ProcessState.RUN);

        delivery.caught("TERM");
        delivery.close();
        delivery.caught("HUP");
        bus.post("end");

        Awaitility.await().atMost(LONG).until(() -> heard.contains("end"));
        assertThat(heard).containsExactly("end");
    }

    @Test
    @DisplayName("After the end of the bus a signal is nobody's, and no error")
    void shouldSurviveAClosedBus() throws Exception {
        set("TERM,HUP=IDLE,USR1");
        walk(ProcessState.RUN);
        real.close();

        delivery.caught("HUP");
        delivery.caught("USR1");
        delivery.caught("TERM");

        assertThat(bus.state()).isIn(ProcessState.RUN, ProcessState.EXITED);
    }

    private FutureTask<TransitionReport> start() {
        FutureTask<TransitionReport> task = new FutureTask<>(() -> bus.transition(ProcessState.RUN, "test"));
        Thread thread = new Thread(task, "signal-test");
        thread.setDaemon(true);
        thread.start();
        return task;
    }
}
