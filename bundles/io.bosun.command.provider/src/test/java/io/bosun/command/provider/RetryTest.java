// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.bosun.command.Acceptance;
import io.bosun.command.BusCounts;
import io.bosun.command.CommandPolicy;
import io.bosun.command.DeadLetter;
import io.bosun.command.FullPolicy;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.command.UndeliveredException;
import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.Eager;
import io.bosun.command.provider.Commands.Patient;
import io.bosun.command.provider.Commands.Stubborn;
import io.bosun.transport.Envelope;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RetryTest {
    private final AtomicInteger runs = new AtomicInteger();
    private BusRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new BusRig();
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
        await().atMost(BusRig.LIVE).until(() -> BusRig.threads("bosun-bus").isEmpty());
    }

    private void failTimes(int times) {
        rig.handle(Eager.class, "desk", (command, context) -> {
            if (runs.incrementAndGet() <= times) {
                throw new IllegalStateException("try " + runs);
            }
            return new Answer("at last");
        });
    }

    @Test
    @DisplayName("A delay doubles up to its longest, and jitter adds to it and never shortens it")
    void shouldNeverShortenADelay() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            long first = random.nextInt(10_000);
            long longest = first + random.nextInt(100_000);
            double jitter = random.nextDouble();
            CommandPolicy policy = policy(first, longest, jitter);
            int n = 1 + random.nextInt(100);
            double plain = Math.min(longest, first * Math.pow(2, n - 1)) * 1e6;
            assertThat((double) Retries.delayNanos(policy, n, random.nextDouble()))
                    .as("seed %d: %s, attempt %d", seed, policy, n)
                    .isBetween(plain, plain * (1 + jitter) + 1);
        }
        assertThat(Retries.delayNanos(policy(Long.MAX_VALUE, Long.MAX_VALUE, 1), 100, 1))
                .isEqualTo(Long.MAX_VALUE);
    }

    private static CommandPolicy policy(long first, long longest, double jitter) {
        return new CommandPolicy(0, true, 100, first, longest, jitter, FullPolicy.REFUSE, 1, false);
    }

    @Test
    @DisplayName("An idempotent command is tried again when its handler threw, and its outcome counts once")
    void shouldTryAgainWhenTheHandlerOfAnIdempotentCommandThrew() throws Exception {
        failTimes(2);
        assertThat(BusTests.reply(rig.bus.ask(new Eager(1)))).isEqualTo(new Answer("at last"));
        assertThat(runs).hasValue(3);
        assertThat(rig.bus.counts()).isEqualTo(new BusCounts(1, 1, 0, 0, 0));
        runs.set(0);
        assertThat(rig.bus.call(new Eager(2), BusRig.LIVE)).isEqualTo(new Answer("at last"));
        assertThat(runs).hasValue(3);
        assertThat(rig.letters.total()).isZero();
    }

    @Test
    @DisplayName("After the last attempt its failure is told")
    void shouldTellTheLastFailure() throws Exception {
        failTimes(100);
        assertThat(BusTests.failure(rig.bus.ask(new Eager(1))))
                .isInstanceOf(HandlerFailedException.class)
                .hasMessageContaining("try 4");
        assertThat(runs).hasValue(4);
        assertThat(rig.bus.counts()).isEqualTo(new BusCounts(1, 0, 1, 0, 0));
    }

    @Test
    @DisplayName("A command that is not idempotent is not tried again where it may have run")
    void shouldNotRunTwiceWhatIsNotIdempotent() throws Exception {
        rig.handle(Patient.class, "desk", (command, context) -> {
            runs.incrementAndGet();
            throw new IllegalStateException("as told");
        });
        assertThat(BusTests.failure(rig.bus.ask(new Patient(1)))).isInstanceOf(HandlerFailedException.class);
        assertThat(runs).hasValue(1);
    }

    @Test
    @DisplayName("No attempt begins after the deadline: the last failure is told before it")
    void shouldNotTryAgainWhereTheDelayIsLongerThanItsTime() throws Exception {
        rig.handle(Stubborn.class, "desk", (command, context) -> {
            runs.incrementAndGet();
            throw new IllegalStateException("as told");
        });
        HandlerFailedException told = catchThrowableOfType(
                HandlerFailedException.class, () -> rig.bus.call(new Stubborn(1), Duration.ofSeconds(30)));
        assertThat(told).hasMessageContaining("as told");
        assertThat(runs).hasValue(1);
    }

    @Test
    @DisplayName("What no berth had room for is tried again, and has not run meanwhile")
    void shouldTryAgainWhatWasRefused() throws Exception {
        PeerBerth peer = rig.handledBy(new PeerBerth("desk", "h1", 1, Patient.class), Patient.class);
        assertThat(rig.bus.send(new Patient(1)).isAccepted()).isTrue();
        CompletableFuture<Answer> asked = rig.bus.ask(new Patient(2)).toCompletableFuture();
        assertThat(asked).isNotDone();
        peer.take().complete(null);
        Envelope second = peer.take();
        assertThat(second.command()).isEqualTo(new Patient(2));
        second.complete(new Answer("there was room"));
        assertThat(asked.get(10, TimeUnit.SECONDS)).isEqualTo(new Answer("there was room"));
        assertThat(rig.bus.counts()).isEqualTo(new BusCounts(2, 2, 0, 0, 0));
    }

    @Test
    @DisplayName("A retry that waits is under way, and is ended by the stop of the bus")
    void shouldEndWaitingRetriesWhenTheBusStops() throws Exception {
        rig.handledBy(new PeerBerth("desk", "h1", 0, Stubborn.class), Stubborn.class);
        CompletableFuture<Answer> asked =
                rig.bus.ask(new Stubborn(1), Duration.ofDays(2)).toCompletableFuture();
        assertThat(rig.bus.send(new Stubborn(2))).isSameAs(Acceptance.ACCEPTED);
        assertThat(rig.bus.counts().underWay()).isEqualTo(2);
        assertThat(rig.bus.endings().waiting()).isEqualTo(2);
        rig.bus.stop();
        assertThat(BusTests.reason(asked)).isEqualTo(Reason.SHUT_DOWN);
        assertThat(rig.bus.endings().waiting()).isZero();
        assertThat(rig.bus.counts()).isEqualTo(new BusCounts(2, 0, 0, 2, 0));
        rig.bus.accept();
        rig.bus.ask(new Stubborn(1), Duration.ofDays(2));
        assertThat(rig.bus.endings().waiting()).isEqualTo(1);
    }

    @Test
    @DisplayName("A retry that waits is ended by whoever gave up, and by the deadline")
    void shouldEndAWaitingRetryWhenItsAskerGivesUp() throws Exception {
        rig.handledBy(new PeerBerth("desk", "h1", 0, Stubborn.class, Patient.class), Stubborn.class, Patient.class);
        CompletableFuture<Answer> asked =
                rig.bus.ask(new Stubborn(1), Duration.ofDays(2)).toCompletableFuture();
        assertThat(asked.cancel(true)).isTrue();
        FutureTask<Answer> call = new FutureTask<>(() -> rig.bus.call(new Stubborn(2), Duration.ofDays(2)));
        Thread caller = new Thread(call);
        caller.start();
        await().atMost(BusRig.LIVE).until(() -> rig.bus.endings().waiting() == 1);
        caller.interrupt();
        caller.join();
        assertThat(rig.letters.letters()).extracting(DeadLetter::reason).containsOnly(Reason.CANCELLED);
        assertThat(rig.letters.letters()).extracting(DeadLetter::mayHaveRun).containsOnly(false);
        UndeliveredException late = catchThrowableOfType(
                UndeliveredException.class, () -> rig.bus.call(new Patient(3), Duration.ofMillis(100)));
        assertThat(late.reason()).isIn(Reason.DEADLINE, Reason.REJECTED_FULL);
        assertThat(rig.bus.endings().waiting()).isZero();
        assertThat(rig.bus.counts()).isEqualTo(new BusCounts(3, 0, 0, 3, 0));
    }

    @Test
    @DisplayName("The threads of the bus hold nothing of whoever asks first")
    void shouldNotHoldTheAskersClassLoader() throws Exception {
        rig.handledBy(new PeerBerth("desk", "h1", 0, Stubborn.class), Stubborn.class);
        Thread asker = new Thread(() -> rig.bus.ask(new Stubborn(1), Duration.ofDays(2)));
        try (URLClassLoader foreign = new URLClassLoader(new URL[0], null)) {
            asker.setContextClassLoader(foreign);
            asker.start();
            asker.join();
            await().atMost(BusRig.LIVE)
                    .until(() -> BusRig.threads("bosun-bus-retries").size() == 1);
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(each -> each.getName().startsWith("bosun-bus"))
                    .hasSizeGreaterThanOrEqualTo(3)
                    .allMatch(each -> each.getContextClassLoader() == RoutingCommandBus.class.getClassLoader())
                    .allMatch(Thread::isDaemon);
        }
    }

    @Test
    @DisplayName("What is sent to a full berth of this process is tried again, as what is asked")
    void shouldTryAgainWhatWasSentToAFullBerth() throws Exception {
        rig.close();
        rig = new BusRig("boss", BusRig.PATIENT, 4);
        CountDownLatch gate = new CountDownLatch(1);
        rig.handle(Ask.class, "desk", (command, context) -> {
            gate.await();
            return new Answer("done");
        });
        rig.handle(Patient.class, "desk", (command, context) -> new Answer("" + runs.incrementAndGet()));
        while (rig.bus.send(new Ask(1)).isAccepted()) {
            // Until there is no room.
        }
        assertThat(rig.bus.send(new Patient(1))).isSameAs(Acceptance.ACCEPTED);
        assertThat(rig.bus.endings().waiting()).isEqualTo(1);
        gate.countDown();
        await().atMost(BusRig.LIVE).until(() -> runs.get() == 1);
        await().atMost(BusRig.LIVE).until(() -> rig.bus.counts().underWay() == 0);
        assertThat(rig.letters.total()).isZero();
    }
}
