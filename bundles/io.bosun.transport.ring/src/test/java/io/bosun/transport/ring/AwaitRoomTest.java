// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.command.Reason;
import io.bosun.transport.AskedEnvelope;
import io.bosun.transport.BerthWork;
import io.bosun.transport.Envelope;
import io.bosun.transport.LocalBerth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Senders that wait for room in a berth. */
@Timeout(120)
class AwaitRoomTest {
    private static final Duration LIVE = Duration.ofSeconds(10);
    private static final long LONG = TimeUnit.DAYS.toNanos(1);
    private static final int SENDERS = 4;

    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch entered = new CountDownLatch(1);
    private final Queue<Object> ran = new ConcurrentLinkedQueue<>();
    private final List<Sender> senders = new ArrayList<>();
    private LocalBerth berth;

    private record Work(Consumer<Object> run) implements BerthWork {
        @Override
        public void run(Envelope envelope) {
            run.accept(envelope.command());
            envelope.complete(null);
        }

        @Override
        public void run(Object command, Object route, long deadlineNanos) {
            run.accept(command);
        }

        @Override
        public void fail(Object command, Object route, long deadlineNanos, Reason reason) {}

        @Override
        public void threw(Object command, Object route, long deadlineNanos, Throwable thrown) {
            throw new AssertionError("nothing throws here", thrown);
        }

        @Override
        public void rest() {}
    }

    private record Numbered(int sender, int number) {}

    /** Sends so many commands, and waits for room as long as the berth is open. */
    private final class Sender extends Thread {
        private final int index;
        private final int count;
        private volatile int taken;

        Sender(int index, int count) {
            this.index = index;
            this.count = count;
        }

        @Override
        public void run() {
            for (int i = 0; i < count; i++) {
                while (!berth.offerLoose(new Numbered(index, i), this, Envelope.NO_DEADLINE)) {
                    if (!berth.isOpen()) {
                        return;
                    }
                    berth.awaitRoom(LONG);
                }
                taken = i + 1;
            }
        }
    }

    private void open(int size, RingWait waiting, Consumer<Object> run) {
        berth = new RingBerths(size, waiting).open("desk", new Work(run));
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void waitAtTheGate(Object command) {
        entered.countDown();
        pass(gate);
        ran.add(command);
    }

    private void send(int count) {
        for (int i = 0; i < SENDERS; i++) {
            senders.add(new Sender(i, count));
        }
        senders.forEach(Thread::start);
    }

    private void sleepBeforeTheGate(int count) throws Exception {
        send(count);
        entered.await();
        awaitAsleep();
    }

    private void awaitAsleep() {
        await().atMost(LIVE)
                .until(() -> senders.stream().allMatch(each -> each.getState() == Thread.State.TIMED_WAITING));
    }

    private void awaitSent(int count) throws Exception {
        for (Sender each : senders) {
            each.join(TimeUnit.SECONDS.toMillis(100));
            assertThat(each.taken).as("taken of sender %d", each.index).isEqualTo(count);
        }
    }

    @AfterEach
    void close() throws Exception {
        gate.countDown();
        berth.close(Duration.ZERO);
        for (Sender each : senders) {
            each.join();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("Senders that sleep before a full berth go on once its handler does, each in its order")
    void shouldLetAllGoOnOnceThereIsRoom(RingWait waiting) throws Exception {
        open(8, waiting, this::waitAtTheGate);
        sleepBeforeTheGate(200);
        gate.countDown();
        awaitSent(200);
        await().atMost(LIVE).until(() -> ran.size() == SENDERS * 200);
        for (int sender = 0; sender < SENDERS; sender++) {
            int index = sender;
            assertThat(ran.stream().map(Numbered.class::cast).filter(each -> each.sender == index))
                    .extracting(Numbered::number)
                    .isSorted();
        }
    }

    @Test
    @DisplayName("A berth that still has much to do, and so never rests, wakes those who sleep before it")
    void shouldLetSendersGoOnWhileTheBerthIsBusy() throws Exception {
        Semaphore permits = new Semaphore(0);
        open(8, RingWait.AUTO, command -> {
            entered.countDown();
            permits.acquireUninterruptibly(gate.getCount() == 0 ? 0 : 1);
        });
        sleepBeforeTheGate(200);
        permits.release(5);
        await().atMost(LIVE)
                .until(() -> senders.stream().mapToInt(each -> each.taken).sum() == 8 + 5);
        awaitAsleep();
        gate.countDown();
        permits.release(1_000);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("Nobody sleeps before an empty ring, though those who were woken first do not use their room")
    void shouldLeaveNobodyAsleepBeforeAnEmptyRing(RingWait waiting) throws Exception {
        open(2, waiting, this::waitAtTheGate);
        for (int i = 0; i < 2; i++) {
            assertThat(berth.offer(new AskedEnvelope(i, "command"))).isTrue();
        }
        entered.await();
        List<FutureTask<Boolean>> waits = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            FutureTask<Boolean> wait = new FutureTask<>(() -> berth.awaitRoom(LONG));
            Thread thread = new Thread(wait);
            waits.add(wait);
            threads.add(thread);
            thread.start();
        }
        await().atMost(LIVE)
                .until(() -> threads.stream().allMatch(each -> each.getState() == Thread.State.TIMED_WAITING));
        gate.countDown();
        for (FutureTask<Boolean> each : waits) {
            assertThat(each.get(LIVE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void shouldLetAllGoWhenTheBerthBeginsToClose() throws Exception {
        open(8, RingWait.AUTO, this::waitAtTheGate);
        sleepBeforeTheGate(200);
        berth.beginClose();
        for (Sender each : senders) {
            each.join(LIVE.toMillis());
            assertThat(each.isAlive()).isFalse();
        }
        assertThat(senders.stream().mapToInt(each -> each.taken).sum()).isEqualTo(8);
        assertThat(berth.awaitRoom(LONG)).isTrue();
    }

    @Test
    void shouldLetAllGoWhenTheBerthEndsThoughItsHandlerDoesNot() throws Exception {
        open(8, RingWait.AUTO, command -> {
            entered.countDown();
            while (gate.getCount() > 0) {
                Thread.onSpinWait();
            }
        });
        sleepBeforeTheGate(200);
        berth.close(Duration.ZERO);
        for (Sender each : senders) {
            each.join(LIVE.toMillis());
            assertThat(each.isAlive()).isFalse();
        }
    }

    @Test
    @DisplayName("A berth's own thread, which alone could make room, does not wait for it")
    void shouldNotWaitOnItsOwnThread() throws Exception {
        open(2, RingWait.AUTO, command -> {
            waitAtTheGate(command);
            if (command.equals("first")) {
                ran.add(berth.awaitRoom(LONG));
            }
        });
        assertThat(berth.offer(new AskedEnvelope(1, "first"))).isTrue();
        entered.await();
        assertThat(berth.offer(new AskedEnvelope(2, "second"))).isTrue();
        gate.countDown();
        await().atMost(LIVE).until(() -> ran.size() == 3);
        assertThat(ran).containsExactly("first", false, "second");
    }

    @Test
    @DisplayName("What overtakes the ring makes no room in it, and keeps nobody asleep before an empty one")
    void shouldNotBeHeldUpByTheControlLane() throws Exception {
        open(2, RingWait.BLOCKING, this::waitAtTheGate);
        sleepBeforeTheGate(50);
        for (int i = 0; i < 20; i++) {
            assertThat(berth.offer(AskedEnvelope.control(i, new Numbered(-1, i))))
                    .isTrue();
        }
        gate.countDown();
        awaitSent(50);
    }

    @ParameterizedTest
    @CsvSource({"2, AUTO, 25000", "8, AUTO, 25000", "2, BLOCKING, 2500", "8, SLEEPING, 2500", "64, YIELDING, 25000"})
    @DisplayName("Promise 1: nothing is lost, doubled or put out of order among senders that wait all the time")
    void shouldLoseDoubleAndReorderNothing(int size, RingWait waiting, int count) throws Exception {
        int[] next = new int[SENDERS];
        open(size, waiting, command -> {
            Numbered numbered = (Numbered) command;
            if (numbered.number != next[numbered.sender]++) {
                ran.add(command + " came instead of " + (next[numbered.sender] - 1));
            }
        });
        send(count);
        awaitSent(count);
        berth.close(LIVE);
        assertThat(ran).isEmpty();
        assertThat(next).containsOnly(count);
        assertThat(berth.done()).isEqualTo((long) SENDERS * count);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 64, 1024})
    @DisplayName("Nobody is kept waiting by those who wait awake, or come without waiting")
    void shouldLetEachHaveItsTurn(int size) {
        open(size, RingWait.AUTO, command -> {});
        send(Integer.MAX_VALUE);
        await().atMost(Duration.ofSeconds(60)).until(() -> senders.stream().allMatch(each -> each.taken > 10 * size));
    }
}
