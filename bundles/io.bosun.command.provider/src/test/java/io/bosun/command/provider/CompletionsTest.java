// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.command.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CompletionsTest {
    private final CountDownLatch gate = new CountDownLatch(1);
    private final Waiters waiters = new Waiters();
    private final Completions completions = new Completions(waiters);
    private final Set<String> threads = ConcurrentHashMap.newKeySet();
    private long ids;

    @BeforeEach
    void start() {
        completions.start();
    }

    @AfterEach
    void close() {
        gate.countDown();
        completions.close();
        await().atMost(BusRig.LIVE).until(() -> BusRig.threads("bosun-bus-").isEmpty());
    }

    private TestWaiter end(Runnable told) {
        TestWaiter waiter = new TestWaiter(ids++, Long.MAX_VALUE);
        waiter.whenFinished.set(() -> {
            threads.add(Thread.currentThread().getName());
            told.run();
        });
        waiters.add(waiter, 10_000);
        completions.ended(waiter, waiter.id());
        return waiter;
    }

    private void block() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void shouldTellEachOnAThreadOfTheBusInTheOrderOfTheEnds() {
        List<Integer> told = new ArrayList<>();
        List<TestWaiter> all = IntStream.range(0, 1_000)
                .mapToObj(i -> end(() -> {
                    synchronized (told) {
                        told.add(i);
                    }
                }))
                .toList();
        await().atMost(BusRig.LIVE).until(() -> all.stream().allMatch(each -> each.finished.get() == 1));
        assertThat(told).hasSize(1_000);
        assertThat(threads).allMatch(each -> each.matches("bosun-bus-\\d+"));
    }

    @Test
    @DisplayName("Promise 4: whoever blocks a thread of the bus does not hold up the others")
    void shouldGoOnWhereSomebodyBlocks() {
        for (int i = 0; i < Completions.MOST_THREADS - 1; i++) {
            CountDownLatch blocked = new CountDownLatch(1);
            end(() -> {
                blocked.countDown();
                block();
            });
            await().atMost(BusRig.LIVE).until(() -> blocked.getCount() == 0);
        }
        TestWaiter after = end(() -> {});
        await().atMost(BusRig.LIVE).until(() -> after.finished.get() == 1);
        assertThat(BusRig.threads("bosun-bus-")).hasSizeLessThanOrEqualTo(Completions.MOST_THREADS);
        gate.countDown();
        await().atMost(BusRig.LIVE).until(() -> BusRig.threads("bosun-bus-").size() == 2);
        TestWaiter last = end(() -> {});
        await().atMost(BusRig.LIVE).until(() -> last.finished.get() == 1);
    }

    @Test
    void shouldGoOnWhateverSomebodyThrows() {
        end(() -> {
            Thread.currentThread().interrupt();
            throw new StackOverflowError("as told");
        });
        TestWaiter after = end(() -> {});
        await().atMost(BusRig.LIVE).until(() -> after.finished.get() == 1);
    }

    private TestWaiter leave(Runnable told) {
        TestWaiter waiter = new TestWaiter(ids++, Long.MAX_VALUE);
        waiter.whenFinished.set(() -> {
            waiters.remove(waiter, waiter.id());
            told.run();
        });
        waiters.add(waiter, 10_000);
        waiter.left = true;
        completions.left(waiter);
        return waiter;
    }

    @Test
    @DisplayName("What nobody asks for is told all the same, though whoever is told before blocks")
    void shouldTellWhatIsLeft() {
        List<TestWaiter> blocking =
                IntStream.range(0, 5).mapToObj(i -> leave(this::block)).toList();
        List<TestWaiter> all =
                IntStream.range(0, 500).mapToObj(i -> leave(() -> {})).toList();
        TestWaiter other = end(() -> {});
        await().atMost(BusRig.LIVE).until(() -> all.stream().allMatch(each -> each.finished.get() == 1));
        await().atMost(BusRig.LIVE).until(() -> other.finished.get() == 1);
        gate.countDown();
        await().atMost(BusRig.LIVE).until(() -> waiters.size() == 0);
        assertThat(blocking).allMatch(each -> each.finished.get() == 1);
    }

    /** Never ended: but the thread that was blocked in the meantime sees it as left, and takes its time for that. */
    private static final class SeenLate implements Waiter {
        private final long id;
        private final AtomicReference<Thread> blocked;
        private final CountDownLatch seen;
        private final CountDownLatch go;

        SeenLate(long id, AtomicReference<Thread> blocked, CountDownLatch seen, CountDownLatch go) {
            this.id = id;
            this.blocked = blocked;
            this.seen = seen;
            this.go = go;
        }

        @Override
        public long id() {
            return id;
        }

        @Override
        public long deadlineNanos() {
            return Long.MAX_VALUE;
        }

        @Override
        public void expire(Reason reason) {}

        @Override
        public void finish() {}

        @Override
        public boolean isLeft() {
            if (Thread.currentThread() != blocked.get()) {
                return false;
            }
            seen.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return true;
        }
    }

    @Test
    @DisplayName("Who was blocked and sees that something is left wakes the one that leads now")
    void shouldTellWhatIsLeftAfterSomebodySawItLate() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicReference<Thread> blocked = new AtomicReference<>();
        for (int i = 0; i < 100; i++) {
            waiters.add(new SeenLate(ids++, blocked, seen, go), 10_000);
        }
        CountDownLatch begun = new CountDownLatch(1);
        leave(() -> {
            blocked.set(Thread.currentThread());
            begun.countDown();
            block();
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        TestWaiter other = leave(() -> {});
        await().atMost(BusRig.LIVE).until(() -> other.finished.get() == 1);
        gate.countDown();
        assertThat(seen.await(10, TimeUnit.SECONDS)).isTrue();
        await().atMost(BusRig.LIVE).until(CompletionsTest::allSleep);
        go.countDown();
        await().atMost(BusRig.LIVE).until(() -> blocked.get().getState() != Thread.State.WAITING);
        await().atMost(BusRig.LIVE).until(CompletionsTest::allSleep);
        TestWaiter last = leave(() -> {});
        await().atMost(BusRig.LIVE).until(() -> last.finished.get() == 1);
    }

    private static boolean allSleep() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().startsWith("bosun-bus-"))
                .allMatch(each -> each.getState() == Thread.State.WAITING);
    }

    @Test
    @DisplayName("While nothing is left, nobody looks")
    void shouldSleepOnceNothingIsLeft() {
        for (int i = 0; i < 3; i++) {
            TestWaiter one = leave(() -> {});
            await().atMost(BusRig.LIVE).until(() -> one.finished.get() == 1);
            await().atMost(BusRig.LIVE).until(CompletionsTest::allSleep);
            completions.hurry();
            await().atMost(BusRig.LIVE).until(CompletionsTest::allSleep);
        }
    }

    @Test
    @DisplayName("What is left once it is closed is told all the same")
    void shouldTellWhatIsLeftLate() {
        completions.close();
        assertThat(leave(() -> {}).finished).hasValue(1);
    }

    @Test
    void shouldSleepWhileThereIsNothingToTell() {
        TestWaiter one = end(() -> {});
        await().atMost(BusRig.LIVE).until(() -> one.finished.get() == 1);
        await().atMost(BusRig.LIVE).until(CompletionsTest::allSleep);
    }

    @Test
    @DisplayName("What ends once it is closed is told all the same")
    void shouldTellWhatEndsLate() {
        completions.close();
        TestWaiter late = end(() -> {});
        assertThat(late.finished).hasValue(1);
    }
}
