// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.transport.Envelope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who sleeps before a full ring, and who is woken; the test is the berth's thread. */
@Timeout(60)
class RoomTest {
    private static final Duration LIVE = Duration.ofSeconds(10);
    private static final long LONG = TimeUnit.DAYS.toNanos(1);
    private static final int SIZE = 8;

    private final Ring ring = new Ring(SIZE);
    private final List<Sender> senders = new ArrayList<>();
    private volatile boolean closed;
    private volatile long now;
    private Room room = new Room(ring, () -> closed, Spin.never(), () -> now);

    private final class Sender extends Thread {
        private final long nanos;
        private volatile Boolean found;
        private volatile boolean interrupted;

        Sender(long nanos) {
            this.nanos = nanos;
        }

        @Override
        public void run() {
            boolean there = room.await(nanos);
            interrupted = isInterrupted();
            found = there;
        }

        boolean isAsleep() {
            return getState() == State.TIMED_WAITING;
        }

        boolean isWaiting() {
            return found == null;
        }

        void awaitFound(boolean expected) {
            await().atMost(LIVE).until(() -> found != null);
            assertThat(found).isEqualTo(expected);
        }
    }

    @BeforeEach
    void fill() {
        for (int i = 0; i < SIZE; i++) {
            assertThat(offer()).isTrue();
        }
        assertThat(offer()).isFalse();
    }

    @AfterEach
    void end() throws Exception {
        closed = true;
        room.wakeAll();
        for (Sender each : senders) {
            each.join();
        }
    }

    private boolean offer() {
        return ring.offer("command", this, Envelope.NO_DEADLINE);
    }

    private Sender sleeper(long nanos) {
        Sender sender = new Sender(nanos);
        senders.add(sender);
        sender.start();
        await().atMost(LIVE).until(() -> sender.isAsleep() || sender.found != null);
        return sender;
    }

    private void run(int commands) {
        for (int i = 0; i < commands; i++) {
            assertThat(ring.take()).isNotNull();
            room.advanced(ring.advance());
        }
    }

    @Test
    void shouldWakeOnceHalfOfTheRingIsFree() {
        Sender sender = sleeper(LONG);
        run(SIZE / 2 - 1);
        assertThat(sender.isWaiting()).isTrue();
        run(1);
        sender.awaitFound(true);
    }

    @Test
    @DisplayName("Who has slept for long goes on with any room, though the berth's thread says nothing: it may be busy")
    void shouldLetTheFirstGoOnWithLittleRoomOnceItHasSleptForLong() {
        Sender first = sleeper(LONG);
        Sender second = sleeper(LONG);
        ring.take();
        ring.advance();
        assertThat(first.isWaiting()).isTrue();
        now = 1_000_000;
        first.awaitFound(true);
        second.awaitFound(true);
    }

    @Test
    @DisplayName("Promise 1: where the berth's thread has missed that somebody sleeps, that one finds the room itself")
    void shouldFindTheRoomThatTheBerthDidNotTellOf() {
        Sender first = sleeper(LONG);
        Sender second = sleeper(LONG);
        for (int i = 0; i < SIZE / 2; i++) {
            ring.take();
            ring.advance();
        }
        first.awaitFound(true);
        second.awaitFound(true);
    }

    @Test
    void shouldWakeAsManyAsThereIsRoomFor() {
        for (int i = 0; i < SIZE; i++) {
            sleeper(LONG);
        }
        run(SIZE / 2);
        senders.subList(0, SIZE / 2).forEach(each -> each.awaitFound(true));
        run(SIZE / 2);
        senders.forEach(each -> each.awaitFound(true));
    }

    @Test
    @DisplayName("More may sleep than the ring has room for: none is left behind when the berth's thread rests")
    void shouldWakeAllWhereThereIsNothingToDo() {
        for (int i = 0; i < 2 * SIZE; i++) {
            sleeper(LONG);
        }
        run(SIZE);
        room.wakeAll();
        senders.forEach(each -> each.awaitFound(true));
    }

    @Test
    void shouldWakeAllAtTheEnd() {
        Sender first = sleeper(LONG);
        Sender second = sleeper(LONG);
        closed = true;
        room.wakeAll();
        first.awaitFound(true);
        second.awaitFound(true);
        sleeper(LONG).awaitFound(true);
    }

    @Test
    void shouldEndWithItsTime() {
        sleeper(TimeUnit.MILLISECONDS.toNanos(5)).awaitFound(false);
        sleeper(0).awaitFound(false);
        run(1);
        sleeper(0).awaitFound(true);
    }

    @Test
    void shouldEndWhenItIsInterruptedAndStaySo() {
        Sender sender = sleeper(LONG);
        sender.interrupt();
        sender.awaitFound(false);
        assertThat(sender.interrupted).isTrue();
    }

    @Test
    @DisplayName("Who is woken by somebody else leaves, and the next one is woken instead")
    void shouldLeaveWhenItIsWokenBySomebodyElse() {
        Sender first = sleeper(LONG);
        Sender second = sleeper(LONG);
        LockSupport.unpark(first);
        first.awaitFound(false);
        now = 1_000_000;
        run(1);
        second.awaitFound(true);
    }

    @Test
    void shouldWaitAwakeForAMomentBeforeItSleeps() {
        AtomicInteger looks = new AtomicInteger();
        room = new Room(
                ring,
                () -> {
                    if (looks.incrementAndGet() == 10) {
                        run(SIZE / 2);
                    }
                    return false;
                },
                new Spin(false, System::nanoTime),
                () -> now);
        sleeper(LONG).awaitFound(true);
        assertThat(looks).hasValueGreaterThanOrEqualTo(10);
    }

    @Test
    void shouldNotWaitAwakeWhereAnotherOneHasSleptForLong() {
        AtomicInteger spins = new AtomicInteger();
        room = new Room(
                ring,
                () -> closed,
                new Spin(false, () -> {
                    spins.incrementAndGet();
                    return System.nanoTime();
                }),
                () -> now);
        sleeper(LONG);
        assertThat(spins.getAndSet(0)).isPositive();
        now = 1_000_000;
        sleeper(LONG);
        assertThat(spins).hasValue(0);
    }
}
