// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bosun.command.Command;
import io.bosun.command.CommandHandler;
import io.bosun.command.DeadLetter;
import io.bosun.command.MissingHandlerException;
import io.bosun.command.Reason;
import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.Other;
import io.bosun.command.provider.Commands.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.ServiceRegistration;

/** Promise 2: handlers that come, go and are replaced. */
@Timeout(60)
class ReplacementTest {
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch entered = new CountDownLatch(1);
    private final Queue<Integer> ran = new ConcurrentLinkedQueue<>();
    private BusRig rig;

    private void open(long graceMillis, long drainMillis) throws Exception {
        rig = new BusRig("boss", BusRig.settings(graceMillis, drainMillis, 10_000));
    }

    @AfterEach
    void close() throws Exception {
        gate.countDown();
        rig.close();
    }

    @Test
    @DisplayName("Promise 2: what runs finishes before its handler is gone")
    void shouldLetTheRunningCommandFinish() throws Exception {
        open(10_000, 10_000);
        ServiceRegistration<?> first = rig.handle(Ask.class, "desk", this::answerAtTheGate);
        CompletionStage<Answer> running = rig.bus.ask(new Ask(1));
        entered.await();
        Thread remover = new Thread(first::unregister);
        remover.start();
        await().atMost(BusRig.LIVE).until(() -> remover.getState() == Thread.State.TIMED_WAITING);
        gate.countDown();
        remover.join();
        assertThat(running.toCompletableFuture()).succeedsWithin(BusRig.LIVE).isEqualTo(new Answer("old 1"));
        assertThat(rig.letters.total()).isZero();
    }

    @Test
    @DisplayName("Promise 2: what runs too long is interrupted, and MAY_HAVE_RUN")
    void shouldInterruptWhatRunsLongerThanTheDrain() throws Exception {
        open(10_000, 1);
        ServiceRegistration<?> first = rig.handle(Ask.class, "desk", this::answerAtTheGate);
        CompletionStage<Answer> running = rig.bus.ask(new Ask(1));
        entered.await();
        first.unregister();
        assertThat(BusTests.reason(running)).isEqualTo(Reason.MAY_HAVE_RUN);
        assertThat(rig.letters.letters()).singleElement().matches(DeadLetter::mayHaveRun);
        AtomicBoolean interrupted = new AtomicBoolean(true);
        rig.handle(Ask.class, "desk", (command, context) -> {
            interrupted.set(Thread.currentThread().isInterrupted());
            return new Answer("new");
        });
        assertThat(rig.bus.call(new Ask(2), BusRig.LIVE)).isEqualTo(new Answer("new"));
        assertThat(interrupted).as("the interrupt reaches the next command").isFalse();
    }

    @Test
    void shouldNotWaitForeverForAHandlerThatIgnoresItsInterrupt() throws Exception {
        open(10_000, 1);
        ServiceRegistration<?> first = rig.handle(Ask.class, "desk", (command, context) -> {
            entered.countDown();
            for (boolean open = false; !open; ) {
                try {
                    gate.await();
                    open = true;
                } catch (InterruptedException ignored) {
                    // As badly behaved as can be.
                }
            }
            return new Answer("old");
        });
        CompletionStage<Answer> running = rig.bus.ask(new Ask(1));
        entered.await();
        first.unregister();
        assertThat(BusTests.reason(running)).isEqualTo(Reason.MAY_HAVE_RUN);
        rig.handle(Ask.class, "desk", this::answerNew);
        CompletionStage<Answer> next = rig.bus.ask(new Ask(2));
        gate.countDown();
        assertThat(BusTests.reply(next)).isEqualTo(new Answer("new 2"));
    }

    @Test
    @DisplayName("Promise 2: what is queued and what is new waits, in order, for the replacement")
    void shouldParkInOrderUntilTheReplacementIsThere() throws Exception {
        open(10_000, 10_000);
        ServiceRegistration<?> first = rig.handle(Ask.class, "desk", this::answerAtTheGate);
        List<CompletionStage<Answer>> asked = new ArrayList<>();
        asked.add(rig.bus.ask(new Ask(0)));
        entered.await();
        IntStream.range(1, 100).forEach(i -> asked.add(rig.bus.ask(new Ask(i))));
        Thread remover = new Thread(first::unregister);
        remover.start();
        await().atMost(BusRig.LIVE).until(() -> remover.getState() == Thread.State.TIMED_WAITING);
        gate.countDown();
        remover.join();
        IntStream.range(100, 200).forEach(i -> asked.add(rig.bus.ask(new Ask(i))));
        await().atMost(BusRig.LIVE).until(() -> rig.parked() == 199);
        assertThat(ran).containsExactly(0);
        rig.handle(Ask.class, "desk", this::answerNew);
        for (int i = 1; i < 200; i++) {
            assertThat(BusTests.reply(asked.get(i))).isEqualTo(new Answer("new " + i));
        }
        assertThat(ran)
                .containsExactlyElementsOf(IntStream.range(0, 200).boxed().toList());
        assertThat(rig.parked()).isZero();
    }

    @Test
    @DisplayName("Promise 2: commands of one sender stay in order, however often the handler comes and goes")
    void shouldKeepTheOrderWhileHandlersComeAndGo() throws Exception {
        open(10_000, 10_000);
        CommandHandler<Tick, Void> handler = (command, context) -> {
            ran.add(command.id());
            return null;
        };
        CommandHandler<Other, Answer> other = (command, context) -> new Answer("other");
        ServiceRegistration<?> now = rig.handle(Tick.class, "desk", handler);
        int count = 8_000;
        Thread sender = new Thread(() -> {
            for (int i = 0; i < count; ) {
                if (rig.bus.send(new Tick(i)).isAccepted()) {
                    i++;
                } else {
                    Thread.yield();
                }
            }
        });
        sender.start();
        while (sender.isAlive()) {
            now.unregister();
            // A nudge for another command must not let anything overtake.
            ServiceRegistration<?> second = rig.handle(Other.class, "desk", other);
            now = rig.handle(Tick.class, "desk", handler);
            second.unregister();
        }
        sender.join();
        await().atMost(BusRig.LIVE)
                .untilAsserted(
                        () -> assertThat(ran.size() + rig.letters.total()).isEqualTo(count));
        assertThat(rig.letters.letters()).isEmpty();
        assertThat(ran)
                .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
    }

    @Test
    @DisplayName("Promise 1: NO_HANDLER when no replacement comes within the grace, at once from then on")
    void shouldGiveUpAfterTheGrace() throws Exception {
        open(50, 10_000);
        ServiceRegistration<?> first = rig.handle(Ask.class, "desk", this::answerNew);
        assertThat(rig.bus.call(new Ask(1), BusRig.LIVE)).isNotNull();
        first.unregister();
        assertThat(BusTests.failure(rig.bus.ask(new Ask(2)))).isInstanceOf(MissingHandlerException.class);
        await().atMost(BusRig.LIVE)
                .until(() -> rig.bus.send(new Ask(3)).reason().equals(Optional.of(Reason.NO_HANDLER)));
        long stored = rig.letters.total();
        assertThatThrownBy(() -> rig.bus.call(new Ask(4), BusRig.LIVE)).isInstanceOf(MissingHandlerException.class);
        assertThat(rig.letters.total()).as("a refusal is not stored").isEqualTo(stored);
        await().atMost(BusRig.LIVE)
                .until(() -> BusRig.threads("bosun-berth-desk").isEmpty());
        rig.handle(Ask.class, "desk", this::answerNew);
        assertThat(rig.bus.call(new Ask(5), BusRig.LIVE)).isEqualTo(new Answer("new 5"));
    }

    @Test
    @DisplayName("Promise 2, test 17: 50 replacements under load from two threads: 0 lost, 0 doubled")
    void shouldLoseAndDoubleNothingUnderFiftyReplacements() throws Exception {
        open(10_000, 10_000);
        Map<Integer, AtomicInteger> runs = new ConcurrentHashMap<>();
        CommandHandler<Ask, Answer> handler = (command, context) -> {
            runs.computeIfAbsent(command.id(), id -> new AtomicInteger()).incrementAndGet();
            return new Answer("" + command.id());
        };
        ServiceRegistration<?> now = rig.handle(Ask.class, "desk", handler);
        AtomicBoolean go = new AtomicBoolean(true);
        List<FutureTask<Integer>> callers = new ArrayList<>();
        for (int t = 0; t < 2; t++) {
            int base = t * 10_000_000;
            FutureTask<Integer> caller = new FutureTask<>(() -> {
                int id = base;
                for (; go.get(); id++) {
                    assertThat(rig.bus.call(new Ask(id), BusRig.LIVE)).isEqualTo(new Answer("" + id));
                }
                return id - base;
            });
            callers.add(caller);
            new Thread(caller).start();
        }
        for (int i = 0; i < 50; i++) {
            int before = runs.size();
            await().atMost(BusRig.LIVE).until(() -> runs.size() > before);
            if (i % 2 == 0) {
                now.unregister();
                now = rig.handle(Ask.class, "desk", handler);
            } else {
                ServiceRegistration<?> next = rig.handle(Ask.class, "desk", handler);
                now.unregister();
                now = next;
            }
        }
        go.set(false);
        int asked = 0;
        for (FutureTask<Integer> each : callers) {
            asked += each.get(20, TimeUnit.SECONDS);
        }
        assertThat(runs).hasSize(asked);
        assertThat(runs.values()).allMatch(count -> count.get() == 1);
        assertThat(rig.letters.total()).isZero();
    }

    @Test
    void shouldNotMakeAHandlerWaitForItselfWhenItRemovesItself() throws Exception {
        open(10_000, 60_000);
        AtomicReference<ServiceRegistration<?>> self = new AtomicReference<>();
        self.set(rig.handle(Ask.class, "desk", (command, context) -> {
            self.get().unregister();
            return new Answer("gone");
        }));
        assertThat(rig.bus.call(new Ask(1), BusRig.LIVE)).isEqualTo(new Answer("gone"));
        CompletionStage<Answer> next = rig.bus.ask(new Ask(2));
        rig.handle(Ask.class, "desk", this::answerNew);
        assertThat(BusTests.reply(next)).isEqualTo(new Answer("new 2"));
    }

    private Answer answerAtTheGate(Ask command, Object context) throws InterruptedException {
        ran.add(command.id());
        entered.countDown();
        gate.await();
        return new Answer("old " + command.id());
    }

    private Answer answerNew(Command<Answer> command, Object context) {
        int id = ((Ask) command).id();
        ran.add(id);
        return new Answer("new " + id);
    }
}
