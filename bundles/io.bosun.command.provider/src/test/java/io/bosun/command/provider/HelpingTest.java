// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.Eager;
import io.bosun.command.provider.Commands.Other;
import io.bosun.transport.Envelope;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who completes the stage of an ask: whoever wants its value, else a thread of the bus, and never a berth's. */
@Timeout(60)
class HelpingTest {
    private static final Answer YES = new Answer("yes");

    private final CountDownLatch gate = new CountDownLatch(1);
    private BusRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new BusRig(
                "boss",
                new Settings(10_000, 10_000, 10_000, 30_000, 10_000, 10_000, 1_000, 1 << 20, 4, 256, 60_000, 256));
    }

    @AfterEach
    void close() throws Exception {
        gate.countDown();
        rig.close();
    }

    private Answer block() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return YES;
    }

    /** From here on no thread of the bus tells anything, until the gate opens. */
    private void blockTheBus() {
        PeerBerth peer = rig.add(new PeerBerth("wall", "h2", 100, Other.class));
        AtomicInteger blocked = new AtomicInteger();
        for (int i = 1; i <= Completions.MOST_THREADS; i++) {
            rig.bus.ask(new Other(i)).thenRun(() -> {
                blocked.incrementAndGet();
                block();
            });
            next(peer).complete(YES);
            int wanted = i;
            await().atMost(BusRig.LIVE).until(() -> blocked.get() == wanted);
        }
    }

    private static Envelope next(PeerBerth peer) {
        try {
            return peer.take();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String thread() {
        return Thread.currentThread().getName();
    }

    @Test
    @DisplayName("Whoever asks for the value of a stage needs no thread of the bus")
    void shouldCompleteForWhoeverAsks() throws Exception {
        blockTheBus();
        PeerBerth peer = rig.add(new PeerBerth("desk", "h1", 100, Ask.class));
        List<CompletableFuture<Answer>> asked = IntStream.range(0, 9)
                .mapToObj(i -> rig.bus.ask(new Ask(i)).toCompletableFuture())
                .toList();
        assertThat(asked).noneMatch(CompletableFuture::isDone);
        for (int i = 0; i < asked.size(); i++) {
            next(peer).complete(YES);
        }
        assertThat(asked.get(0).isDone()).isTrue();
        assertThat(asked.get(1).getNow(null)).isEqualTo(YES);
        assertThat(asked.get(2).isCompletedExceptionally()).isFalse();
        assertThat(asked.get(2).getNumberOfDependents()).isZero();
        assertThat(asked.get(3).get()).isEqualTo(YES);
        assertThat(asked.get(4).get(0, TimeUnit.SECONDS)).isEqualTo(YES);
        assertThat(asked.get(5).join()).isEqualTo(YES);
        assertThat(asked.get(6).isCancelled()).isFalse();
        assertThat(asked.get(7).thenApply(reply -> thread()).getNow("not yet")).isEqualTo(thread());
        assertThat(CompletableFuture.allOf(asked.get(8).toCompletableFuture())).isCompleted();
    }

    @Test
    @DisplayName("Whoever waits for a stage is woken by who ends it")
    void shouldWakeWhoeverWaits() throws Exception {
        blockTheBus();
        PeerBerth peer = rig.add(new PeerBerth("desk", "h1", 100, Ask.class));
        CompletableFuture<Answer> asked = rig.bus.ask(new Ask(1)).toCompletableFuture();
        List<FutureTask<Answer>> waiting = List.of(
                new FutureTask<>(asked::get),
                new FutureTask<>(asked::join),
                new FutureTask<>(() -> asked.get(10, TimeUnit.SECONDS)),
                new FutureTask<>(() -> asked.get(1, TimeUnit.HOURS)));
        List<Thread> threads = waiting.stream().map(Thread::new).toList();
        threads.forEach(Thread::start);
        await().atMost(BusRig.LIVE)
                .until(() -> threads.stream()
                        .allMatch(each -> each.getState() == Thread.State.WAITING
                                || each.getState() == Thread.State.TIMED_WAITING));
        next(peer).complete(YES);
        for (FutureTask<Answer> each : waiting) {
            assertThat(each.get(10, TimeUnit.SECONDS)).isEqualTo(YES);
        }
    }

    @Test
    void shouldWaitAsAnyFutureDoes() throws Exception {
        PeerBerth peer = rig.add(new PeerBerth("desk", "h1", 100, Ask.class));
        CompletableFuture<Answer> asked = rig.bus.ask(new Ask(1)).toCompletableFuture();
        assertThatThrownBy(() -> asked.get(20, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> asked.get(-1, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(asked::get).isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        FutureTask<Answer> get = new FutureTask<>(asked::get);
        Thread getter = new Thread(get);
        getter.start();
        await().atMost(BusRig.LIVE).until(() -> getter.getState() != Thread.State.RUNNABLE);
        getter.interrupt();
        assertThatThrownBy(() -> get.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        FutureTask<Boolean> join = new FutureTask<>(() -> asked.join().equals(YES) && Thread.interrupted());
        Thread joiner = new Thread(join);
        joiner.start();
        joiner.interrupt();
        FutureTask<Answer> inPool = new FutureTask<>(asked::join);
        ForkJoinPool.commonPool().execute(inPool);
        await().atMost(BusRig.LIVE).until(() -> joiner.getState() == Thread.State.WAITING);
        next(peer).complete(YES);
        assertThat(join.get(10, TimeUnit.SECONDS)).as("done, and interrupted").isTrue();
        assertThat(inPool.get(10, TimeUnit.SECONDS)).isEqualTo(YES);
    }

    @Test
    @DisplayName("Who has waited in vain is not kept")
    void shouldForgetWhoWaitsNoMore() throws Exception {
        rig.add(new PeerBerth("desk", "h1", 100, Ask.class));
        CompletableFuture<Answer> asked = rig.bus.ask(new Ask(1)).toCompletableFuture();
        CompletableFuture<Void> patient = CompletableFuture.runAsync(asked::join, each -> new Thread(each).start());
        List<WeakReference<Thread>> gone = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            gone.add(new WeakReference<>(waitInVain(asked)));
        }
        await().atMost(BusRig.LIVE).until(() -> {
            System.gc();
            return gone.stream().allMatch(each -> each.get() == null);
        });
        assertThat(patient).isNotDone();
        asked.cancel(true);
        await().atMost(BusRig.LIVE).until(patient::isDone);
    }

    private static Thread waitInVain(CompletableFuture<Answer> asked) throws Exception {
        FutureTask<Void> waiting = new FutureTask<>(() -> {
            for (int i = 0; i < 100; i++) {
                assertThatThrownBy(() -> asked.get(1, TimeUnit.NANOSECONDS)).isInstanceOf(TimeoutException.class);
            }
            return null;
        });
        Thread thread = new Thread(waiting);
        thread.start();
        thread.join();
        waiting.get();
        return thread;
    }

    @Test
    @DisplayName("Whoever only looks at a stage runs nobody's continuation")
    void shouldRunNobodysContinuationWhereSomebodyLooks() throws Exception {
        blockTheBus();
        PeerBerth peer = rig.add(new PeerBerth("desk", "h1", 100, Ask.class));
        CompletableFuture<Answer> asked = rig.bus.ask(new Ask(1)).toCompletableFuture();
        next(peer).complete(YES);
        Queue<String> threads = new ConcurrentLinkedQueue<>();
        CompletableFuture.allOf(asked).thenRun(() -> threads.add(thread()));
        assertThat(asked.isDone()).isFalse();
        assertThat(asked.getNow(null)).isNull();
        assertThatThrownBy(() -> asked.get(1, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        assertThat(threads).isEmpty();
        gate.countDown();
        assertThat(asked.get(10, TimeUnit.SECONDS)).isEqualTo(YES);
        await().atMost(BusRig.LIVE).until(() -> threads.size() == 1);
        assertThat(threads.peek()).startsWith("bosun-bus");
    }

    @Test
    @DisplayName("A stage completes with the reply though the stack of whoever looked at it was too short")
    void shouldCompleteThoughAStackOverflows() throws Exception {
        blockTheBus();
        PeerBerth peer = rig.add(new PeerBerth("desk", "h1", 100, Ask.class));
        List<CompletableFuture<Answer>> asked = IntStream.range(0, 100)
                .mapToObj(i -> rig.bus.ask(new Ask(i)).toCompletableFuture())
                .toList();
        for (CompletableFuture<Answer> each : asked) {
            next(peer).complete(YES);
            lookDeeper(each);
            assertThat(each.get(10, TimeUnit.SECONDS)).isEqualTo(YES);
        }
    }

    /** Looks at it first where the stack ends, and then with a little more of it each time. */
    private static boolean lookDeeper(CompletableFuture<Answer> asked) {
        try {
            if (lookDeeper(asked)) {
                return true;
            }
        } catch (StackOverflowError end) {
            // The next one has more.
        }
        return asked.isDone();
    }

    @Test
    @DisplayName("A reply that is there is not given up any more")
    void shouldNotGiveUpWhatIsThere() throws Exception {
        blockTheBus();
        PeerBerth peer = rig.add(new PeerBerth("desk", "h1", 100, Ask.class));
        List<CompletableFuture<Answer>> asked = IntStream.range(0, 3)
                .mapToObj(i -> rig.bus.ask(new Ask(i)).toCompletableFuture())
                .toList();
        for (int i = 0; i < 3; i++) {
            next(peer).complete(YES);
        }
        assertThat(asked.get(0).cancel(true)).isFalse();
        assertThat(asked.get(1).complete(new Answer("no"))).isFalse();
        assertThat(asked.get(2).completeExceptionally(new IllegalStateException("no")))
                .isFalse();
        for (CompletableFuture<Answer> each : asked) {
            assertThat(each.get()).isEqualTo(YES);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("Stages of several asks complete though nobody asks for their values")
    void shouldCompleteWhatNobodyAsksFor(boolean before) throws Exception {
        rig.handle(Ask.class, "desk", (command, context) -> YES);
        Random random = new Random(1);
        for (int round = 0; round < 300; round++) {
            CompletableFuture<?>[] asked = IntStream.range(0, 3)
                    .mapToObj(i -> rig.bus.ask(new Ask(i)).toCompletableFuture())
                    .toArray(CompletableFuture<?>[]::new);
            if (!before) {
                TimeUnit.MICROSECONDS.sleep(random.nextInt(500));
            }
            CountDownLatch told = new CountDownLatch(3);
            List<String> threads = new ArrayList<>();
            Runnable tell = () -> {
                synchronized (threads) {
                    threads.add(thread());
                }
                told.countDown();
            };
            CompletableFuture.allOf(asked).thenRun(tell);
            CompletableFuture.anyOf(asked).thenRun(tell);
            CompletableFuture.completedFuture(round)
                    .thenCompose(one -> rig.bus.ask(new Ask(3)))
                    .thenRun(tell);
            assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(threads).hasSize(3).noneMatch(each -> each.startsWith("bosun-berth"));
        }
    }

    @Test
    @DisplayName("What runs after a command does not hold up who goes on with its reply")
    void shouldNotHoldUpAReply() throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        rig.handle(Ask.class, "desk", (command, context) -> {
            if (command.id() == 0) {
                start.await();
            }
            return command.id() == 9 ? block() : YES;
        });
        rig.bus.ask(new Ask(0));
        CompletionStage<Answer> observed = rig.bus.ask(new Ask(1));
        CompletableFuture<Answer> shared = rig.bus.ask(new Ask(2)).toCompletableFuture();
        CompletableFuture<Answer> sharedLate = rig.bus.ask(new Ask(3)).toCompletableFuture();
        CompletionStage<Answer> minimal = rig.bus.ask(new Ask(4));
        CompletableFuture<Answer> slow = rig.bus.ask(new Ask(9)).toCompletableFuture();
        Queue<String> threads = new ConcurrentLinkedQueue<>();
        observed.thenRun(() -> threads.add(thread()));
        CompletableFuture.allOf(shared).thenRun(() -> threads.add(thread()));
        ((CompletableFuture<Answer>) minimal).minimalCompletionStage().thenRun(() -> threads.add(thread()));
        start.countDown();
        await().atMost(BusRig.LIVE).until(() -> threads.size() == 3);
        CompletableFuture.allOf(sharedLate).thenRun(() -> threads.add(thread()));
        await().atMost(BusRig.LIVE).until(() -> threads.size() == 4);
        assertThat(slow).isNotDone();
        assertThat(threads.stream().limit(3)).allMatch(each -> each.startsWith("bosun-bus"));
    }

    @Test
    @DisplayName("A handler that looks at a stage runs nobody's continuation on its berth's thread")
    void shouldNotCompleteOnABerth() throws Exception {
        rig.handle(Ask.class, "desk", (command, context) -> YES);
        Queue<String> threads = new ConcurrentLinkedQueue<>();
        rig.handle(Other.class, "office", (command, context) -> {
            CompletableFuture<Answer> asked = rig.bus.ask(new Ask(1)).toCompletableFuture();
            CompletableFuture.allOf(asked).thenRun(() -> threads.add(thread()));
            while (command.id() % 2 == 0 && !asked.isDone()) {
                Thread.onSpinWait();
            }
            return asked.get(10, TimeUnit.SECONDS);
        });
        for (int i = 0; i < 500; i++) {
            assertThat(rig.bus.call(new Other(i), BusRig.LIVE)).isEqualTo(YES);
        }
        await().atMost(BusRig.LIVE).until(() -> threads.size() == 500);
        // What is attached to a complete stage runs at once, wherever that is.
        assertThat(threads.stream().filter(each -> each.startsWith("bosun-bus")))
                .isNotEmpty();
    }

    @Test
    @DisplayName("Who goes on with a stage is known to all attempts of its command")
    void shouldTellTheStageOfALaterAttempt() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        rig.handle(Eager.class, "desk", (command, context) -> {
            if (runs.incrementAndGet() % 3 != 0) {
                throw new IllegalStateException("try " + runs);
            }
            return YES;
        });
        for (int i = 0; i < 20; i++) {
            CompletionStage<Answer> asked = rig.bus.ask(new Eager(i));
            CompletionStage<String> observed = asked.thenApply(reply -> thread());
            assertThat(asked.toCompletableFuture().get(10, TimeUnit.SECONDS)).isEqualTo(YES);
            assertThat(BusTests.reply(observed)).startsWith("bosun-bus");
        }
    }

    @Test
    @DisplayName("However its stages are used at the same time, each ask ends once, and nothing of it is kept")
    void shouldEndEachOnce() throws Exception {
        rig.handle(Ask.class, "desk", (command, context) -> new Answer("" + command.id()));
        List<FutureTask<Void>> tasks = IntStream.range(0, 4)
                .mapToObj(seed -> new FutureTask<Void>(() -> use(new Random(seed))))
                .toList();
        tasks.forEach(each -> new Thread(each).start());
        for (FutureTask<Void> each : tasks) {
            each.get(50, TimeUnit.SECONDS);
        }
        assertThat(rig.bus.counts().underWay()).isZero();
        assertThat(rig.bus.counts().refused()).isZero();
    }

    private Void use(Random random) throws Exception {
        for (int i = 0; i < 2_000; i++) {
            List<CompletableFuture<Answer>> asked = new ArrayList<>();
            AtomicInteger told = new AtomicInteger();
            int expected = 0;
            for (int k = 0; k < 8; k++) {
                CompletableFuture<Answer> one = rig.bus.ask(new Ask(k)).toCompletableFuture();
                asked.add(one);
                switch (random.nextInt(4)) {
                    case 0 -> one.whenComplete((reply, thrown) -> told.incrementAndGet());
                    case 1 -> CompletableFuture.allOf(one).whenComplete((reply, thrown) -> told.incrementAndGet());
                    case 2 -> one.copy().whenComplete((reply, thrown) -> told.incrementAndGet());
                    default -> expected--;
                }
                expected++;
                if (random.nextInt(16) == 0) {
                    one.cancel(true);
                }
            }
            for (int k = 0; k < 8; k++) {
                CompletableFuture<Answer> one = asked.get(k);
                while (random.nextBoolean() && !one.isDone()) {
                    Thread.onSpinWait();
                }
                try {
                    if (random.nextInt(4) > 0) {
                        assertThat((random.nextBoolean() ? one.get() : one.get(10, TimeUnit.SECONDS)).text())
                                .isEqualTo("" + k);
                    }
                } catch (CancellationException given) {
                    assertThat(one.isCancelled()).isTrue();
                } catch (ExecutionException unforeseen) {
                    throw new AssertionError(unforeseen);
                }
            }
            int all = expected;
            long end = System.nanoTime() + BusRig.LIVE.toNanos();
            while (told.get() < all) {
                assertThat(System.nanoTime()).isLessThan(end);
                Thread.onSpinWait();
            }
            assertThat(told).hasValue(all);
        }
        return null;
    }
}
