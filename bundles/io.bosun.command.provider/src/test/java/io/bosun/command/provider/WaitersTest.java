// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WaitersTest {
    private static final int LIMIT = 5_000;

    private final Waiters waiters = new Waiters();

    private TestWaiter add(long id) {
        TestWaiter waiter = new TestWaiter(id, 0);
        assertThat(waiters.add(waiter, LIMIT)).isTrue();
        return waiter;
    }

    @Test
    void shouldGiveThoseThatEndedInTheOrderOfTheirEnds() {
        List<TestWaiter> all = IntStream.range(0, 1_000).mapToObj(this::add).toList();
        List<Waiter> ended = new ArrayList<>();
        for (int i = 0; i < 1_000; i += 2) {
            ended.add(all.get(999 - i));
            waiters.end(all.get(999 - i), all.get(999 - i).id());
        }
        List<Waiter> taken = new ArrayList<>();
        for (Waiter next = waiters.take(); next != null; next = waiters.take()) {
            taken.add(next);
        }
        assertThat(taken).isEqualTo(ended);
        assertThat(waiters.size()).isEqualTo(500);
        assertThat(waiters.hasEnded()).isFalse();
    }

    @Test
    @DisplayName("Promise 3: as many as the limit says may wait, and their rows are used again")
    void shouldGrowUpToTheLimitAndUseItsRowsAgain() {
        for (int round = 0; round < 10; round++) {
            List<TestWaiter> all = new ArrayList<>();
            for (int i = 0; i < LIMIT; i++) {
                all.add(add(round * LIMIT + i));
            }
            assertThat(waiters.add(new TestWaiter(-1, 0), LIMIT)).isFalse();
            List<Waiter> seen = new ArrayList<>();
            waiters.forEach(seen::add);
            assertThat(seen).hasSameElementsAs(all).hasSize(LIMIT);
            all.forEach(each -> waiters.end(each, each.id()));
            all.forEach(each -> assertThat(waiters.take()).isSameAs(each));
            assertThat(waiters.size()).isZero();
        }
        assertThat(waiters.rows()).isLessThan(16 * LIMIT);
    }

    @Test
    void shouldNotEndWhatDoesNotWait() {
        TestWaiter waiter = new TestWaiter(7, 0);
        assertThatThrownBy(() -> waiters.end(waiter, 7)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldForgetWhatIsRemoved() {
        TestWaiter waiter = add(1);
        waiters.remove(waiter, 1);
        waiters.remove(waiter, 1);
        assertThat(waiters.size()).isZero();
        waiters.forEach(each -> {
            throw new AssertionError(each + " is still there");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 255, 256, 257, 300, 3_000})
    @DisplayName("Promise 3: however small or large the limit is, exactly so many may wait, and again once they ended")
    void shouldAdmitExactlyAsManyAsTheLimitSays(int limit) {
        for (int round = 0; round < 3; round++) {
            List<TestWaiter> all = new ArrayList<>();
            for (int i = 0; i < limit; i++) {
                all.add(new TestWaiter(round * limit + i, 0));
                assertThat(waiters.add(all.get(i), limit)).isTrue();
            }
            assertThat(waiters.add(new TestWaiter(-1, 0), limit)).isFalse();
            assertThat(waiters.size()).isEqualTo(limit);
            for (TestWaiter each : all) {
                assertThat(waiters.remove(each, each.id())).isTrue();
                assertThat(waiters.remove(each, each.id())).isFalse();
            }
            assertThat(waiters.size()).isZero();
        }
    }

    @Test
    @DisplayName("One that found no row near its own is found all the same")
    void shouldFindOneWhereverItIs() {
        List<TestWaiter> all =
                LongStream.range(0, 64).mapToObj(i -> new TestWaiter(i, 0)).toList();
        all.forEach(each -> assertThat(waiters.add(each, 64)).isTrue());
        all.forEach(each -> waiters.end(each, each.id()));
        all.forEach(each -> assertThat(waiters.take()).isSameAs(each));
        assertThat(waiters.take()).isNull();
    }

    @Test
    @DisplayName("A limit that is lowered while many wait admits nobody until they are fewer")
    void shouldAdmitNobodyUntilTheyAreFewerThanALowerLimit() {
        List<TestWaiter> all = LongStream.range(0, 1_000).mapToObj(this::add).toList();
        TestWaiter late = new TestWaiter(1_000, 0);
        for (TestWaiter each : all.subList(0, 501)) {
            assertThat(waiters.add(late, 500)).isFalse();
            waiters.remove(each, each.id());
        }
        assertThat(waiters.add(late, 500)).isTrue();
        assertThat(waiters.add(new TestWaiter(1_001, 0), 500)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 256, 300})
    @DisplayName("Promise 3: never more wait than the limit says, however many threads come and go")
    void shouldNeverAdmitMoreThanTheLimitWithManyThreads(int limit) throws Exception {
        AtomicInteger admitted = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        int threads = 4;
        int several = limit / 2 + 1;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                long base = t * 1_000_000L;
                all.add(pool.submit(() -> {
                    for (int round = 0; round < 200; round++) {
                        comeAndGo(base + round * several, several, limit, admitted, most);
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get(30, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(most.get()).isBetween(1, limit);
        shouldAdmitExactlyAsManyAsTheLimitSays(limit);
    }

    private void comeAndGo(long base, int count, int limit, AtomicInteger admitted, AtomicInteger most) {
        List<TestWaiter> mine = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TestWaiter waiter = new TestWaiter(base + i, 0);
            if (waiters.add(waiter, limit)) {
                mine.add(waiter);
                most.accumulateAndGet(admitted.incrementAndGet(), Math::max);
            }
        }
        for (TestWaiter each : mine) {
            admitted.decrementAndGet();
            waiters.remove(each, each.id());
        }
    }

    @Test
    @DisplayName("Whatever the threads do, each that ended is taken once")
    void shouldLoseNoneAndDoubleNoneWithManyThreads() throws Exception {
        int threads = 4;
        int each = 20_000;
        CountDownLatch done = new CountDownLatch(threads * each);
        ExecutorService pool = Executors.newFixedThreadPool(threads + 2);
        try {
            List<Future<List<TestWaiter>>> added = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int base = t * each;
                added.add(pool.submit(() -> addAndEnd(base, each)));
            }
            Callable<Void> taker = () -> {
                while (done.getCount() > 0) {
                    Waiter next = waiters.take();
                    if (next == null) {
                        Thread.onSpinWait();
                    } else {
                        next.finish();
                        done.countDown();
                    }
                }
                return null;
            };
            Future<Void> one = pool.submit(taker);
            Future<Void> two = pool.submit(taker);
            for (Future<List<TestWaiter>> some : added) {
                for (TestWaiter waiter : some.get(30, TimeUnit.SECONDS)) {
                    assertThat(waiter).isNotNull();
                }
            }
            one.get(30, TimeUnit.SECONDS);
            two.get(30, TimeUnit.SECONDS);
            for (Future<List<TestWaiter>> some : added) {
                assertThat(some.get()).allMatch(waiter -> waiter.finished.get() == 1);
            }
            assertThat(waiters.size()).isZero();
        } finally {
            pool.shutdownNow();
        }
    }

    private List<TestWaiter> addAndEnd(int base, int count) {
        List<TestWaiter> mine = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TestWaiter waiter = new TestWaiter(base + i, 0);
            while (!waiters.add(waiter, LIMIT)) {
                Thread.onSpinWait();
            }
            mine.add(waiter);
            if (i % 7 == 0) {
                waiters.remove(waiter, waiter.id());
                while (!waiters.add(waiter, LIMIT)) {
                    Thread.onSpinWait();
                }
            }
            waiters.end(waiter, waiter.id());
        }
        return mine;
    }
}
