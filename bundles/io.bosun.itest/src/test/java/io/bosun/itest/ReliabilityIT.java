// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.command.Acceptance;
import io.bosun.command.BusCounts;
import io.bosun.command.CommandBus;
import io.bosun.command.DeadLetter;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.command.UndeliveredException;
import io.bosun.itest.load.Job;
import io.bosun.itest.load.Neighbour;
import io.bosun.itest.load.Patient;
import io.bosun.itest.load.Shed;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What one bad handler, or one change of configuration, may do to the others: nothing. */
@DisplayName("the bus")
class ReliabilityIT {
    private static final boolean LONG = Boolean.getBoolean("bosun.long");
    private static final Duration ASK = Duration.ofSeconds(30);

    private final TestDirectory directory = TestDirectory.create();
    private final Container container = Container.start(Container.directory(directory), Job.class.getPackageName());
    private final CommandBus bus = container.bus();

    @AfterEach
    void close() {
        container.close();
        directory.close();
    }

    @Test
    @DisplayName("row 14: refuses what a blocked handler has no room for, and loses nothing that it took")
    void shouldRefuseWhatASlowHandlerCannotTake() {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger handled = new AtomicInteger();
        container.handle(Job.class, "slow", (command, context) -> {
            release.await();
            return handled.incrementAndGet();
        });
        int sends = LONG ? 400_000 : 20_000;
        Map<Acceptance, Integer> told = new HashMap<>();
        long worst = 0;
        for (int i = 0; i < sends; i++) {
            long start = System.nanoTime();
            told.merge(bus.send(new Job(i)), 1, Integer::sum);
            worst = Math.max(worst, System.nanoTime() - start);
        }
        Figures.tell("worst send to a full berth: " + TimeUnit.NANOSECONDS.toMicros(worst) + " us");

        Acceptance full = Acceptance.refused(Reason.REJECTED_FULL);
        assertThat(told).containsOnlyKeys(Acceptance.ACCEPTED, full);
        int accepted = told.get(Acceptance.ACCEPTED);
        assertThat(accepted).as("bounded by its ring").isLessThanOrEqualTo(2_048);
        release.countDown();
        BusCounts counts = container.awaitEnds();
        assertThat(handled).hasValue(accepted);
        assertThat(counts).isEqualTo(new BusCounts(accepted, accepted, 0, 0, sends - accepted));
    }

    @Test
    @DisplayName("row 14: lets the caller wait for room, or drops, as the record declares")
    void shouldBlockOrDropAsDeclared() {
        CountDownLatch release = new CountDownLatch(1);
        container.handle(Patient.class, "patient", (command, context) -> {
            release.await();
            return command.number();
        });
        container.handle(Shed.class, "shed", (command, context) -> {
            release.await();
            return command.number();
        });
        int accepted = 0;
        while (bus.send(new Patient(accepted)).isAccepted()) {
            accepted++;
        }
        long start = System.nanoTime();
        assertThat(bus.send(new Patient(-1)).reason()).contains(Reason.REJECTED_FULL);
        assertThat(System.nanoTime() - start).as("waited").isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(100));

        while (container.letters().total() == 0) {
            assertThat(bus.send(new Shed(0)).isAccepted())
                    .as("dropped ones too")
                    .isTrue();
        }
        assertThat(container.letters().letters()).extracting(DeadLetter::reason).containsOnly(Reason.REJECTED_FULL);
        release.countDown();
        assertThat(container.awaitEnds().deadLettered())
                .isEqualTo(container.letters().total());
    }

    @Test
    @DisplayName("row 15: a handler that blocks for ever is interrupted at the deadline; its neighbour goes on")
    void shouldContainAHandlerThatBlocksForEver() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        container.handle(Job.class, "stuck", (command, context) -> {
            entered.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                assertThat(context.isCancelled()).isTrue();
                interrupted.countDown();
                throw e;
            }
            return 0;
        });
        container.handle(Neighbour.class, "neighbour", (command, context) -> command.number());
        Duration timeout = Duration.ofMillis(300);
        long start = System.nanoTime();
        CompletableFuture<Integer> stuck = bus.ask(new Job(1), timeout).toCompletableFuture();
        assertThat(entered.await(ASK.toSeconds(), TimeUnit.SECONDS)).isTrue();

        for (int i = 0; i < (LONG ? 100_000 : 1_000); i++) {
            assertThat(bus.call(new Neighbour(i), ASK)).isEqualTo(i);
        }
        assertThatThrownBy(() -> stuck.get(ASK.toSeconds(), TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        UndeliveredException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DEADLINE));
        assertThat(System.nanoTime() - start).as("not before").isGreaterThanOrEqualTo(timeout.toNanos());
        assertThat(interrupted.await(ASK.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(container.letters().letters()).anySatisfy(letter -> {
            assertThat(letter.reason()).isEqualTo(Reason.DEADLINE);
            assertThat(letter.mayHaveRun()).isTrue();
        });
    }

    @Test
    @DisplayName("row 16: whatever a handler throws is told to its caller, and the next command runs")
    void shouldSurviveEveryKindOfError() throws Exception {
        List<Supplier<Throwable>> kinds = List.of(
                () -> new OutOfMemoryError("thrown"),
                StackOverflowError::new,
                () -> new NoClassDefFoundError("org/example/Gone"),
                AssertionError::new,
                ExceptionInInitializerError::new,
                InternalError::new,
                () -> new IllegalStateException("thrown"),
                () -> new Exception("thrown"),
                InterruptedException::new,
                () -> new Throwable("thrown"));
        container.handle(Job.class, "thrower", (command, context) -> {
            int kind = command.number() % (kinds.size() + 1);
            if (kind == kinds.size()) {
                return command.number();
            }
            throw ReliabilityIT.<Exception>sneaky(kinds.get(kind).get());
        });
        int calls = LONG ? 1_000_000 : 1_100;
        for (int i = 0; i < calls; i++) {
            int number = i;
            int kind = i % (kinds.size() + 1);
            if (kind == kinds.size()) {
                assertThat(bus.call(new Job(i), ASK)).isEqualTo(i);
                continue;
            }
            try {
                bus.call(new Job(number), ASK);
                throw new IllegalStateException(number + " was answered");
            } catch (HandlerFailedException e) {
                assertThat(e.getCause()).isInstanceOf(kinds.get(kind).get().getClass());
            }
        }
        assertThat(container.awaitEnds().failed()).isEqualTo((long) calls / 11 * 10 + calls % 11);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    @DisplayName("row 19: loses nothing while its configuration, and that of rings, targets and commands, is changed")
    void shouldLoseNothingWhileItIsConfigured() {
        int changes = LONG ? 1_000 : 20;
        int rate = LONG ? 10_000 : 2_000;
        Once once = new Once(rate * 600);
        container.handle(Job.class, "worker", (command, context) -> {
            once.accept(command.number());
            return command.number();
        });
        int sent;
        int full;
        try (Load load = new Load(bus, rate, rate * 600, Job::new)) {
            for (int i = 0; i < changes; i++) {
                change(i);
                int seen = load.sent();
                Awaitility.await("commands after change " + i)
                        .atMost(Processes.LIVENESS)
                        .pollInterval(1, TimeUnit.MILLISECONDS)
                        .until(() -> load.sent() > seen + 20);
            }
            load.close();
            sent = load.sent();
            full = load.full();
            assertThat(load.refused()).isEmpty();
        }
        BusCounts counts = container.awaitEnds();
        assertThat(container.letters().letters()).isEmpty();
        once.assertEachOf(sent);
        assertThat(counts).isEqualTo(new BusCounts(sent, sent, 0, 0, full));
    }

    private void change(int i) {
        String bundle = "io.bosun.command.provider";
        switch (i % 5) {
            case 0 -> container.configure(bundle, Map.of("graceMillis", 5_000L + i, "idleMillis", 1L + i % 20));
            case 1 ->
                container.configure(
                        "io.bosun.transport.ring",
                        Map.of("size", 512 << i % 3, "waitStrategy", i % 2 == 0 ? "BLOCKING" : "AUTO"));
            case 2 ->
                container.configure(
                        bundle + ".target", "worker", Map.of("target", "worker", "boss", true, "hands", "h" + i));
            case 3 ->
                container.configure(
                        bundle + ".command",
                        "job",
                        Map.of("command", Job.class.getName() + "/1", "deadlineMillis", 60_000L + i, "retries", i % 3));
            default -> container.configure(bundle, Map.of("deadLetterLimit", 100 + i, "askMillis", 30_000L + i));
        }
    }
}
