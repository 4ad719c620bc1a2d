// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.command.Acceptance;
import io.bosun.command.BusCounts;
import io.bosun.command.CommandSpec;
import io.bosun.command.DeadLetter;
import io.bosun.command.Reason;
import io.bosun.command.provider.Commands.Tick;
import io.bosun.transport.BerthFactory;
import io.bosun.transport.ring.RingBerths;
import io.bosun.transport.ring.RingWait;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.ServiceRegistration;

/** Handlers that react neither to the end of their berth nor to an interrupt. */
@Timeout(60)
class StuckTest {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final Queue<Integer> ran = new ConcurrentLinkedQueue<>();
    private BusRig rig;
    private ServiceRegistration<?> handler;

    @BeforeEach
    void open() throws Exception {
        rig = new BusRig("boss", BusRig.settings(10_000, 20, 50));
        handler = rig.handle(Tick.class, "clock", (command, context) -> {
            entered.countDown();
            while (gate.getCount() > 0) {
                Thread.onSpinWait();
            }
            ran.add(command.id());
            return null;
        });
    }

    @AfterEach
    void close() throws Exception {
        gate.countDown();
        rig.close();
    }

    private void awaitCounts(BusCounts counts) {
        await().atMost(BusRig.LIVE)
                .untilAsserted(() -> assertThat(rig.bus.counts()).isEqualTo(counts));
    }

    @Test
    @DisplayName("Promise 6: a stop accounts for a one-way command whose handler ignores it, and once")
    void shouldAccountForWhatIsStuckWhenTheBusStops() throws Exception {
        rig.bus.send(new Tick(1));
        entered.await();
        rig.bus.stop();
        assertThat(rig.bus.counts()).isEqualTo(new BusCounts(1, 0, 0, 1, 0));
        assertThat(rig.letters.letters())
                .singleElement()
                .extracting(DeadLetter::reason, DeadLetter::mayHaveRun)
                .containsExactly(Reason.SHUT_DOWN, true);
        gate.countDown();
        await().atMost(BusRig.LIVE).until(() -> ran.size() == 1);
        assertThat(rig.bus.counts()).isEqualTo(new BusCounts(1, 0, 0, 1, 0));
    }

    @Test
    void shouldRunAgainOnceTheStuckOneHasReturned() throws Exception {
        rig.bus.send(new Tick(1));
        entered.await();
        rig.bus.stop();
        rig.bus.accept();
        assertThat(rig.bus.send(new Tick(2))).isSameAs(Acceptance.ACCEPTED);
        await().atMost(BusRig.LIVE).until(() -> rig.parked() == 1);
        gate.countDown();
        await().atMost(BusRig.LIVE).untilAsserted(() -> assertThat(ran).containsExactly(1, 2));
        awaitCounts(new BusCounts(2, 1, 0, 1, 0));
    }

    @Test
    @DisplayName("Promise 2: a replacement gets what waits behind a handler that ignores its end")
    void shouldLetTheReplacementHaveWhatWaitsBehindIt() throws Exception {
        for (int i = 1; i <= 20; i++) {
            rig.bus.send(new Tick(i));
        }
        entered.await();
        handler.unregister();
        rig.handle(Tick.class, "clock", (command, context) -> {
            ran.add(command.id());
            return null;
        });
        awaitCounts(new BusCounts(20, 19, 0, 1, 0));
        assertThat(ran)
                .containsExactlyElementsOf(IntStream.rangeClosed(2, 20).boxed().toList());
    }

    @Test
    @DisplayName("Promise 3: where as many berths are open as may be, one that has nothing to do makes room")
    void shouldCloseAnIdleBerthWhereThereAreTooMany() throws Exception {
        Set<LocalTarget> open = ConcurrentHashMap.newKeySet();
        RingBerths rings = new RingBerths(8, RingWait.AUTO);
        BerthFactory two =
                (target, work) -> BusRig.threads("bosun-berth-idle").size() < 2 ? rings.open(target, work) : null;
        List<LocalTarget> targets = Stream.of("idle1", "idle2", "idle3", "idle4")
                .map(each ->
                        new LocalTarget(each, two, () -> BusRig.settings(10_000, 20, 50), (task, millis) -> true, open))
                .toList();
        for (LocalTarget each : targets) {
            // What it gets fails at once, and does not wait.
            each.lapse(CommandSpec.of(Tick.class).key(), Reason.NO_HANDLER);
            await().atMost(BusRig.LIVE).until(() -> each.offer(new AskedEnvelope(new Tick(1))));
        }
        targets.forEach(each -> each.close(Duration.ofSeconds(1)));
    }

    @Test
    void shouldEndOnceWhatReturnsWhileItIsGivenUp() throws Exception {
        Logger logger = Logger.getLogger(Handling.class.getName());
        Handler late = new Handler() {
            @Override
            public void publish(LogRecord told) {
                // It returns now, and has left before whoever gave it up goes on.
                gate.countDown();
                await().atMost(BusRig.LIVE).until(() -> ran.size() == 1 && isIdle());
            }

            private boolean isIdle() {
                return rig.registry.targets().get(0).berths().stream().allMatch(each -> each.pending() == 0);
            }

            @Override
            public void flush() {
                // Nothing is kept.
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
        logger.addHandler(late);
        try {
            rig.bus.send(new Tick(1));
            entered.await();
            handler.unregister();
        } finally {
            logger.removeHandler(late);
        }
        assertThat(rig.bus.counts()).isEqualTo(new BusCounts(1, 0, 0, 1, 0));
    }

    @Test
    void shouldNotOpenASecondBerthBesideOneThatCloses() throws Exception {
        LocalTarget target = new LocalTarget(
                "desk",
                new RingBerths(8, RingWait.AUTO),
                () -> BusRig.settings(10_000, 20, 50),
                (task, millis) -> true,
                ConcurrentHashMap.newKeySet());
        assertThat(target.offer(new AskedEnvelope(new Tick(1)))).isTrue();
        target.beginClose();
        assertThat(target.isOpen()).isFalse();
        assertThat(target.offer(new AskedEnvelope(new Tick(2)))).isFalse();
        assertThat(BusRig.threads("bosun-berth-desk")).hasSizeLessThanOrEqualTo(1);
        target.drain(Duration.ofSeconds(1));
        assertThat(target.isOpen()).isTrue();
        target.close(Duration.ofSeconds(1));
        assertThat(target.offer(new AskedEnvelope(new Tick(3)))).isFalse();
    }
}
