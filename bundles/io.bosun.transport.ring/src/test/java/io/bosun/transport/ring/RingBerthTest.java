// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.command.Reason;
import io.bosun.transport.AskedEnvelope;
import io.bosun.transport.AskedWork;
import io.bosun.transport.Berth;
import io.bosun.transport.BerthWork;
import io.bosun.transport.Envelope;
import io.bosun.transport.LocalBerth;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is a ring's own, beside the contract of all berths. */
@Timeout(60)
class RingBerthTest {
    private static final Duration LIVE = Duration.ofSeconds(10);

    private final List<LocalBerth> opened = new ArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch entered = new CountDownLatch(1);

    private LocalBerth open(int size, Consumer<Envelope> work) {
        LocalBerth berth = new RingBerths(size, RingWait.AUTO).open("desk", new AskedWork(work));
        opened.add(berth);
        return berth;
    }

    @AfterEach
    void close() {
        gate.countDown();
        opened.forEach(each -> each.close(Duration.ZERO));
    }

    @Test
    @DisplayName("Promise 1: a handler that ignores its interrupt keeps its thread, but nobody waits for it")
    void shouldCloseAlthoughAHandlerIgnoresItsInterrupt() throws Exception {
        AtomicInteger interrupts = new AtomicInteger();
        Queue<Object> ran = new ConcurrentLinkedQueue<>();
        LocalBerth berth = open(8, e -> {
            ran.add(e.command());
            entered.countDown();
            for (boolean open = false; !open; ) {
                try {
                    gate.await();
                    open = true;
                } catch (InterruptedException ignored) {
                    interrupts.incrementAndGet();
                }
            }
            e.complete("late");
        });
        AskedEnvelope running = offered(berth, 1);
        AskedEnvelope queued = offered(berth, 2);
        entered.await();
        berth.close(Duration.ZERO);
        assertThat(running.end().reason()).isEqualTo(Reason.SHUT_DOWN);
        assertThat(running.end().mayHaveRun()).isTrue();
        assertThat(queued.end().reason()).isEqualTo(Reason.SHUT_DOWN);
        assertThat(queued.end().mayHaveRun()).isFalse();
        assertThat(interrupts).hasValue(1);
        gate.countDown();
        awaitThreadsGone();
        assertThat(ran).hasSize(1);
        assertThat(running.ends() + queued.ends()).isEqualTo(2);
    }

    @Test
    @DisplayName("Unloading: nothing is retained in the ring after it was handled")
    void shouldRetainNothingThatWasHandled() throws Exception {
        LocalBerth berth = open(8, e -> e.complete(null));
        List<WeakReference<Object>> handled = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            AskedEnvelope each =
                    i % 3 == 2 ? AskedEnvelope.control(i, new Object()) : new AskedEnvelope(i, new Object());
            assertThat(berth.offer(each)).isTrue();
            each.end();
            handled.add(new WeakReference<>(each.command()));
            handled.add(new WeakReference<>(each));
        }
        await().atMost(LIVE).until(() -> {
            System.gc();
            return handled.stream().allMatch(each -> each.refersTo(null));
        });
    }

    @Test
    @DisplayName("Unloading: nothing is retained by a berth that was closed over it")
    void shouldRetainNothingThatWasSwept() throws Exception {
        LocalBerth berth = open(8, this::waitAtTheGate);
        offered(berth, 0);
        entered.await();
        List<WeakReference<Object>> swept = new ArrayList<>();
        for (int i = 1; i < 5; i++) {
            AskedEnvelope each = new AskedEnvelope(i, new Object());
            assertThat(berth.offer(each)).isTrue();
            swept.add(new WeakReference<>(each.command()));
            swept.add(new WeakReference<>(each));
        }
        berth.close(Duration.ZERO);
        await().atMost(LIVE).until(() -> {
            System.gc();
            return swept.stream().allMatch(each -> each.refersTo(null));
        });
    }

    @Test
    @DisplayName("A loose offer allocates nothing, whether it is taken or refused")
    void shouldAllocateNothingForALooseOffer() {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        BerthWork none = new BerthWork() {
            @Override
            public void run(Envelope envelope) {}

            @Override
            public void run(Object command, Object route, long deadlineNanos) {}

            @Override
            public void fail(Object command, Object route, long deadlineNanos, Reason reason) {}

            @Override
            public void threw(Object command, Object route, long deadlineNanos, Throwable thrown) {}

            @Override
            public void rest() {}
        };
        LocalBerth berth = new RingBerths(8, RingWait.AUTO).open("desk", none);
        opened.add(berth);
        int offers = 200_000;
        long before = 0;
        int taken = 0;
        for (int i = -1000; i < offers; i++) {
            if (i == 0) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            taken += berth.offerLoose("command", "route", i) ? 1 : 0;
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(taken).isPositive();
        assertThat(allocated).as("bytes for %d offers", offers).isLessThan(offers);
    }

    @Test
    @DisplayName("Promise 4: whatever is thrown while a failure is reported does not end the loop either")
    void shouldGoOnWhenAFailureCannotBeReported() throws Exception {
        BerthWork bad = new BerthWork() {
            @Override
            public void run(Envelope envelope) {
                if (envelope.id() == 0) {
                    throw new Untold();
                }
                envelope.complete(null);
            }

            @Override
            public void run(Object command, Object route, long deadlineNanos) {
                throw new StackOverflowError();
            }

            @Override
            public void fail(Object command, Object route, long deadlineNanos, Reason reason) {
                throw new StackOverflowError();
            }

            @Override
            public void threw(Object command, Object route, long deadlineNanos, Throwable thrown) {
                throw new OutOfMemoryError("not really");
            }

            @Override
            public void rest() {}
        };
        LocalBerth berth = new RingBerths(8, RingWait.AUTO).open("desk", bad);
        opened.add(berth);
        for (int i = 0; i < 5; i++) {
            assertThat(berth.offerLoose("command", "route", 0)).isTrue();
            AskedEnvelope untold = offered(berth, 0);
            assertThat(untold.end().reason()).isEqualTo(Reason.MAY_HAVE_RUN);
            assertThat(untold.end().mayHaveRun()).isTrue();
        }
        assertThat(offered(berth, 1).end().isReply()).isTrue();
        await().atMost(LIVE).until(() -> berth.done() == 11);
        assertThat(berth.pending()).isZero();
    }

    /** Not even its text can be had. */
    private static final class Untold extends Error {
        private static final long serialVersionUID = 1;

        @Override
        public String toString() {
            throw new IllegalStateException("untold");
        }
    }

    @Test
    @DisplayName("Promise 4: a sender whose stack overflows in the middle of an offer does not block the berth")
    void shouldBearSendersWhoseStackOverflows() throws Exception {
        Queue<AskedEnvelope> taken = new ConcurrentLinkedQueue<>();
        LocalBerth berth = open(8, e -> e.complete(null));
        for (int i = 0; i < 200; i++) {
            int phase = i;
            Thread sender = new Thread(
                    null,
                    () -> {
                        try {
                            shift(phase, berth, taken);
                        } catch (StackOverflowError expected) {
                            // after many offers
                        }
                    },
                    "sender",
                    256 * 1024);
            sender.start();
            sender.join();
            AskedEnvelope next = new AskedEnvelope(1, "next");
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .atMost(LIVE)
                    .until(() -> berth.offer(next));
            assertThat(next.end().isReply()).isTrue();
        }
        for (AskedEnvelope each : taken) {
            assertThat(each.end().isReply()).isTrue();
        }
    }

    /** So that it is not always the same call that finds the stack too short. */
    private static int shift(int frames, LocalBerth berth, Queue<AskedEnvelope> taken) {
        return 1 + (frames > 0 ? shift(frames - 1, berth, taken) : overflow(0, berth, taken));
    }

    private static int overflow(int depth, LocalBerth berth, Queue<AskedEnvelope> taken) {
        AskedEnvelope next = new AskedEnvelope(depth, "command");
        if (berth.offer(next)) {
            taken.add(next);
        }
        return 1 + overflow(depth + 1, berth, taken);
    }

    @Test
    void shouldNotCloseAsIdleWhileAnythingRunsOrWaits() throws Exception {
        LocalBerth berth = open(8, this::waitAtTheGate);
        AskedEnvelope running = AskedEnvelope.control(1, "command");
        assertThat(berth.offer(running)).isTrue();
        entered.await();
        assertThat(berth.closeIfIdle()).as("a control command runs").isFalse();
        AskedEnvelope queued = offered(berth, 2);
        assertThat(berth.closeIfIdle()).isFalse();
        assertThat(berth.isOpen()).isTrue();
        gate.countDown();
        assertThat(running.end().isReply()).isTrue();
        assertThat(queued.end().isReply()).isTrue();
        await().atMost(LIVE).until(berth::closeIfIdle);
        assertThat(berth.isOpen()).isFalse();
        assertThat(berth.pending()).isZero();
        assertThat(berth.done()).isEqualTo(2);
        assertThat(berth.closeIfIdle()).isTrue();
        assertRefused(berth);
        awaitThreadsGone();
        assertThat(berth.done()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndByItselfAfterItBeganToClose(RingWait waiting) throws Exception {
        LocalBerth berth = new RingBerths(8, waiting).open("desk", new AskedWork(this::waitAtTheGate));
        opened.add(berth);
        List<AskedEnvelope> asked = List.of(offered(berth, 1), offered(berth, 2), AskedEnvelope.control(3, "command"));
        assertThat(berth.offer(asked.get(2))).isTrue();
        entered.await();
        berth.beginClose();
        assertThat(berth.isOpen()).isFalse();
        assertThat(berth.closeIfIdle()).isFalse();
        assertRefused(berth);
        assertThat(berth.pending()).isEqualTo(3);
        gate.countDown();
        for (AskedEnvelope each : asked) {
            assertThat(each.end().isReply()).isTrue();
        }
        awaitThreadsGone();
        assertThat(berth.pending()).isZero();
        assertThat(berth.done()).isEqualTo(3);
    }

    private static void assertRefused(LocalBerth berth) {
        AskedEnvelope late = new AskedEnvelope(9, "late");
        assertThat(berth.offer(late)).isFalse();
        assertThat(AskedWork.offerLoose(berth, late)).isFalse();
        assertThat(late.isEnded()).isFalse();
        assertThat(berth.offer(AskedEnvelope.control(9, "late"))).isFalse();
    }

    @Test
    void shouldRunOnItsOwnDaemonThatIsGoneAfterClose() throws Exception {
        AtomicReference<Thread> runner = new AtomicReference<>();
        AtomicReference<LocalBerth> self = new AtomicReference<>();
        AtomicBoolean own = new AtomicBoolean();
        LocalBerth berth = open(8, e -> {
            runner.set(Thread.currentThread());
            own.set(self.get().isOwnThread());
            e.complete(null);
        });
        self.set(berth);
        offered(berth, 1).end();
        assertThat(runner.get().getName()).isEqualTo("bosun-berth-desk");
        assertThat(runner.get().isDaemon()).isTrue();
        assertThat(own).isTrue();
        assertThat(berth.isOwnThread()).isFalse();
        assertThat(berth.place()).isEqualTo(Berth.LOCAL);
        assertThat(berth.target()).isEqualTo("desk");
        assertThat(berth.routes()).isEmpty();
        berth.close(LIVE);
        berth.close(LIVE);
        assertThat(runner.get().isAlive()).isFalse();
    }

    @Test
    void shouldNotWaitForItselfWhenItsHandlerClosesIt() throws Exception {
        AtomicReference<LocalBerth> self = new AtomicReference<>();
        LocalBerth berth = open(8, e -> {
            waitAtTheGate(e);
            self.get().close(Duration.ofMinutes(5));
        });
        self.set(berth);
        AskedEnvelope running = offered(berth, 1);
        AskedEnvelope queued = offered(berth, 2);
        gate.countDown();
        assertThat(running.end().isReply()).isTrue();
        assertThat(queued.end().reason()).isEqualTo(Reason.SHUT_DOWN);
        awaitThreadsGone();
    }

    @Test
    @DisplayName("Interrupts: that of one command does not reach the next one")
    void shouldHideALeftOverInterruptFromTheNextCommand() throws Exception {
        Queue<Boolean> seen = new ConcurrentLinkedQueue<>();
        LocalBerth berth = open(64, e -> {
            seen.add(Thread.currentThread().isInterrupted());
            waitAtTheGate(e);
            Thread.currentThread().interrupt();
        });
        List<AskedEnvelope> asked =
                IntStream.range(0, 20).mapToObj(i -> offered(berth, i)).toList();
        gate.countDown();
        for (AskedEnvelope each : asked) {
            assertThat(each.end().isReply()).isTrue();
        }
        assertThat(seen).hasSize(20).containsOnly(false);
    }

    @Test
    void shouldWorkOffWhatIsQueuedBeforeItCloses() throws Exception {
        LocalBerth berth = open(64, this::waitAtTheGate);
        List<AskedEnvelope> asked =
                IntStream.range(0, 20).mapToObj(i -> offered(berth, i)).toList();
        Thread closer = new Thread(() -> berth.close(LIVE));
        closer.start();
        await().atMost(LIVE).until(() -> closer.getState() == Thread.State.TIMED_WAITING);
        gate.countDown();
        closer.join();
        for (AskedEnvelope each : asked) {
            assertThat(each.isEnded()).isTrue();
            assertThat(each.end().isReply()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldWorkWithEachWayOfWaiting(RingWait waiting) throws Exception {
        LocalBerth berth = new RingBerths(8, waiting).open("desk", new AskedWork(e -> e.complete(e.command())));
        opened.add(berth);
        for (int i = 0; i < 20; i++) {
            assertThat(offered(berth, i).end().reply()).isEqualTo("command");
            AskedEnvelope control = AskedEnvelope.control(i, "control");
            assertThat(berth.offer(control)).isTrue();
            assertThat(control.end().reply()).isEqualTo("control");
        }
        berth.close(LIVE);
        awaitThreadsGone();
    }

    @Test
    void shouldBeWokenHoweverLongTheSendersPause() throws Exception {
        long seed = System.nanoTime();
        AtomicInteger seen = new AtomicInteger();
        LocalBerth berth = open(64, envelope -> {
            seen.incrementAndGet();
            envelope.complete(null);
        });
        int each = 5_000;
        List<Thread> senders = new ArrayList<>();
        for (int sender = 0; sender < 2; sender++) {
            Random random = new Random(seed + sender);
            senders.add(new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    AskedEnvelope next = new AskedEnvelope(i, "command");
                    while (!berth.offer(next)) {
                        Thread.onSpinWait();
                    }
                    if (random.nextInt(4) == 0) {
                        LockSupport.parkNanos(random.nextInt(60_000));
                    }
                }
            }));
        }
        senders.forEach(Thread::start);
        for (Thread sender : senders) {
            sender.join();
        }
        await().atMost(LIVE)
                .untilAsserted(() -> assertThat(seen).as("seed " + seed).hasValue(2 * each));
    }

    @Test
    void shouldSleepWhileThereIsNothingToDo() throws Exception {
        LocalBerth berth = open(8, e -> e.complete(e.command()));
        offered(berth, 1).end();
        Thread thread = Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals("bosun-berth-desk"))
                .findFirst()
                .orElseThrow();
        await().atMost(LIVE).until(() -> thread.getState() == Thread.State.WAITING);
    }

    private void waitAtTheGate(Envelope envelope) {
        entered.countDown();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        envelope.complete(null);
    }

    private static AskedEnvelope offered(LocalBerth berth, int id) {
        AskedEnvelope asked = new AskedEnvelope(id, "command");
        assertThat(berth.offer(asked)).isTrue();
        return asked;
    }

    private static void awaitThreadsGone() {
        await().atMost(LIVE)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(each -> each.getName().startsWith("bosun-berth-desk")));
    }

    @Test
    @DisplayName("The thread of a berth takes nothing over from whoever opened it")
    void shouldHaveAThreadOfItsOwnClassLoader() throws Exception {
        InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
        AtomicReference<ClassLoader> loader = new AtomicReference<>();
        AtomicReference<String> value = new AtomicReference<>();
        Thread opener = new Thread(() -> {
            inherited.set("the opener's");
            LocalBerth berth = open(4, e -> {
                loader.set(Thread.currentThread().getContextClassLoader());
                value.set(inherited.get());
                entered.countDown();
            });
            berth.offer(new AskedEnvelope(1, "command"));
        });
        opener.setContextClassLoader(new ClassLoader() {});
        opener.start();
        opener.join();
        entered.await();
        assertThat(loader.get()).isSameAs(RingBerth.class.getClassLoader());
        assertThat(value.get()).isNull();
    }
}
