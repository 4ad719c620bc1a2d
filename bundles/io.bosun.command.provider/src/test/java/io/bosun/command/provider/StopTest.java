// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.command.Acceptance;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.command.UndeliveredException;
import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.Grind;
import io.bosun.command.provider.Commands.Look;
import io.bosun.command.provider.Commands.Other;
import io.bosun.command.provider.Commands.Report;
import io.bosun.command.provider.Commands.Tick;
import io.bosun.transport.Envelope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Promise 6: a graceful end. */
@Timeout(60)
class StopTest {
    private static final Acceptance SHUT_DOWN = Acceptance.refused(Reason.SHUT_DOWN);

    private final CountDownLatch gate = new CountDownLatch(1);
    private BusRig rig;

    @AfterEach
    void close() throws Exception {
        gate.countDown();
        rig.close();
    }

    @Test
    @DisplayName("Promise 6: what is accepted runs, what is new is refused with SHUT_DOWN, and nothing is stored of it")
    void shouldDrainWhatIsAcceptedAndRefuseWhatIsNew() throws Exception {
        rig = new BusRig();
        rig.handle(Ask.class, "desk", (command, context) -> {
            gate.await();
            return new Answer("" + command.id());
        });
        List<CompletionStage<Answer>> asked =
                IntStream.range(0, 100).mapToObj(i -> rig.bus.ask(new Ask(i))).toList();
        Thread stopper = new Thread(rig.bus::stop);
        stopper.start();
        await().atMost(BusRig.LIVE).until(() -> stopper.getState() == Thread.State.TIMED_WAITING);
        assertThat(rig.bus.send(new Ask(100)).reason()).contains(Reason.SHUT_DOWN);
        assertThat(BusTests.reason(rig.bus.ask(new Ask(101)))).isEqualTo(Reason.SHUT_DOWN);
        gate.countDown();
        stopper.join();
        for (int i = 0; i < 100; i++) {
            assertThat(BusTests.reply(asked.get(i))).isEqualTo(new Answer("" + i));
        }
        assertThat(rig.letters.total()).isZero();
        rig.bus.accept();
        assertThat(rig.bus.call(new Ask(7), BusRig.LIVE)).isEqualTo(new Answer("7"));
    }

    @Test
    @DisplayName("A stop does not wait for what waits itself, for a handler or a berth")
    void shouldNotWaitForWhatIsParked() throws Exception {
        rig = new BusRig("boss", BusRig.settings(60_000, 10, 60_000));
        rig.handle(Look.class, "away", (command, context) -> new Answer("no")).unregister();
        rig.registry.removeBerth(rig.add(new PeerBerth("gone", "h1", 100, Report.class)));
        CompletionStage<Answer> handler = rig.bus.ask(new Look(1));
        CompletionStage<Answer> berth = rig.bus.ask(new Report(1));
        await().atMost(BusRig.LIVE).until(() -> rig.parked() == 2);
        Thread stopper = new Thread(rig.bus::stop);
        stopper.start();
        stopper.join(BusRig.LIVE.toMillis());
        assertThat(stopper.isAlive()).isFalse();
        assertThat(BusTests.reason(handler)).isEqualTo(Reason.SHUT_DOWN);
        assertThat(BusTests.reason(berth)).isEqualTo(Reason.SHUT_DOWN);
    }

    @RepeatedTest(5)
    @DisplayName("Promise 6: accepted = replied + failed + dead-lettered, whatever it was doing")
    void shouldAccountForAllThatWasAccepted() throws Exception {
        rig = new BusRig(
                "boss",
                new Settings(60_000, 10, 50, 60_000, 10_000, 10_000, 1_000_000, 1 << 20, 4, 100_000, 60_000, 256));
        AtomicInteger ran = new AtomicInteger();
        AtomicInteger threw = new AtomicInteger();
        rig.handle(Tick.class, "clock", (command, context) -> {
            if (command.id() % 1000 == 999) {
                threw.incrementAndGet();
                throw new IllegalStateException("as told");
            }
            ran.incrementAndGet();
            return null;
        });
        List<CompletionStage<Answer>> asked = new ArrayList<>(asksThatDoNotEnd());
        FutureTask<Integer> sender = new FutureTask<>(() -> {
            int accepted = 0;
            for (Acceptance last = Acceptance.ACCEPTED; last != SHUT_DOWN; ) {
                last = rig.bus.send(new Tick(accepted));
                accepted += last.isAccepted() ? 1 : 0;
            }
            return accepted;
        });
        new Thread(sender).start();
        await().atMost(BusRig.LIVE).until(() -> ran.get() > 2_000);
        rig.bus.stop();
        int accepted = sender.get(10, TimeUnit.SECONDS);
        rig.close();
        long notRun = rig.letters.letters().stream()
                .filter(each -> each.target().equals("clock") && !each.mayHaveRun())
                .count();
        assertThat(ran.get() + threw.get() + notRun).isEqualTo(accepted);
        for (CompletionStage<Answer> each : asked) {
            assertThat(BusTests.failure(each))
                    .isInstanceOfAny(UndeliveredException.class, HandlerFailedException.class);
        }
        for (String prefix : new String[] {"bosun-bus", "bosun-routes", "bosun-berth"}) {
            await().atMost(BusRig.LIVE).until(() -> BusRig.threads(prefix).isEmpty());
        }
    }

    /** Of a handler that blocks, of one that never completes its stages, of one that is away, of a silent peer. */
    private List<CompletionStage<Answer>> asksThatDoNotEnd() {
        rig.handle(Ask.class, "desk", (command, context) -> {
            gate.await();
            return new Answer("late");
        });
        rig.handleAsync(Other.class, "later", (command, context) -> new CompletableFuture<>());
        rig.handle(Look.class, "away", (command, context) -> new Answer("no")).unregister();
        rig.add(new PeerBerth("silent", "h1", 100, Grind.class));
        rig.registry.removeBerth(rig.add(new PeerBerth("gone", "h1", 100, Report.class)));
        List<CompletionStage<Answer>> asked = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            asked.add(rig.bus.ask(new Ask(i)));
            asked.add(rig.bus.ask(new Other(i)));
            asked.add(rig.bus.ask(new Look(i)));
            asked.add(rig.bus.ask(new Grind(i)));
            asked.add(rig.bus.ask(new Report(i)));
        }
        return asked;
    }

    @Test
    @DisplayName("A stop does not wait for what begins to wait meanwhile, for a handler or a berth")
    void shouldNotWaitForWhatWouldBeParkedMeanwhile() throws Exception {
        rig = new BusRig("boss", BusRig.settings(60_000, 10, 60_000));
        PeerBerth peer = rig.add(new PeerBerth("office", "h1", 100, Grind.class));
        CompletionStage<Answer> asked = rig.bus.ask(new Grind(1));
        Envelope lost = peer.take();
        Thread stopper = new Thread(rig.bus::stop);
        stopper.start();
        await().atMost(BusRig.LIVE).until(() -> stopper.getState() == Thread.State.TIMED_WAITING);
        peer.closed = true;
        rig.registry.removeBerth(peer);
        lost.fail(Reason.TARGET_GONE, false, null);
        assertThat(BusTests.reason(asked)).isEqualTo(Reason.SHUT_DOWN);
        stopper.join(BusRig.LIVE.toMillis());
        assertThat(stopper.isAlive()).isFalse();
        rig.bus.accept();
        assertThat(rig.bus.send(new Grind(2)).isAccepted()).isTrue();
        assertThat(rig.parked()).isEqualTo(1);
    }
}
