// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.transport.RouteSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RouteNewsTest {
    private static final RouteSource SOURCE = List::of;

    private final AtomicLong version = new AtomicLong();
    private final RouteNews news = new RouteNews(SOURCE, version::get);
    private final Queue<Long> heard = new ConcurrentLinkedQueue<>();
    private final Semaphore gate = new Semaphore(0);
    private final CountDownLatch entered = new CountDownLatch(1);

    private void change(long waitMillis) {
        version.incrementAndGet();
        news.tell(waitMillis);
    }

    private FutureTask<Void> changing(long waitMillis) {
        FutureTask<Void> task = new FutureTask<>(() -> change(waitMillis), null);
        Thread thread = new Thread(task, "changes routes");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private void block() {
        news.add(source -> {
            long now = version.get();
            entered.countDown();
            gate.acquireUninterruptibly();
            heard.add(now);
        });
    }

    @Test
    void shouldTellOnTheChangingThreadUnderNoLock() {
        List<Object> seen = new ArrayList<>();
        news.add(source -> seen.add(source));
        news.add(source -> {
            throw new StackOverflowError("a bad listener");
        });
        news.add(source -> seen.add(Thread.currentThread()));
        news.add(source -> seen.add(Thread.holdsLock(news)));
        change(10_000);
        news.tell(10_000);
        assertThat(seen).containsExactly(SOURCE, Thread.currentThread(), false);
    }

    @Test
    void shouldReturnOnlyOnceItsChangeIsTold() throws Exception {
        block();
        FutureTask<Void> first = changing(60_000);
        entered.await();
        FutureTask<Void> second = changing(60_000);
        await().atMost(BusRig.LIVE).until(() -> version.get() == 2);
        gate.release();
        first.get();
        assertThat(second.isDone()).isFalse();
        gate.release();
        second.get();
        assertThat(heard).containsExactly(1L, 2L);
    }

    @Test
    void shouldTellAgainWhatAListenerChanges() {
        news.add(source -> {
            heard.add(version.get());
            if (version.get() < 3) {
                change(10_000);
                heard.add(-version.get());
            }
        });
        change(10_000);
        assertThat(heard).containsExactly(1L, -2L, 2L, -3L, 3L);
    }

    @Test
    void shouldNotWaitForEverForAListenerThatBlocks() throws Exception {
        block();
        FutureTask<Void> first = changing(60_000);
        entered.await();
        change(20);
        assertThat(heard).isEmpty();
        gate.release(2);
        first.get();
        assertThat(heard).as("what nobody waits for is told nevertheless").containsExactly(1L, 2L);
    }

    @Test
    void shouldLeaveNothingUntoldWhoeverChangesWhat() throws Exception {
        long seed = new Random().nextLong();
        AtomicLong told = new AtomicLong();
        AtomicBoolean inside = new AtomicBoolean();
        Random again = new Random(seed);
        news.add(source -> {
            assertThat(inside.compareAndSet(false, true)).isTrue();
            long now = version.get();
            if (again.nextInt(3) == 0) {
                change(10_000);
            }
            inside.set(false);
            told.set(now);
        });
        List<FutureTask<Void>> changers = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Random random = new Random(seed + t);
            FutureTask<Void> task = new FutureTask<>(() -> {
                for (int i = 0; i < 2_000; i++) {
                    long mine = version.incrementAndGet();
                    boolean waits = random.nextInt(4) > 0;
                    news.tell(waits ? 60_000 : 0);
                    if (waits) {
                        assertThat(told.get()).as("seed %d", seed).isGreaterThanOrEqualTo(mine);
                    }
                }
                return null;
            });
            changers.add(task);
            new Thread(task, "changes routes " + t).start();
        }
        for (FutureTask<Void> each : changers) {
            each.get();
        }
        assertThat(told.get()).as("seed %d", seed).isEqualTo(version.get());
    }
}
