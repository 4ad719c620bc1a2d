// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.command.Acceptance;
import io.bosun.command.BusCounts;
import io.bosun.command.CommandContext;
import io.bosun.command.DeadLetter;
import io.bosun.command.Reason;
import io.bosun.command.provider.Commands.News;
import io.bosun.command.provider.Commands.Tick;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.ServiceRegistration;

/** One-way commands, which go through the ring without an envelope as long as all goes well. */
@Timeout(60)
class LooseTest {
    private final Queue<Integer> ran = new ConcurrentLinkedQueue<>();
    private BusRig rig;

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private ServiceRegistration<?> ticker() {
        return rig.handle(Tick.class, "clock", (command, context) -> {
            ran.add(command.id());
            return null;
        });
    }

    private void send(int from, int to) {
        IntStream.range(from, to)
                .forEach(i -> assertThat(rig.bus.send(new Tick(i))).isSameAs(Acceptance.ACCEPTED));
    }

    private void awaitCounts(BusCounts counts) {
        await().atMost(BusRig.LIVE)
                .untilAsserted(() -> assertThat(rig.bus.counts()).isEqualTo(counts));
    }

    @Test
    @DisplayName("MS-37: what one sender sends to one target runs in order, also across a replacement")
    void shouldKeepTheOrderAcrossAReplacement() throws Exception {
        rig = new BusRig();
        ServiceRegistration<?> first = ticker();
        send(0, 200);
        first.unregister();
        send(200, 400);
        ticker();
        send(400, 600);
        await().atMost(BusRig.LIVE).until(() -> ran.size() == 600);
        assertThat(ran)
                .containsExactlyElementsOf(IntStream.range(0, 600).boxed().toList());
        awaitCounts(new BusCounts(600, 600, 0, 0, 0));
    }

    @Test
    @DisplayName("Promise 4: whatever a handler throws ends its own command only")
    void shouldSurviveWhateverAHandlerThrows() throws Exception {
        rig = new BusRig();
        List<Throwable> all = List.of(
                new IllegalStateException("no"),
                new Exception("checked"),
                new StackOverflowError(),
                new OutOfMemoryError("thrown"),
                new NoClassDefFoundError("x"),
                new InterruptedException());
        rig.handle(Tick.class, "clock", (command, context) -> {
            ran.add(command.id());
            throw BusTests.sneaky(all.get(command.id() % all.size()));
        });
        send(0, 60);
        await().atMost(BusRig.LIVE).until(() -> ran.size() == 60);
        awaitCounts(new BusCounts(60, 0, 60, 0, 0));
    }

    @Test
    void shouldGiveEachHandlerItsOwnContext() throws Exception {
        rig = new BusRig();
        Queue<Long> ids = new ConcurrentLinkedQueue<>();
        Queue<String> senders = new ConcurrentLinkedQueue<>();
        rig.handle(Tick.class, "clock", (Tick command, CommandContext context) -> {
            ids.add(context.id());
            assertThat(context.id()).isEqualTo(ids.stream().reduce(0L, (a, b) -> b));
            senders.add(context.sender() + " " + context.target() + " " + context.isCancelled());
            return null;
        });
        send(0, 3);
        awaitCounts(new BusCounts(3, 3, 0, 0, 0));
        assertThat(ids).doesNotHaveDuplicates().hasSize(3);
        assertThat(senders).containsOnly("boss clock false");
    }

    @Test
    @DisplayName("Promise 1: a one-way command whose handler ignores its interrupt ends once, as a dead letter")
    void shouldEndWhatIsStuckOnce() throws Exception {
        rig = new BusRig("boss", BusRig.settings(10_000, 20, 10_000));
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        ServiceRegistration<?> first = rig.handle(Tick.class, "clock", (command, context) -> {
            entered.countDown();
            while (gate.getCount() > 0) {
                Thread.onSpinWait();
            }
            return null;
        });
        send(0, 1);
        entered.await();
        first.unregister();
        awaitCounts(new BusCounts(1, 0, 0, 1, 0));
        assertThat(rig.letters.letters())
                .singleElement()
                .extracting(DeadLetter::reason, DeadLetter::mayHaveRun, DeadLetter::target)
                .containsExactly(Reason.MAY_HAVE_RUN, true, "clock");
        gate.countDown();
        ticker();
        send(1, 2);
        awaitCounts(new BusCounts(2, 1, 0, 1, 0));
        assertThat(ran).containsExactly(1);
    }

    @Test
    void shouldLetEveryHandlerOfATargetHaveABroadcast() throws Exception {
        rig = new BusRig();
        AtomicInteger heard = new AtomicInteger();
        List<ServiceRegistration<?>> readers = IntStream.range(0, 8)
                .<ServiceRegistration<?>>mapToObj(i -> rig.handle(News.class, "press", (command, context) -> {
                    heard.incrementAndGet();
                    return null;
                }))
                .toList();
        IntStream.range(0, 100).forEach(i -> rig.bus.send(new News(i)));
        awaitCounts(new BusCounts(100, 100, 0, 0, 0));
        assertThat(heard).hasValue(800);
        readers.subList(1, 8).forEach(ServiceRegistration::unregister);
        rig.bus.send(new News(100));
        awaitCounts(new BusCounts(101, 101, 0, 0, 0));
        assertThat(heard).hasValue(801);
    }

    @Test
    @DisplayName("Promise 4: of several handlers of a broadcast, one that throws harms none of the others")
    void shouldLetTheOthersHaveWhatOneFailedAt() throws Exception {
        rig = new BusRig();
        rig.handle(News.class, "press", (command, context) -> {
            throw new IllegalStateException("bad news");
        });
        rig.handle(News.class, "press", (command, context) -> {
            ran.add(command.id());
            return null;
        });
        rig.bus.send(new News(1));
        awaitCounts(new BusCounts(1, 0, 1, 0, 0));
        assertThat(ran).containsExactly(1);
    }

    @Test
    void shouldCountABroadcastOnceForSeveralAsynchronousHandlers() throws Exception {
        rig = new BusRig();
        for (int i = 0; i < 2; i++) {
            rig.handleAsync(News.class, "press", (command, context) -> {
                ran.add(command.id());
                return CompletableFuture.completedFuture(null);
            });
        }
        for (int i = 0; i < 10; i++) {
            rig.bus.send(new News(i));
        }
        awaitCounts(new BusCounts(10, 10, 0, 0, 0));
        assertThat(ran).hasSize(20);
    }

    @Test
    @DisplayName("Promise 4: a command never sees the cancellation of the one before it")
    void shouldNotSeeTheCancellationOfAnother() throws Exception {
        rig = new BusRig();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Queue<Boolean> cancelled = new ConcurrentLinkedQueue<>();
        rig.handle(News.class, "press", (command, context) -> null);
        rig.handle(News.class, "press", (command, context) -> {
            entered.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                ran.add(command.id());
            }
            return null;
        });
        rig.handle(Tick.class, "press", (command, context) -> {
            cancelled.add(context.isCancelled());
            return null;
        });
        AskedEnvelope asked = new AskedEnvelope(new News(1));
        rig.bus.dispatch(asked, true);
        entered.await();
        asked.cancel(Reason.CANCELLED);
        rig.bus.send(new Tick(2));
        await().atMost(BusRig.LIVE).until(() -> cancelled.size() == 1);
        assertThat(cancelled).containsExactly(false);
        assertThat(ran).containsExactly(1);
    }

    @Test
    @DisplayName("Promise 3: a berth that had nothing to do for long closes, and opens again for the next command")
    void shouldCloseWhatIsIdleAndOpenItAgain() throws Exception {
        Settings patient = BusRig.settings(10_000, 10_000, 10_000);
        rig = new BusRig("boss", BusRig.idle(patient, 20));
        ticker();
        for (int i = 0; i < 5; i++) {
            send(i, i + 1);
            await().atMost(BusRig.LIVE)
                    .until(() -> BusRig.threads("bosun-berth-clock").isEmpty());
        }
        awaitCounts(new BusCounts(5, 5, 0, 0, 0));
        assertThat(rig.registry.targets().get(0).berths().get(0).done()).isEqualTo(5);
    }
}
