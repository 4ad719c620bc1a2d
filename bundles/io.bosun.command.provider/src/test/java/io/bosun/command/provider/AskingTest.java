// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.bosun.command.Acceptance;
import io.bosun.command.CommandSpec;
import io.bosun.command.DeadLetter;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.command.UndeliveredException;
import io.bosun.command.UnknownCommandException;
import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.Other;
import io.bosun.command.provider.Commands.Tick;
import io.bosun.command.provider.Commands.Urgent;
import io.bosun.transport.Envelope;
import io.bosun.transport.HeadedEnvelope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class AskingTest {
    private static final Duration LIVE = BusRig.LIVE;

    private final CountDownLatch gate = new CountDownLatch(1);
    private final Queue<Integer> ran = new ConcurrentLinkedQueue<>();
    private BusRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new BusRig();
    }

    @AfterEach
    void close() throws Exception {
        gate.countDown();
        rig.close();
    }

    @Test
    @DisplayName("W-MS-10 a call returns the handler's reply")
    void shouldReturnTheReplyToACall() throws Exception {
        rig.handle(
                Ask.class,
                "desk",
                (command, context) -> new Answer(command.id() + " " + context.sender() + " " + context.target() + " "
                        + (context.remainingNanos() > 0)));
        assertThat(rig.bus.call(new Ask(7), LIVE)).isEqualTo(new Answer("7 boss desk true"));
    }

    @Test
    void shouldReturnNullWhereThereIsNothingToReply() throws Exception {
        rig.handle(Tick.class, "clock", (command, context) -> null);
        assertThat(rig.bus.call(new Tick(1), LIVE)).isNull();
    }

    @Test
    void shouldWaitAsLongAsATimeoutCanBe() throws Exception {
        rig.handle(Ask.class, "desk", (command, context) -> new Answer("yes"));
        assertThat(rig.bus.call(new Ask(1), Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(new Answer("yes"));
        assertThatThrownBy(() -> rig.bus.call(new Ask(1), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0S");
    }

    @Test
    @DisplayName("A stage completes on a thread of the bus, never on the berth's")
    void shouldCompleteAStageOnAThreadOfTheBus() throws Exception {
        List<String> threads = new CopyOnWriteArrayList<>();
        rig.handle(Ask.class, "desk", (command, context) -> {
            threads.add(Thread.currentThread().getName());
            gate.await();
            return new Answer("late");
        });
        CompletableFuture<String> thread = rig.bus
                .ask(new Ask(1))
                .thenApply(reply -> Thread.currentThread().getName())
                .toCompletableFuture();
        gate.countDown();
        assertThat(thread.get(10, TimeUnit.SECONDS)).startsWith("bosun-bus");
        assertThat(threads).containsExactly("bosun-berth-desk");
    }

    @Test
    void shouldRunWhatWasSentInOrder() {
        rig.handle(Tick.class, "clock", (command, context) -> {
            ran.add(command.id());
            return null;
        });
        IntStream.range(0, 500)
                .forEach(i -> assertThat(rig.bus.send(new Tick(i))).isSameAs(Acceptance.ACCEPTED));
        await().atMost(LIVE).until(() -> ran.size() == 500);
        assertThat(ran)
                .containsExactlyElementsOf(IntStream.range(0, 500).boxed().toList());
    }

    @Test
    void shouldAskAHandlerThatAnswersLaterAndGoOnMeanwhile() throws Exception {
        Queue<CompletableFuture<Answer>> stages = new ConcurrentLinkedQueue<>();
        rig.handleAsync(Ask.class, "desk", (command, context) -> {
            CompletableFuture<Answer> stage = new CompletableFuture<>();
            stages.add(stage);
            return stage.thenApply(answer -> answer);
        });
        CompletableFuture<Answer> first = rig.bus.ask(new Ask(1)).toCompletableFuture();
        CompletableFuture<Answer> second = rig.bus.ask(new Ask(2)).toCompletableFuture();
        await().atMost(LIVE).until(() -> stages.size() == 2);
        assertThat(rig.registry.targets().get(0).berths().get(0).pending()).isEqualTo(2);
        stages.remove().complete(new Answer("one"));
        stages.remove().completeExceptionally(new IllegalStateException("two"));
        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(new Answer("one"));
        assertThat(((HandlerFailedException) BusTests.failure(second)).failureType())
                .isEqualTo(IllegalStateException.class.getName());
        await().atMost(LIVE)
                .until(() -> rig.registry.targets().get(0).berths().get(0).pending() == 0);
    }

    @Test
    void shouldTellWhenAnAsynchronousHandlerReturnsNoStage() throws Exception {
        rig.handleAsync(Ask.class, "desk", (command, context) -> null);
        assertThat(BusTests.failure(rig.bus.ask(new Ask(1)))).hasCauseInstanceOf(NullPointerException.class);
        await().atMost(LIVE)
                .until(() -> rig.registry.targets().get(0).berths().get(0).pending() == 0);
    }

    @Test
    @DisplayName("MS-10, MS-23 UNKNOWN_COMMAND to the caller, and nothing is stored")
    void shouldRefuseWhatNobodyHasEverHandled() throws Exception {
        rig.handle(Ask.class, "desk", (command, context) -> new Answer("yes"));
        assertThatThrownBy(() -> rig.bus.call(new Other(1), LIVE))
                .isInstanceOf(UnknownCommandException.class)
                .hasMessageContaining("Other");
        assertThat(BusTests.reason(rig.bus.ask(new Other(1)))).isEqualTo(Reason.UNKNOWN_COMMAND);
        assertThat(rig.bus.send(new Other(1)).reason()).contains(Reason.UNKNOWN_COMMAND);
        assertThat(rig.letters.total()).isZero();
    }

    static Stream<Throwable> throwables() {
        return Stream.of(
                new StackOverflowError("deep"),
                new AssertionError("no"),
                new NoClassDefFoundError("gone/Gone"),
                new OutOfMemoryError("not really"),
                new IllegalStateException("state"),
                new Exception("checked"),
                new InterruptedException("its own"));
    }

    @ParameterizedTest
    @MethodSource("throwables")
    @DisplayName("W-MS-5, promise 4: whatever a handler throws, its caller is told and the berth goes on")
    void shouldTellTheCallerWhatTheHandlerThrewAndGoOn(Throwable thrown) throws Exception {
        rig.handle(Ask.class, "desk", (command, context) -> {
            if (command.id() == 0) {
                throw BusTests.sneaky(thrown);
            }
            return new Answer("still here");
        });
        HandlerFailedException failed =
                catchThrowableOfType(HandlerFailedException.class, () -> rig.bus.call(new Ask(0), LIVE));
        assertThat(failed.getCause()).isSameAs(thrown);
        assertThat(failed.failureType()).isEqualTo(thrown.getClass().getName());
        assertThat(BusTests.failure(rig.bus.ask(new Ask(0)))).hasCauseReference(thrown);
        assertThat(rig.bus.send(new Ask(0)).isAccepted()).isTrue();
        assertThat(rig.bus.call(new Ask(1), LIVE)).isEqualTo(new Answer("still here"));
    }

    @Test
    @DisplayName("Promise 1: nobody waits for ever; what is past its deadline in the queue is not run")
    void shouldEndCallsAndAsksAtTheirDeadlineAndNotRunWhatIsQueued() throws Exception {
        rig.handle(Ask.class, "desk", (command, context) -> {
            ran.add(command.id());
            gate.await();
            return new Answer("late");
        });
        rig.handle(Urgent.class, "desk", (command, context) -> {
            ran.add(command.id());
            return new Answer("late");
        });
        CompletableFuture<Answer> running = rig.bus.ask(new Ask(1)).toCompletableFuture();
        await().atMost(LIVE).until(() -> !ran.isEmpty());
        assertThat(rig.bus.send(new Urgent(5)).isAccepted()).isTrue();
        assertThat(BusTests.reason(rig.bus.ask(new Urgent(2)))).isEqualTo(Reason.DEADLINE);
        UndeliveredException late =
                catchThrowableOfType(UndeliveredException.class, () -> rig.bus.call(new Ask(3), Duration.ofMillis(50)));
        assertThat(late.reason()).isEqualTo(Reason.DEADLINE);
        gate.countDown();
        assertThat(running.get(10, TimeUnit.SECONDS)).isEqualTo(new Answer("late"));
        assertThat(rig.bus.call(new Ask(4), LIVE)).isNotNull();
        assertThat(ran).containsExactly(1, 4);
        assertThat(rig.letters.letters()).extracting(DeadLetter::reason).containsOnly(Reason.DEADLINE);
        assertThat(rig.letters.total()).isEqualTo(3);
    }

    @Test
    void shouldThrowInterruptedExceptionAtAnInterruptedCaller() throws Exception {
        rig.handle(Ask.class, "desk", (command, context) -> {
            gate.await();
            return new Answer("late");
        });
        FutureTask<Answer> call = new FutureTask<>(() -> rig.bus.call(new Ask(1), Duration.ofMinutes(5)));
        Thread caller = new Thread(call);
        caller.start();
        await().atMost(LIVE).until(() -> caller.getState() == Thread.State.TIMED_WAITING);
        caller.interrupt();
        assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    @DisplayName("A nested ask on one's own berth is refused, and named")
    void shouldRefuseACallThatWouldWaitForItself() throws Exception {
        AtomicReference<Future<Answer>> nested = new AtomicReference<>();
        rig.handle(Other.class, "desk", (command, context) -> new Answer("other " + command.id()));
        rig.handle(Ask.class, "desk", (command, context) -> {
            nested.set(rig.bus.ask(new Other(2)).toCompletableFuture());
            return rig.bus.call(new Other(1), LIVE);
        });
        HandlerFailedException failed =
                catchThrowableOfType(HandlerFailedException.class, () -> rig.bus.call(new Ask(1), LIVE));
        assertThat(((UndeliveredException) failed.getCause()).reason()).isEqualTo(Reason.REFUSED);
        assertThat(failed.getCause()).hasMessageContaining("desk");
        assertThat(nested.get().get(10, TimeUnit.SECONDS)).isEqualTo(new Answer("other 2"));
    }

    @Test
    @DisplayName("A cycle of nested calls is refused, and named")
    void shouldRefuseACycleOfCalls() throws Exception {
        rig.handle(Ask.class, "desk", (command, context) -> rig.bus.call(new Other(command.id()), LIVE));
        rig.handle(Other.class, "office", (command, context) -> rig.bus.call(new Ask(command.id()), LIVE));
        HandlerFailedException failed =
                catchThrowableOfType(HandlerFailedException.class, () -> rig.bus.call(new Ask(1), LIVE));
        Throwable refused = failed.getCause().getCause();
        assertThat(((UndeliveredException) refused).reason()).isEqualTo(Reason.REFUSED);
        assertThat(refused).hasMessageContaining("boss/desk > boss/office > desk");
    }

    @Test
    @DisplayName("A cycle of nested calls over other processes is refused, and named")
    void shouldRefuseACallThatComesBackByALink() throws Exception {
        rig.handle(Ask.class, "desk", (command, context) -> new Answer("never"));
        AtomicReference<Throwable> why = new AtomicReference<>();
        Envelope back =
                new HeadedEnvelope(
                        1,
                        CommandSpec.of(Ask.class).key(),
                        new Ask(1),
                        "h1",
                        Envelope.NO_DEADLINE,
                        Map.of(Chain.HEADER, "boss/desk h1/office")) {
                    @Override
                    public boolean wantsReply() {
                        return true;
                    }

                    @Override
                    protected void completed(Object reply) {
                        why.set(new AssertionError("it was run"));
                    }

                    @Override
                    protected void failed(Reason reason, boolean mayHaveRun, Throwable cause) {
                        why.set(UndeliveredException.of(reason, String.valueOf(cause), cause));
                    }

                    @Override
                    protected void threw(HandlerFailedException failure) {
                        why.set(failure);
                    }
                };
        rig.bus.dispatch(back, false);
        assertThat(why.get()).hasMessageContaining("REFUSED").hasMessageContaining("boss/desk > h1/office > desk");
    }
}
