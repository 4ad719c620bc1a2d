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
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Offers of all kinds, from several threads, against each way to close. */
@Timeout(300)
class RingRaceTest {
    private static final Duration LIVE = Duration.ofSeconds(10);
    private static final int ROUNDS = Boolean.getBoolean("bosun.long") ? 20_000 : 200;
    private static final int PRODUCERS = 4;

    /** What was offered once: which of its two ends it had, and how often. */
    private static final class Offered {
        private final AtomicInteger ran = new AtomicInteger();
        private final AtomicInteger failed = new AtomicInteger();
        private boolean taken;

        int ends() {
            return ran.get() + failed.get();
        }
    }

    private static final class Work implements BerthWork {
        @Override
        public void run(Envelope envelope) {
            ((Offered) envelope.command()).ran.incrementAndGet();
            envelope.complete(null);
        }

        @Override
        public void run(Object command, Object route, long deadlineNanos) {
            ((Offered) command).ran.incrementAndGet();
        }

        /** The routes are the producers, so they change all the time. */
        @Override
        public void ahead(Object command, Object route) {
            if (((Offered) command).ran.get() > 0) {
                throw new AssertionError("this has run already, by " + route);
            }
        }

        @Override
        public void fail(Object command, Object route, long deadlineNanos, Reason reason) {
            ((Offered) command).failed.incrementAndGet();
        }

        @Override
        public void threw(Object command, Object route, long deadlineNanos, Throwable thrown) {
            throw new AssertionError("nothing throws here", thrown);
        }

        @Override
        public void rest() {}
    }

    /** Offers until the berth is closed; an offer that is refused by an open berth only says that it is full. */
    private static final class Producer extends Thread {
        private final LocalBerth berth;
        private final Random random;
        private final boolean waitsForEach;
        private final List<Offered> offered = new ArrayList<>();
        private final List<AskedEnvelope> asked = new ArrayList<>();

        Producer(LocalBerth berth, long seed, boolean waitsForEach) {
            this.berth = berth;
            this.random = new Random(seed);
            this.waitsForEach = waitsForEach;
        }

        @Override
        public void run() {
            while (true) {
                Offered next = new Offered();
                offered.add(next);
                next.taken = offer(next);
                if (!next.taken && !berth.isOpen()) {
                    return;
                }
                while (waitsForEach && next.taken && next.ends() == 0) {
                    Thread.yield();
                }
                if (random.nextInt(4) == 0) {
                    LockSupport.parkNanos(random.nextInt(20_000));
                }
            }
        }

        private boolean offer(Offered next) {
            int kind = random.nextInt(3);
            if (kind == 0) {
                return berth.offerLoose(next, this, Envelope.NO_DEADLINE);
            }
            AskedEnvelope envelope = kind == 1 ? new AskedEnvelope(1, next) : AskedEnvelope.control(1, next);
            boolean taken = berth.offer(envelope);
            if (taken) {
                asked.add(envelope);
            }
            return taken;
        }

        /** Of an envelope the berth reports the end to the envelope alone. */
        void noteFailures() throws Exception {
            for (AskedEnvelope each : asked) {
                assertThat(each.end().reason()).isIn(null, Reason.SHUT_DOWN);
                assertThat(each.ends()).isEqualTo(1);
                if (!each.end().isReply()) {
                    ((Offered) each.command()).failed.incrementAndGet();
                }
            }
        }
    }

    @Test
    @DisplayName("Closing when idle: an offer comes before, and is run, or after, and is refused")
    void shouldCloseWhenIdleWithoutLosingAnOffer() throws Exception {
        race(true, berth -> {
            assertThat(berth.pending()).isNotNegative();
            return berth.closeIfIdle();
        });
    }

    @Test
    @DisplayName("Promise 1: whatever was accepted while the berth closes ends exactly once")
    void shouldEndEachOnceWhenItIsClosed() throws Exception {
        race(false, berth -> {
            berth.close(Duration.ZERO);
            return true;
        });
    }

    @Test
    @DisplayName("Promise 6: what was accepted before a berth begins to close runs")
    void shouldRunEachOnceWhenItIsDrained() throws Exception {
        List<Producer> all = race(false, berth -> {
            berth.beginClose();
            assertThat(berth.isOpen()).isFalse();
            berth.close(LIVE);
            return true;
        });
        for (Producer each : all) {
            assertThat(each.offered).allMatch(o -> o.failed.get() == 0);
        }
    }

    private interface Closer {
        boolean isClosed(LocalBerth berth);
    }

    private static List<Producer> race(boolean waitsForEach, Closer closer) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Producer> all = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            RingWait waiting = RingWait.values()[random.nextInt(3)];
            LocalBerth berth = new RingBerths(1 << 1 + random.nextInt(6), waiting).open("desk", new Work());
            List<Producer> producers = new ArrayList<>();
            for (int i = 0; i < PRODUCERS; i++) {
                producers.add(new Producer(berth, random.nextLong(), waitsForEach));
            }
            producers.forEach(Thread::start);
            int enough = random.nextInt(50);
            while (berth.done() < enough) {
                Thread.yield();
            }
            while (!closer.isClosed(berth)) {
                Thread.yield();
            }
            String where = "seed " + seed + ", round " + round;
            assertThat(berth.isOpen()).as(where).isFalse();
            int taken = 0;
            for (Producer each : producers) {
                each.join();
                each.noteFailures();
                taken += (int) each.offered.stream().filter(o -> o.taken).count();
            }
            int accepted = taken;
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .atMost(LIVE)
                    .untilAsserted(() -> {
                        assertThat(berth.pending()).as(where).isZero();
                        assertThat(berth.done()).as(where).isEqualTo(accepted);
                    });
            // Not before: its thread may still be about to run what it took before the end.
            for (Producer each : producers) {
                assertThat(each.offered).as(where).allMatch(o -> o.ends() == (o.taken ? 1 : 0));
            }
            assertThat(berth.closeIfIdle()).as(where).isTrue();
            berth.close(LIVE);
            if (round % 50 == 0) {
                all.addAll(producers);
            }
        }
        await().atMost(LIVE)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(each -> each.getName().equals("bosun-berth-desk")));
        return all;
    }

    @Test
    @DisplayName("Control lane: a sleeping berth wakes up, however the two lanes are offered to")
    void shouldWakeUpForEitherLane() throws Exception {
        long seed = System.nanoTime();
        for (RingWait waiting : RingWait.values()) {
            Random random = new Random(seed);
            LocalBerth berth = new RingBerths(64, waiting).open("desk", new Work());
            int each = 1_000;
            IntConsumer produce = sender -> {
                Random own = new Random(seed + sender);
                for (int i = 0; i < each; i++) {
                    Offered command = new Offered();
                    Envelope next =
                            own.nextBoolean() ? new AskedEnvelope(i, command) : AskedEnvelope.control(i, command);
                    while (!berth.offer(next)) {
                        Thread.yield();
                    }
                    if (own.nextInt(4) == 0) {
                        LockSupport.parkNanos(own.nextInt(60_000));
                    }
                }
            };
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            CompletableFuture<?>[] producers = new CompletableFuture<?>[2];
            for (int sender = 0; sender < producers.length; sender++) {
                int own = sender + random.nextInt(10);
                CompletableFuture<Void> end = new CompletableFuture<>();
                producers[sender] = end;
                new Thread(() -> {
                            try {
                                produce.accept(own);
                            } catch (Throwable t) {
                                thrown.set(t);
                            }
                            end.complete(null);
                        })
                        .start();
            }
            CompletableFuture.allOf(producers).join();
            assertThat(thrown).hasValue(null);
            await().atMost(LIVE)
                    .untilAsserted(() -> assertThat(berth.done())
                            .as("seed %d, %s", seed, waiting)
                            .isEqualTo(2L * each));
            assertThat(berth.pending()).isZero();
            berth.close(LIVE);
        }
    }
}
