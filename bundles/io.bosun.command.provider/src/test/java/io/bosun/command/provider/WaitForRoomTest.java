// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.command.Acceptance;
import io.bosun.command.BusCounts;
import io.bosun.command.Command;
import io.bosun.command.Control;
import io.bosun.command.FullPolicy;
import io.bosun.command.Reason;
import io.bosun.command.Retry;
import io.bosun.command.WhenFull;
import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Senders that are to wait where a berth is full. */
@Timeout(60)
class WaitForRoomTest {
    private static final int ROOM = 8;
    private static final int SENDERS = 4;
    private static final long LONG = 86_400_000;

    /** Waits for room, longer than this test does. */
    @WhenFull(value = FullPolicy.BLOCK, blockMillis = LONG)
    public record Numbered(int sender, int number) implements Command<Void> {}

    /** The same with an answer. */
    @WhenFull(value = FullPolicy.BLOCK, blockMillis = LONG)
    public record Asked(int id) implements Command<Answer> {}

    /** The same, but it overtakes others. */
    @Control
    @WhenFull(value = FullPolicy.BLOCK, blockMillis = LONG)
    public record Urgent(int id) implements Command<Void> {}

    /** Waits for room, but not for long. */
    @WhenFull(value = FullPolicy.BLOCK, blockMillis = 20)
    public record Hasty(int id) implements Command<Void> {}

    /** The same, and is tried again. */
    @Retry(count = 3, delayMillis = 86_000, maxDelayMillis = 86_000)
    @WhenFull(value = FullPolicy.BLOCK, blockMillis = 20)
    public record Again(int id) implements Command<Void> {}

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final Queue<Numbered> ran = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private BusRig rig;

    @AfterEach
    void close() throws Exception {
        gate.countDown();
        rig.close();
        for (Thread each : threads) {
            each.join();
        }
    }

    private <T> FutureTask<T> start(Callable<T> what) {
        FutureTask<T> task = new FutureTask<>(what);
        Thread thread = new Thread(task);
        threads.add(thread);
        thread.start();
        return task;
    }

    private void awaitAsleep() {
        await().atMost(BusRig.LIVE)
                .until(() -> threads.stream().allMatch(each -> each.getState() == Thread.State.TIMED_WAITING));
    }

    private static <T> T get(FutureTask<T> task) throws Exception {
        return task.get(BusRig.LIVE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("Promise 2: a sender goes on with little room, however long the next handler runs")
    void shouldGoOnWithLittleRoomWhileAHandlerIsSlow() throws Exception {
        rig = new BusRig("boss", BusRig.PATIENT, ROOM);
        CountDownLatch full = new CountDownLatch(1);
        rig.handle(Numbered.class, "desk", (command, context) -> {
            (command.number() < 2 ? full : gate).await();
            return null;
        });
        IntStream.range(0, ROOM).forEach(i -> rig.bus.send(new Numbered(0, i)));
        FutureTask<Acceptance> late = start(() -> rig.bus.send(new Numbered(0, ROOM)));
        awaitAsleep();
        full.countDown();
        assertThat(get(late)).isSameAs(Acceptance.ACCEPTED);
        assertThat(gate.getCount()).as("the slow one still runs").isEqualTo(1);
    }

    /** Blocks the handler of one command, and fills its berth. */
    private void fill(Settings settings) throws Exception {
        rig = new BusRig("boss", settings, ROOM);
        rig.handle(Tick.class, "desk", (command, context) -> {
            entered.countDown();
            while (gate.getCount() > 0) {
                Thread.onSpinWait();
            }
            return null;
        });
        rig.handle(Numbered.class, "desk", (command, context) -> {
            ran.add(command);
            return null;
        });
        assertThat(rig.bus.send(new Tick(0))).isSameAs(Acceptance.ACCEPTED);
        entered.await();
        for (int i = 1; i < ROOM; i++) {
            assertThat(rig.bus.send(new Tick(i))).isSameAs(Acceptance.ACCEPTED);
        }
    }

    private int sendAll(int sender, int count) {
        int taken = 0;
        for (int i = 0; i < count; i++) {
            taken += rig.bus.send(new Numbered(sender, i)).isAccepted() ? 1 : 0;
        }
        return taken;
    }

    private void assertRan(int count) {
        await().atMost(BusRig.LIVE).until(() -> ran.size() == SENDERS * count);
        for (int sender = 0; sender < SENDERS; sender++) {
            int index = sender;
            assertThat(ran.stream().filter(each -> each.sender == index).map(Numbered::number))
                    .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
        }
    }

    @Test
    @DisplayName("Senders that sleep go on by the berth's word, not by time, and each keeps its order")
    void shouldGoOnOnceThereIsRoom() throws Exception {
        fill(BusRig.PATIENT);
        List<FutureTask<Integer>> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            int sender = i;
            senders.add(start(() -> sendAll(sender, 1_000)));
        }
        awaitAsleep();
        gate.countDown();
        for (FutureTask<Integer> each : senders) {
            assertThat(get(each)).isEqualTo(1_000);
        }
        assertRan(1_000);
        await().atMost(BusRig.LIVE).until(() -> rig.bus.counts().underWay() == 0);
        assertThat(rig.bus.counts().refused()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    @DisplayName("Promise 1: nothing is lost, doubled or put out of order by four senders that wait all the time")
    void shouldLoseNothing(int room) throws Exception {
        rig = new BusRig("boss", BusRig.PATIENT, room);
        int count = 25_000;
        rig.handle(Numbered.class, "desk", (command, context) -> {
            ran.add(command);
            return null;
        });
        List<FutureTask<Integer>> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            int sender = i;
            senders.add(start(() -> sendAll(sender, count)));
        }
        for (FutureTask<Integer> each : senders) {
            assertThat(each.get()).isEqualTo(count);
        }
        assertRan(count);
    }

    @Test
    void shouldLetWhoCallsWaitToo() throws Exception {
        fill(BusRig.PATIENT);
        rig.handle(Asked.class, "desk", (command, context) -> new Answer("" + command.id()));
        FutureTask<Answer> caller = start(() -> rig.bus.call(new Asked(7), BusRig.LIVE));
        awaitAsleep();
        gate.countDown();
        assertThat(get(caller)).isEqualTo(new Answer("7"));
    }

    @Test
    @DisplayName("Who has waited in vain is refused once, and nothing is left of it")
    void shouldRefuseWhoHasWaitedInVain() throws Exception {
        fill(BusRig.PATIENT);
        rig.handle(Hasty.class, "desk", (command, context) -> null);
        assertThat(rig.bus.send(new Hasty(1)).reason()).contains(Reason.REJECTED_FULL);
        assertThat(rig.bus.counts()).isEqualTo(new BusCounts(ROOM, 0, 0, 0, 1));
        assertThat(rig.letters.total()).isZero();
    }

    @Test
    void shouldTryAgainLaterWhatHasWaitedInVainIfItMay() throws Exception {
        fill(BusRig.PATIENT);
        rig.handle(Again.class, "desk", (command, context) -> null);
        assertThat(rig.bus.send(new Again(1))).isSameAs(Acceptance.ACCEPTED);
        assertThat(rig.bus.endings().waiting()).isEqualTo(1);
        assertThat(rig.bus.counts()).isEqualTo(new BusCounts(ROOM + 1, 0, 0, 0, 0));
    }

    @Test
    void shouldRefuseWhoIsInterruptedAndLeaveItSo() throws Exception {
        fill(BusRig.PATIENT);
        AtomicBoolean interrupted = new AtomicBoolean();
        FutureTask<Acceptance> sender = start(() -> {
            Acceptance taken = rig.bus.send(new Numbered(0, 0));
            interrupted.set(Thread.interrupted());
            return taken;
        });
        awaitAsleep();
        threads.get(0).interrupt();
        assertThat(get(sender).reason()).contains(Reason.REJECTED_FULL);
        assertThat(interrupted).isTrue();
        assertThat(rig.bus.counts().refused()).isEqualTo(1);
    }

    @Test
    @DisplayName("Promise 6: who waits is refused with SHUT_DOWN as soon as the bus stops, though a handler still runs")
    void shouldRefuseWhoWaitsWhenTheBusStops() throws Exception {
        fill(BusRig.settings(10_000, 10_000, 60_000));
        FutureTask<Acceptance> sender = start(() -> rig.bus.send(new Numbered(0, 0)));
        awaitAsleep();
        start(() -> {
            rig.bus.stop();
            return null;
        });
        assertThat(get(sender).reason()).contains(Reason.SHUT_DOWN);
        assertThat(gate.getCount()).isEqualTo(1);
        assertThat(rig.bus.counts().refused()).isEqualTo(1);
    }

    @Test
    @DisplayName("Where a berth has room, but too much waits for the handler, the sender looks again after pauses")
    void shouldNotKeepAProcessorBusyWhereRoomIsOfNoUse() throws Exception {
        rig = new BusRig(
                "boss",
                new Settings(60_000, 10_000, 10_000, 30_000, 1, 10_000, 1_000, 1 << 20, 4, 100_000, 60_000, 256),
                ROOM);
        rig.handle(Numbered.class, "desk", (command, context) -> null).unregister();
        assertThat(rig.bus.send(new Numbered(0, 0))).isSameAs(Acceptance.ACCEPTED);
        await().atMost(BusRig.LIVE).until(() -> rig.parked() == 1);
        FutureTask<Acceptance> sender = start(() -> rig.bus.send(new Numbered(0, 1)));
        awaitAsleep();
        rig.handle(Numbered.class, "desk", (command, context) -> {
            ran.add(command);
            return null;
        });
        assertThat(get(sender)).isSameAs(Acceptance.ACCEPTED);
        await().atMost(BusRig.LIVE).until(() -> ran.size() == 2);
        assertThat(ran).containsExactly(new Numbered(0, 0), new Numbered(0, 1));
    }

    @Test
    @DisplayName("Room in the ring is of no use to what overtakes it: the sender looks again after pauses")
    void shouldNotKeepAProcessorBusyForTheControlLane() throws Exception {
        rig = new BusRig("boss", BusRig.PATIENT, ROOM);
        CountDownLatch all = new CountDownLatch(64 + 2);
        rig.handle(Urgent.class, "desk", (command, context) -> {
            entered.countDown();
            gate.await();
            all.countDown();
            return null;
        });
        rig.bus.send(new Urgent(0));
        entered.await();
        for (int i = 0; i < 64; i++) {
            assertThat(rig.bus.send(new Urgent(i))).isSameAs(Acceptance.ACCEPTED);
        }
        FutureTask<Acceptance> sender = start(() -> rig.bus.send(new Urgent(65)));
        awaitAsleep();
        gate.countDown();
        assertThat(get(sender)).isSameAs(Acceptance.ACCEPTED);
        assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
    }
}
