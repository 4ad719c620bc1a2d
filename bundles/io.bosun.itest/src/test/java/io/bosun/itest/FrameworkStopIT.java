// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.command.Acceptance;
import io.bosun.command.BusCounts;
import io.bosun.command.CommandBus;
import io.bosun.command.CommandException;
import io.bosun.command.DeadLetters;
import io.bosun.command.Reason;
import io.bosun.command.UndeliveredException;
import io.bosun.itest.load.Job;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The framework stops while commands are under way, again and again. */
@DisplayName("row 18: a framework that stops under load")
class FrameworkStopIT {
    private static final boolean LONG = Boolean.getBoolean("bosun.long");
    private static final int STOPS = LONG ? 500 : 10;
    private static final int BEFORE = 500;
    private static final int OPEN = 64;
    private static final int LIMIT = 4_000_000;
    private static final long PAUSE_NANOS = 50_000;
    private static final Acceptance FULL = Acceptance.refused(Reason.REJECTED_FULL);
    private static final Duration ASK = Duration.ofSeconds(30);

    private final TestDirectory directory = TestDirectory.create();

    /** What the callers of one round were told. */
    private static final class Told {
        private final AtomicInteger numbers = new AtomicInteger();
        private final AtomicInteger sent = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();
        private final AtomicInteger replies = new AtomicInteger();
        private final AtomicInteger failures = new AtomicInteger();
        private final Queue<Throwable> untyped = new ConcurrentLinkedQueue<>();

        void end(Throwable thrown) {
            if (thrown == null) {
                replies.incrementAndGet();
            } else if (thrown instanceof CommandException) {
                failures.incrementAndGet();
            } else {
                untyped.add(thrown);
            }
        }
    }

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    @DisplayName("answers every call in flight or fails it by type, accounts for all, and lets the loaders go")
    void shouldAccountForEverything() throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < STOPS; i++) {
            loaders.addAll(stopOnce(i));
        }
        Awaitility.await("class loaders are collected")
                .atMost(Processes.LIVENESS)
                .pollInterval(100, TimeUnit.MILLISECONDS)
                .until(() -> {
                    System.gc();
                    return loaders.stream().allMatch(each -> each.get() == null);
                });
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("bosun-"));
    }

    private List<WeakReference<ClassLoader>> stopOnce(int round) throws Exception {
        Once once = new Once(LIMIT);
        Told told = new Told();
        Container container = Container.start(Container.directory(directory), Job.class.getPackageName());
        container.context().registerService(IntConsumer.class, once, null);
        container.start(ComponentJar.of("itest.worker", "1.0.0", "io.bosun.itest.load.handler"));
        CommandBus bus = container.bus();
        DeadLetters letters = container.letters();
        Awaitility.await("its route")
                .atMost(Processes.LIVENESS)
                .until(() -> container.registry().routes().stream()
                        .anyMatch(each -> each.target().equals("worker")));
        List<WeakReference<ClassLoader>> loaders = List.of(
                new WeakReference<>(bus.getClass().getClassLoader()),
                new WeakReference<>(letters.getClass().getClassLoader()));

        List<Thread> threads = List.of(
                new Thread(() -> callUntilStopped(bus, told), "itest-caller"),
                new Thread(() -> askUntilStopped(bus, told), "itest-asker"),
                new Thread(() -> sendUntilStopped(bus, told), "itest-sender"));
        threads.forEach(Thread::start);
        Awaitility.await("some commands")
                .atMost(Processes.LIVENESS)
                .pollInterval(1, TimeUnit.MILLISECONDS)
                .until(() -> once.handled() > BEFORE);
        long start = System.nanoTime();
        container.stop();
        Figures.tellTime("stop " + round, start);
        for (Thread each : threads) {
            each.join(Processes.LIVENESS.toMillis());
            assertThat(each.isAlive()).as("%s waits for ever", each.getName()).isFalse();
        }

        assertThat(told.untyped).isEmpty();
        BusCounts counts = bus.counts();
        assertThat(counts.underWay()).as(counts.toString()).isZero();
        assertThat(counts.deadLettered()).isEqualTo(letters.total());
        assertThat((long) told.numbers.get())
                .as("by independent counting")
                .isEqualTo(counts.accepted() + counts.refused())
                .isEqualTo(told.sent.get() + told.refused.get() + told.replies.get() + told.failures.get());
        // what an interrupt cut off has run, but was not answered
        assertThat((long) once.handled()).isBetween(counts.handled(), counts.handled() + counts.deadLettered());
        return loaders;
    }

    private static void callUntilStopped(CommandBus bus, Told told) {
        Throwable end = null;
        while (!isOver(end)) {
            try {
                bus.call(new Job(told.numbers.getAndIncrement()), ASK);
                end = null;
            } catch (Exception e) {
                end = e;
            }
            told.end(end);
        }
    }

    /** Keeps a number of asks open. */
    private static void askUntilStopped(CommandBus bus, Told told) {
        boolean over = false;
        while (!over) {
            List<CompletableFuture<Integer>> open = new ArrayList<>();
            for (int i = 0; i < OPEN; i++) {
                open.add(bus.ask(new Job(told.numbers.getAndIncrement())).toCompletableFuture());
            }
            for (CompletableFuture<Integer> each : open) {
                Throwable end = endOf(each);
                told.end(end);
                over |= isOver(end);
            }
        }
    }

    private static Throwable endOf(CompletableFuture<Integer> stage) {
        try {
            stage.get(Processes.LIVENESS.toSeconds(), TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (Exception e) {
            return e;
        }
    }

    /** Leaves some room to the others. */
    private static void sendUntilStopped(CommandBus bus, Told told) {
        Acceptance last = Acceptance.ACCEPTED;
        while (last.isAccepted() || last.equals(FULL)) {
            last = bus.send(new Job(told.numbers.getAndIncrement()));
            (last.isAccepted() ? told.sent : told.refused).incrementAndGet();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static boolean isOver(Throwable end) {
        return end != null && !(end instanceof UndeliveredException e && e.reason() == Reason.REJECTED_FULL);
    }
}
