// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bosun.command.Reason;
import io.bosun.transport.AskedEnvelope;
import io.bosun.transport.Berth;
import io.bosun.transport.Envelope;
import io.bosun.transport.LocalBerth;
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
import org.junit.jupiter.params.provider.ValueSource;

/** What is a ring's own, beside the contract of all berths. */
@Timeout(60)
class RingBerthTest {
    private static final Duration LIVE = Duration.ofSeconds(10);

    private final List<LocalBerth> opened = new ArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch entered = new CountDownLatch(1);

    private LocalBerth open(int size, Consumer<Envelope> work) {
        LocalBerth berth = new RingBerths(size, RingWait.AUTO).open("desk", work);
        opened.add(berth);
        return berth;
    }

    @AfterEach
    void close() {
        gate.countDown();
        opened.forEach(each -> each.close(Duration.ZERO));
    }

    @Test
    @DisplayName("Promise 1: whatever was accepted while the berth closes ends exactly once")
    void shouldEndEachOnceWhenItClosesWhileOffersRace() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            Queue<AskedEnvelope> accepted = new ConcurrentLinkedQueue<>();
            LocalBerth berth = open(1 << 1 + random.nextInt(6), e -> e.complete(null));
            AtomicBoolean go = new AtomicBoolean(true);
            List<Thread> senders = IntStream.range(0, 2)
                    .mapToObj(t -> new Thread(() -> {
                        for (int i = 0; go.get(); i++) {
                            AskedEnvelope each = new AskedEnvelope(i, "command");
                            if (berth.offer(each)) {
                                accepted.add(each);
                            }
                        }
                    }))
                    .toList();
            senders.forEach(Thread::start);
            int enough = random.nextInt(50);
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> accepted.size() >= enough);
            berth.close(random.nextBoolean() ? Duration.ZERO : LIVE);
            AskedEnvelope late = new AskedEnvelope(0, "late");
            assertThat(berth.offer(late)).isFalse();
            go.set(false);
            for (Thread each : senders) {
                each.join();
            }
            for (AskedEnvelope each : accepted) {
                assertThat(each.isEnded()).as("seed %d, round %d", seed, round).isTrue();
                assertThat(each.ends()).as("seed %d, round %d", seed, round).isEqualTo(1);
            }
            assertThat(berth.pending()).as("seed %d, round %d", seed, round).isZero();
            assertThat(berth.done()).as("seed %d, round %d", seed, round).isEqualTo(accepted.size());
        }
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
    @DisplayName("Promise 3, test 14: a full ring refuses at once, and its handler is not disturbed")
    void shouldRefuseAtOnceWhenTheRingIsFull() throws Exception {
        LocalBerth berth = open(4, this::waitAtTheGate);
        List<AskedEnvelope> taken =
                IntStream.range(0, 4).mapToObj(i -> offered(berth, i)).toList();
        entered.await();
        for (int i = 0; i < 100_000; i++) {
            assertThat(berth.offer(new AskedEnvelope(i, "too much"))).isFalse();
        }
        assertThat(berth.pending()).isEqualTo(4);
        gate.countDown();
        for (AskedEnvelope each : taken) {
            assertThat(each.end().isReply()).isTrue();
        }
    }

    @Test
    @DisplayName("Unloading: nothing is retained in the ring after it was handled")
    void shouldRetainNothingThatWasHandled() throws Exception {
        LocalBerth berth = open(8, e -> e.complete(null));
        List<WeakReference<Object>> commands = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Object command = new Object();
            AskedEnvelope each = new AskedEnvelope(i, command);
            assertThat(berth.offer(each)).isTrue();
            each.end();
            commands.add(new WeakReference<>(command));
        }
        await().atMost(LIVE).until(() -> {
            System.gc();
            return commands.stream().allMatch(each -> each.refersTo(null));
        });
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
        LocalBerth berth = new RingBerths(8, waiting).open("desk", e -> e.complete(e.command()));
        opened.add(berth);
        for (int i = 0; i < 20; i++) {
            assertThat(offered(berth, i).end().reply()).isEqualTo("command");
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

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 3, 1000})
    void shouldRefuseASizeThatIsNoPowerOfTwo(int size) {
        assertThatThrownBy(() -> new RingBerths(size, RingWait.BLOCKING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("size is " + size)
                .hasMessageContaining("power of two");
    }

    @Test
    void shouldCloseWhatIsLeftOpenWhenTheFactoryGoes() throws Exception {
        RingBerths factory = new RingBerths(8, RingWait.BLOCKING);
        LocalBerth berth = factory.open("desk", e -> e.complete(null));
        offered(berth, 1).end();
        factory.deactivate();
        assertThat(berth.offer(new AskedEnvelope(2, "late"))).isFalse();
        awaitThreadsGone();
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
