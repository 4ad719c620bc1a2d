// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.TransitionReport.Outcome;
import io.bosun.lifecycle.WhenBusy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stop that is asked for while the bus starts: never lost, and nobody else's interrupt. */
@Timeout(60)
class StopDuringStartTest {
    private final Rig rig = new Rig();
    private final SerialBus bus = rig.bus;

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    @DisplayName("MB-24: an exit while START waits interrupts it: STOP, IDLE, EXIT, EXITED, never RUN, no failure")
    void shouldInterruptStartAtExit() throws Exception {
        Rig.Barrier start = rig.hold("START", 50);
        bus.subscribe("START", 60, event -> rig.trail.add("rest of START"));
        List<Boolean> flags = new CopyOnWriteArrayList<>();
        bus.subscribe("STOP", 50, event -> flags.add(Thread.currentThread().isInterrupted()));
        Future<TransitionReport> run = rig.walk(ProcessState.RUN, WhenBusy.QUEUE);
        start.awaitReached();

        bus.exit(0, "SIGTERM");

        TransitionReport report = Rig.get(run);
        assertThat(report.outcome()).isEqualTo(Outcome.DIVERTED);
        assertThat(report.hops().get(2).failure()).isEmpty();
        assertThat(report.hops().get(2).calls()).hasSize(2);
        assertThat(Rig.get(bus.ended())).isEqualTo(ProcessState.EXITED);
        assertThat(rig.trail).containsExactly("ENTER", "IDLE", "START", "STOP", "IDLE", "EXIT", "EXITED");
        assertThat(flags).containsExactly(false);
        assertThat(bus.exitStatus()).isZero();
    }

    @Test
    @DisplayName("MB-24: what START's listener tells of its interrupt in its own words is no failure either")
    void shouldExcuseWrappedInterrupt() throws Exception {
        CountDownLatch starting = new CountDownLatch(1);
        bus.subscribe("START", event -> {
            starting.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("did not come up", e);
            }
            return null;
        });
        Future<TransitionReport> run = rig.walk(ProcessState.RUN, WhenBusy.QUEUE);
        Rig.pass(starting);

        bus.transition(ProcessState.IDLE, "test", WhenBusy.SUPERSEDE);

        assertThat(Rig.get(run).outcome()).isEqualTo(Outcome.DIVERTED);
        assertThat(rig.trail).containsExactly("ENTER", "IDLE", "START", "STOP", "IDLE");
    }

    @Test
    @DisplayName("MB-24: a failure of START counts although the walk was superseded")
    void shouldFailDespiteSupersede() throws Exception {
        rig.fail("START", 40, new Exception("broken"));
        Rig.Barrier start = rig.hold("START", 50);
        Future<TransitionReport> run = rig.walk(ProcessState.RUN, WhenBusy.QUEUE);
        start.awaitReached();

        TransitionReport idle = bus.transition(ProcessState.IDLE, "test", WhenBusy.SUPERSEDE);

        assertThat(Rig.get(run).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(idle.outcome()).isEqualTo(Outcome.DIVERTED);
        assertThat(rig.trail).endsWith("START", "START_ERROR", "STOP", "IDLE", "EXIT", "EXITED");
    }

    @Test
    @DisplayName("W-MB-4: a START listener that swallows its interrupt does not lose the exit")
    void shouldExitDespiteSwallowedInterrupt() throws Exception {
        CountDownLatch starting = new CountDownLatch(1);
        bus.subscribe("START", 50, event -> {
            starting.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException swallowed) {
                return "swallowed";
            }
            return null;
        });
        Future<TransitionReport> run = rig.walk(ProcessState.RUN, WhenBusy.QUEUE);
        Rig.pass(starting);

        TransitionReport exit = bus.transition(ProcessState.EXITED, "test");

        assertThat(Rig.get(run).outcome()).isEqualTo(Outcome.DIVERTED);
        assertThat(exit.outcome()).isEqualTo(Outcome.REACHED);
        assertThat(rig.trail).doesNotContain("RUN");
    }

    @Test
    @DisplayName("W-MB-4: a walk to START whose listeners were cut short has not reached it")
    void shouldNotCallCutStartReached() throws Exception {
        Rig.Barrier start = rig.hold("START", 50);
        Future<TransitionReport> walk = rig.walk(ProcessState.START, WhenBusy.QUEUE);
        start.awaitReached();

        assertThat(bus.transition(ProcessState.IDLE, "test", WhenBusy.SUPERSEDE).outcome())
                .isEqualTo(Outcome.REACHED);

        assertThat(Rig.get(walk).outcome()).isEqualTo(Outcome.DIVERTED);
    }

    @Test
    @DisplayName("W-MB-4: an exit during STOP does not interrupt who drains")
    void shouldNotInterruptStop() throws Exception {
        Rig.Barrier stop = rig.hold("STOP", 50);
        rig.run();
        Future<TransitionReport> idle = rig.walk(ProcessState.IDLE, WhenBusy.QUEUE);
        stop.awaitReached();

        bus.exit(3, "test");
        stop.open();

        assertThat(Rig.get(idle).hops().get(0).results()).contains("held");
        assertThat(Rig.get(bus.ended())).isEqualTo(ProcessState.EXITED);
        assertThat(bus.exitStatus()).isEqualTo(3);
    }

    @Test
    @DisplayName("W-MB-4: an exit that comes while START's listener walks itself is passed on to it")
    void shouldPassExitOnToNestingListener() throws Exception {
        Rig.Barrier stop = rig.hold("STOP", 50);
        bus.subscribe("START", 50, event -> {
            event.bus().transition(ProcessState.IDLE, "nested");
            new CountDownLatch(1).await();
            return null;
        });
        Future<TransitionReport> run = rig.walk(ProcessState.RUN, WhenBusy.QUEUE);
        stop.awaitReached();

        bus.exit(0, "test");
        stop.open();

        assertThat(Rig.get(run).outcome()).isEqualTo(Outcome.DIVERTED);
        assertThat(Rig.get(bus.ended())).isEqualTo(ProcessState.EXITED);
    }

    @Test
    @DisplayName(
            "W-MB-4: what START's listener publishes or logs is not interrupted in its place, but it is after that")
    void shouldShieldOthersFromInterrupt() throws Exception {
        for (String channel : List.of("news", "log")) {
            try (Rig own = new Rig()) {
                CountDownLatch heard = new CountDownLatch(1);
                CountDownLatch go = new CountDownLatch(1);
                List<Boolean> flags = new CopyOnWriteArrayList<>();
                own.bus.subscribe(channel, event -> {
                    if (own.bus.state().equals(ProcessState.START)
                            && heard.getCount() > 0
                            && go.getCount() > 0
                            && event.arguments().contains("asked")) {
                        heard.countDown();
                        Rig.pass(go);
                        flags.add(Thread.currentThread().isInterrupted());
                    }
                    return null;
                });
                own.bus.subscribe("START", event -> {
                    own.bus.publish(channel, "asked", 20, null);
                    flags.add(Thread.currentThread().isInterrupted());
                    return null;
                });
                Future<TransitionReport> run = own.walk(ProcessState.RUN, WhenBusy.QUEUE);
                Rig.pass(heard);

                own.bus.exit(0, "test");
                go.countDown();

                assertThat(Rig.get(run).outcome()).isEqualTo(Outcome.DIVERTED);
                assertThat(flags).as(channel).containsExactly(false, true);
            }
        }
    }

    @Test
    @DisplayName("W-MB-4: a START listener that was interrupted may publish and log, and is not interrupted again")
    void shouldInterruptOnce() throws Exception {
        rig.logged();
        bus.subscribe("news", event -> null);
        CountDownLatch starting = new CountDownLatch(1);
        List<Boolean> flags = new CopyOnWriteArrayList<>();
        bus.subscribe("START", event -> {
            starting.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                event.bus().log(20, "closing what was opened");
                flags.add(Thread.currentThread().isInterrupted());
                event.bus().publish("news");
                flags.add(Thread.currentThread().isInterrupted());
            }
            return null;
        });
        Future<TransitionReport> run = rig.walk(ProcessState.RUN, WhenBusy.QUEUE);
        Rig.pass(starting);

        bus.exit(0, "test");

        assertThat(Rig.get(run).outcome()).isEqualTo(Outcome.DIVERTED);
        assertThat(flags).containsExactly(false, false);
    }

    @RepeatedTest(200)
    @DisplayName("W-MB-4: an exit at any moment of a start ends in EXITED, once, with each START undone by STOP")
    void shouldNeverLoseExitDuringStart() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        CountDownLatch begin = new CountDownLatch(1);
        List<Future<?>> others = new ArrayList<>();
        others.add(rig.async(() -> {
            begin.await();
            return bus.transition(ProcessState.RUN, "start");
        }));
        others.add(rig.async(() -> {
            begin.await();
            return bus.transition(random.nextBoolean() ? ProcessState.IDLE : ProcessState.RUN, "other");
        }));
        int spins = random.nextInt(20_000);
        begin.countDown();
        for (int spin = 0; spin < spins; spin++) {
            Thread.onSpinWait();
        }

        bus.exit(0, "one");
        bus.exit(5, "two");

        assertThat(Rig.get(bus.ended())).as("seed %d", seed).isEqualTo(ProcessState.EXITED);
        for (Future<?> other : others) {
            Rig.get(other);
        }
        assertThat(bus.state()).as("seed %d", seed).isEqualTo(ProcessState.EXITED);
        assertThat(rig.trail).as("seed %d", seed).endsWith("IDLE", "EXIT", "EXITED");
        assertThat(Collections.frequency(rig.trail, "EXITED"))
                .as("seed %d", seed)
                .isEqualTo(1);
        // Not as many: an exit between entering START and the call leaves its listeners out, yet STOP is on the way.
        assertThat(rig.trail.lastIndexOf("STOP"))
                .as("seed %d", seed)
                .isGreaterThanOrEqualTo(rig.trail.lastIndexOf("START"));
        assertThat(bus.exitStatus()).isZero();
    }
}
