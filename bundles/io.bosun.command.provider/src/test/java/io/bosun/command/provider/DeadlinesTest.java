// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.command.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeadlinesTest {
    private static final int LIMIT = 100_000;

    private final AtomicLong ids = new AtomicLong();
    private final Waiters waiters = new Waiters();
    private final Deadlines deadlines = new Deadlines(waiters);

    @BeforeEach
    void start() {
        deadlines.start();
    }

    @AfterEach
    void close() {
        deadlines.close();
        assertThat(BusRig.threads("bosun-bus-deadlines")).isEmpty();
    }

    private TestWaiter add(long millis) {
        TestWaiter waiter =
                new TestWaiter(ids.incrementAndGet(), System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
        waiter.whenExpired.set(each -> {
            assertThat(System.nanoTime()).isGreaterThanOrEqualTo(each.deadlineNanos());
            waiters.remove(each, each.id());
        });
        assertThat(waiters.add(waiter, LIMIT)).isTrue();
        deadlines.added(waiter.deadlineNanos());
        return waiter;
    }

    @Test
    @DisplayName("W-MS-10, promise 1: what waits is ended at its deadline, and not before")
    void shouldEndWhatWaitsAtItsDeadline() throws Exception {
        TestWaiter waiter = add(30);
        assertThat(waiter.expired.get(10, TimeUnit.SECONDS)).isEqualTo(Reason.DEADLINE);
        assertThat(System.nanoTime()).isGreaterThanOrEqualTo(waiter.deadlineNanos());
    }

    @Test
    @DisplayName("A deadline earlier than all others is met")
    void shouldMeetADeadlineThatIsEarlierThanThoseBefore() throws Exception {
        TestWaiter late = add(600_000);
        TestWaiter early = add(20);
        assertThat(early.expired.get(10, TimeUnit.SECONDS)).isEqualTo(Reason.DEADLINE);
        TestWaiter again = add(20);
        assertThat(again.expired.get(10, TimeUnit.SECONDS)).isEqualTo(Reason.DEADLINE);
        assertThat(late.expired).isNotDone();
    }

    @Test
    @DisplayName("It sleeps while all wait equally long")
    void shouldSleepUntilTheFirstOfManyEqualDeadlines() {
        for (int i = 0; i < 10_000; i++) {
            add(600_000);
        }
        Thread thread = Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals("bosun-bus-deadlines"))
                .findFirst()
                .orElseThrow();
        await().atMost(BusRig.LIVE).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }

    @Test
    void shouldGoOnWhenOneCannotBeEnded() throws Exception {
        TestWaiter bad = add(5);
        bad.whenExpired.set(each -> {
            waiters.remove(each, each.id());
            throw new AssertionError("as told");
        });
        TestWaiter good = add(10);
        assertThat(good.expired.get(10, TimeUnit.SECONDS)).isEqualTo(Reason.DEADLINE);
    }

    @Test
    @DisplayName("Threads that add and remove at the same time miss no deadline")
    void shouldMissNoDeadlineWhileOthersComeAndGo() throws Exception {
        long seed = System.nanoTime();
        List<TestWaiter> stay = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Random random = new Random(seed + t);
            threads.add(new Thread(() -> {
                for (int i = 0; i < 3_000; i++) {
                    TestWaiter waiter = add(random.nextInt(200));
                    if (random.nextBoolean()) {
                        waiters.remove(waiter, waiter.id());
                    } else {
                        synchronized (stay) {
                            stay.add(waiter);
                        }
                    }
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread each : threads) {
            each.join();
        }
        for (TestWaiter each : stay) {
            assertThat(each.expired.get(10, TimeUnit.SECONDS))
                    .as("seed " + seed)
                    .isEqualTo(Reason.DEADLINE);
        }
        await().atMost(BusRig.LIVE).until(() -> waiters.size() == 0);
    }
}
