// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.command.BusCounts;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutstandingTest {
    private static final Duration LIVE = Duration.ofSeconds(10);
    private static final int ROUNDS = 10;
    private static final int LOOKS = 300_000;

    private final Outstanding outstanding = new Outstanding();

    @Test
    @DisplayName("Promise 6: what is under way is never overlooked while others come and are taken back")
    void shouldNeverOverlookWhatIsUnderWay() throws Exception {
        outstanding.accepted();
        long least = 1;
        for (int round = 0; round < ROUNDS && least > 0; round++) {
            AtomicBoolean enough = new AtomicBoolean();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                AtomicBoolean offered = new AtomicBoolean();
                threads.add(new Thread(() -> takeTurns(offered, false, outstanding::accepted, enough)));
                threads.add(new Thread(() -> takeTurns(offered, true, outstanding::takenBack, enough)));
            }
            threads.forEach(Thread::start);
            for (int i = 0; i < LOOKS; i++) {
                least = Math.min(least, outstanding.counts().underWay());
            }
            enough.set(true);
            for (Thread each : threads) {
                each.join();
            }
        }
        assertThat(least).isEqualTo(1);
    }

    private static void takeTurns(AtomicBoolean offered, boolean when, Runnable turn, AtomicBoolean enough) {
        while (!enough.get()) {
            if (offered.get() == when) {
                turn.run();
                offered.set(!when);
            } else {
                Thread.yield();
            }
        }
    }

    @Test
    @DisplayName("Promise 6: what one thread accepts and another one ends is never counted as ended only")
    void shouldNeverSeeMoreEndsThanBegins() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            AtomicBoolean offered = new AtomicBoolean();
            threads.add(new Thread(() -> takeTurns(offered, false, outstanding::accepted, enough)));
            threads.add(new Thread(() -> {
                Outstanding.Tally mine = outstanding.tally();
                takeTurns(offered, true, mine::handled, enough);
            }));
        }
        threads.forEach(Thread::start);
        BusCounts last = outstanding.counts();
        long least = 0;
        boolean fell = false;
        for (int i = 0; i < LOOKS; i++) {
            BusCounts now = outstanding.counts();
            least = Math.min(least, now.underWay());
            fell |= now.accepted() < last.accepted() || now.handled() < last.handled();
            last = now;
        }
        enough.set(true);
        for (Thread each : threads) {
            each.join();
        }
        assertThat(least).isZero();
        assertThat(fell).isFalse();
        assertThat(outstanding.counts().underWay()).isBetween(0L, 2L);
    }

    @Test
    @DisplayName("What threads have accepted counts for ever, however many of them have ended")
    void shouldCountWhatThreadsAcceptedThatHaveEnded() throws Exception {
        for (int i = 1; i <= 50; i++) {
            Thread thread = new Thread(outstanding::accepted);
            thread.start();
            outstanding.accepted();
            thread.join();
            assertThat(outstanding.counts().accepted()).isEqualTo(2 * i);
        }
        assertThat(outstanding.counts().underWay()).isEqualTo(100);
    }

    @Test
    @DisplayName("Of very many threads each is counted, though only some of them count for themselves")
    void shouldCountWhatVeryManyThreadsAccept() throws Exception {
        CountDownLatch leave = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        CountDownLatch counted = new CountDownLatch(300);
        for (int i = 0; i < 300; i++) {
            Thread thread = new Thread(() -> {
                outstanding.accepted();
                outstanding.accepted();
                counted.countDown();
                try {
                    leave.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
            threads.add(thread);
        }
        counted.await();
        assertThat(outstanding.counts().accepted()).isEqualTo(600);
        leave.countDown();
        for (Thread each : threads) {
            each.join();
        }
        outstanding.accepted();
        assertThat(outstanding.counts().accepted()).isEqualTo(601);
    }

    @Test
    void shouldNotCountWhatIsTakenBackAsAccepted() {
        outstanding.accepted();
        outstanding.accepted();
        outstanding.takenBack();
        outstanding.refused();
        assertThat(outstanding.counts()).isEqualTo(new BusCounts(1, 0, 0, 0, 1));
    }

    @Test
    @DisplayName("What a berth's thread has handled counts for ever, and the thread is not kept")
    void shouldCountWhatAThreadHandledThatHasEnded() throws Exception {
        List<WeakReference<Thread>> ended = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            ended.add(new WeakReference<>(handledElsewhere(10)));
            assertThat(outstanding.counts().handled()).isEqualTo(10 * i);
        }
        await().atMost(LIVE).until(() -> {
            System.gc();
            return ended.stream().allMatch(each -> each.get() == null);
        });
        assertThat(outstanding.counts().handled()).isEqualTo(30);
        outstanding.tally().handled();
        outstanding.tally().handled();
        outstanding.handled();
        assertThat(outstanding.counts()).isEqualTo(new BusCounts(30, 33, 0, 0, 0));
        outstanding.tally();
        assertThat(outstanding.counts().handled()).isEqualTo(33);
    }

    private Thread handledElsewhere(int commands) throws Exception {
        Thread thread = new Thread(() -> {
            Outstanding.Tally mine = outstanding.tally();
            for (int i = 0; i < commands; i++) {
                outstanding.accepted();
                mine.handled();
            }
        });
        thread.start();
        thread.join();
        return thread;
    }

    @Test
    @DisplayName("Counts never fall while threads that count come and go")
    void shouldNeverForgetWhileThreadsEnd() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        Thread threads = new Thread(() -> {
            try {
                for (int i = 0; i < 300; i++) {
                    handledElsewhere(5);
                }
            } catch (Exception e) {
                throw new AssertionError(e);
            } finally {
                enough.set(true);
            }
        });
        threads.start();
        BusCounts last = outstanding.counts();
        boolean fell = false;
        while (!enough.get()) {
            BusCounts now = outstanding.counts();
            fell |= now.handled() < last.handled() || now.accepted() < last.accepted() || now.underWay() < 0;
            last = now;
        }
        threads.join();
        assertThat(fell).isFalse();
        assertThat(outstanding.counts()).isEqualTo(new BusCounts(1500, 1500, 0, 0, 0));
    }

    @Test
    @DisplayName("Who waits for the end of all sees one that nobody tells it of")
    void shouldSeeAnEndThatNobodyTells() throws Exception {
        outstanding.accepted();
        FutureTask<Outstanding.Tally> tally = new FutureTask<>(outstanding::tally);
        tally.run();
        long begin = System.nanoTime();
        FutureTask<Void> waiting = new FutureTask<>(() -> outstanding.awaitNone(begin + LIVE.toNanos()), null);
        Thread thread = new Thread(waiting);
        thread.start();
        await().atMost(LIVE).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        // As a thread does that has not seen yet that somebody waits.
        tally.get().handledUntold();
        waiting.get();
        assertThat(System.nanoTime() - begin).isLessThan(LIVE.toNanos());
        assertThat(outstanding.counts().underWay()).isZero();
    }

    @Test
    void shouldWaitNoLongerThanItMay() {
        outstanding.accepted();
        long end = System.nanoTime() + 20_000_000;
        outstanding.awaitNone(end);
        assertThat(System.nanoTime() - end).isNotNegative();
        outstanding.awaitNone(System.nanoTime() - 1);
        assertThat(outstanding.counts().underWay()).isEqualTo(1);
    }
}
