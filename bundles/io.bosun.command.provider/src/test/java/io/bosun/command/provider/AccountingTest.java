// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.command.BusCounts;
import io.bosun.command.CommandException;
import io.bosun.command.Gather;
import io.bosun.command.Reason;
import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.Eager;
import io.bosun.command.provider.Commands.Grind;
import io.bosun.command.provider.Commands.Other;
import io.bosun.command.provider.Commands.Roll;
import io.bosun.command.provider.Commands.Tick;
import io.bosun.transport.Envelope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class AccountingTest {
    private static final int THREADS = 3;
    private static final int EACH = 1_500;
    /** The kinds of command before this one go to one berth. */
    private static final int BROADCAST = 6;

    private BusRig rig;

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @ParameterizedTest
    @CsvSource({"0, 6", "0, 7", "6, 7"})
    @DisplayName("Promise 1, 6: whatever is asked, cancelled, late or thrown, all is told and adds up")
    void shouldTellTheEndOfEverythingAndCountItOnce(int from, int to) throws Exception {
        long seed = System.nanoTime();
        // Few may wait, and rings are short, so that some are refused.
        rig = new BusRig(
                "boss", new Settings(10_000, 500, 500, 30_000, 20, 20, 1_000, 1 << 20, 4, 150, 60_000, 256), 16);
        handlers();
        PeerBerth peer = rig.add(new PeerBerth("mill", "h1", 200, Grind.class));
        Thread remote = new Thread(() -> answerAtRandom(peer, new Random(seed - 1)));
        remote.setDaemon(true);
        remote.start();
        ExecutorService askers = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<List<CompletableFuture<?>>>> all = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                Random random = new Random(seed + t);
                all.add(askers.submit(() -> askAtRandom(random, from, to)));
            }
            for (Future<List<CompletableFuture<?>>> some : all) {
                for (CompletableFuture<?> each : some.get(30, TimeUnit.SECONDS)) {
                    assertThat(each.handle((reply, thrown) -> true))
                            .as("seed " + seed)
                            .succeedsWithin(BusRig.LIVE);
                }
            }
        } finally {
            askers.shutdownNow();
        }
        rig.bus.stop();
        remote.interrupt();
        rig.close();
        BusCounts counts = rig.bus.counts();
        assertThat(counts.underWay()).as("seed %d: %s", seed, counts).isZero();
        if (to == BROADCAST) {
            // A broadcast counts for each of its berths.
            assertThat(counts.accepted() + counts.refused())
                    .as("seed %d: %s", seed, counts)
                    .isEqualTo(THREADS * EACH);
        }
        assertThat(counts.deadLettered()).as("seed " + seed).isEqualTo(rig.letters.total());
        assertThat(counts.handled()).as("seed " + seed).isPositive();
    }

    private void handlers() {
        rig.handle(Ask.class, "desk", (command, context) -> answer(command.id()));
        rig.handle(Tick.class, "desk", (command, context) -> {
            answer(command.id());
            return null;
        });
        rig.handle(Eager.class, "retry", (command, context) -> answer(command.id()));
        rig.handleAsync(Other.class, "later", (command, context) -> {
            CompletableFuture<Answer> stage = new CompletableFuture<>();
            if (command.id() % 5 != 0) {
                stage.completeOnTimeout(new Answer("later"), command.id() % 7, TimeUnit.MILLISECONDS);
            }
            return stage;
        });
        for (String each : List.of("one", "two", "three")) {
            rig.handle(Roll.class, each, (command, context) -> answer(command.id()));
        }
    }

    private static Answer answer(int id) {
        if (ThreadLocalRandom.current().nextInt(8) == 0) {
            throw new IllegalStateException("as told " + id);
        }
        return new Answer("" + id);
    }

    private static void answerAtRandom(PeerBerth peer, Random random) {
        try {
            while (true) {
                Envelope next = peer.take();
                switch (random.nextInt(4)) {
                    case 0 -> next.complete(new Answer("from afar"));
                    case 1 -> next.fail(Reason.TARGET_GONE, random.nextBoolean(), null);
                    case 2 -> next.fail(Reason.TOO_LARGE, false, null);
                    default -> next.carry(each -> {});
                }
            }
        } catch (InterruptedException | AssertionError over) {
            // The test is at its end.
        }
    }

    private List<CompletableFuture<?>> askAtRandom(Random random, int from, int to) {
        List<CompletableFuture<?>> asked = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            Duration time = Duration.ofMillis(1 + random.nextInt(30));
            asked.add(
                    switch (from + random.nextInt(to - from)) {
                        case 0 -> rig.bus.ask(new Ask(i), time).toCompletableFuture();
                        case 1 -> rig.bus.ask(new Other(i), time).toCompletableFuture();
                        case 2 -> rig.bus.ask(new Grind(i), time).toCompletableFuture();
                        case 3 -> rig.bus.ask(new Eager(i), time).toCompletableFuture();
                        case 4 -> call(new Ask(i), time);
                        case 5 -> send(new Tick(i));
                        default ->
                            rig.bus
                                    .askAll(new Roll(i), Gather.first(1 + random.nextInt(3)), time)
                                    .toCompletableFuture();
                    });
            if (random.nextInt(5) == 0) {
                asked.get(random.nextInt(asked.size())).cancel(true);
            }
        }
        return asked;
    }

    private CompletableFuture<?> call(Ask command, Duration time) {
        try {
            return CompletableFuture.completedFuture(rig.bus.call(command, time));
        } catch (CommandException | InterruptedException told) {
            return CompletableFuture.failedFuture(told);
        }
    }

    private CompletableFuture<?> send(Tick command) {
        return CompletableFuture.completedFuture(rig.bus.send(command));
    }
}
