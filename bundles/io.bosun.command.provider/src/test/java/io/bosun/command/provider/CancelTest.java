// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bosun.command.BusCounts;
import io.bosun.command.DeadLetter;
import io.bosun.command.Reason;
import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.Other;
import io.bosun.transport.Envelope;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CancelTest {
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<Envelope> told = new CopyOnWriteArrayList<>();
    private BusRig rig;
    private PeerBerth peer;

    @BeforeEach
    void open() throws Exception {
        rig = new BusRig(
                "boss",
                new Settings(10_000, 10_000, 10_000, 30_000, 10_000, 10_000, 1_000, 1 << 20, 4, 8, 60_000, 256));
        peer = rig.add(new PeerBerth("desk", "h1", 100, Ask.class));
    }

    @AfterEach
    void close() throws Exception {
        gate.countDown();
        rig.close();
    }

    /** What the peer got, which now runs it. */
    private Envelope running() throws InterruptedException {
        Envelope envelope = peer.take();
        assertThat(envelope.carry(told::add)).isTrue();
        return envelope;
    }

    private void assertLetters(Reason reason, boolean... mayHaveRun) {
        assertThat(rig.letters.letters()).extracting(DeadLetter::reason).containsOnly(reason);
        assertThat(rig.letters.letters())
                .extracting(DeadLetter::mayHaveRun)
                .containsExactlyElementsOf(IntStream.range(0, mayHaveRun.length)
                        .mapToObj(i -> mayHaveRun[i])
                        .toList());
    }

    @Test
    @DisplayName("Whoever cancels reaches the one that runs the command, and it becomes a letter")
    void shouldTellTheCarrierOfACancelledAsk() throws Exception {
        CompletableFuture<Answer> asked = rig.bus.ask(new Ask(1)).toCompletableFuture();
        Envelope envelope = running();
        assertThat(asked.cancel(true)).isTrue();
        assertThat(told).containsExactly(envelope);
        assertThat(asked).isCancelled();
        assertThatThrownBy(asked::join).isInstanceOf(CancellationException.class);
        assertThat(envelope.complete(new Answer("late"))).isFalse();
        assertLetters(Reason.CANCELLED, true);
        assertThat(rig.bus.counts()).isEqualTo(new BusCounts(1, 0, 0, 1, 0));
    }

    @Test
    @DisplayName("A command that is cancelled while it waits has not run")
    void shouldNotRunWhatIsCancelledWhileItWaits() throws Exception {
        List<Integer> ran = new CopyOnWriteArrayList<>();
        rig.handle(Other.class, "office", (command, context) -> {
            ran.add(command.id());
            gate.await();
            return new Answer("" + command.id());
        });
        CompletableFuture<Answer> first = rig.bus.ask(new Other(1)).toCompletableFuture();
        await().atMost(BusRig.LIVE).until(() -> ran.size() == 1);
        assertThat(rig.bus.ask(new Other(2)).toCompletableFuture().cancel(false))
                .isTrue();
        gate.countDown();
        assertThat(BusTests.reply(first)).isEqualTo(new Answer("1"));
        assertThat(BusTests.reply(rig.bus.ask(new Other(3)))).isEqualTo(new Answer("3"));
        assertThat(ran).containsExactly(1, 3);
        assertLetters(Reason.CANCELLED, false);
    }

    @Test
    @DisplayName("A stage that is completed from outside gives its command up")
    void shouldGiveUpWhatIsCompletedFromOutside() throws Exception {
        CompletableFuture<Answer> value = rig.bus.ask(new Ask(1)).toCompletableFuture();
        running();
        assertThat(value.complete(new Answer("mine"))).isTrue();
        CompletableFuture<Answer> thrown = rig.bus.ask(new Ask(2)).toCompletableFuture();
        running();
        assertThat(thrown.completeExceptionally(new IllegalStateException())).isTrue();
        CompletableFuture<Answer> timed = rig.bus.ask(new Ask(3)).toCompletableFuture();
        running();
        timed.orTimeout(1, TimeUnit.MILLISECONDS);
        assertThat(BusTests.failure(timed)).isInstanceOf(TimeoutException.class);
        await().atMost(BusRig.LIVE).until(() -> told.size() == 3);
        CompletableFuture<Answer> obtruded = rig.bus.ask(new Ask(4)).toCompletableFuture();
        running();
        obtruded.obtrudeValue(new Answer("forced"));
        assertThat(told).hasSize(4);
        assertThat(BusTests.reply(value)).isEqualTo(new Answer("mine"));
        assertLetters(Reason.CANCELLED, true, true, true, true);
    }

    @Test
    void shouldDoNothingToWhatHasItsReply() throws Exception {
        CompletableFuture<Answer> asked = rig.bus.ask(new Ask(1)).toCompletableFuture();
        running().complete(new Answer("yes"));
        assertThat(BusTests.reply(asked)).isEqualTo(new Answer("yes"));
        assertThat(asked.cancel(true)).isFalse();
        assertThat(asked.complete(null)).isFalse();
        assertThat(told).isEmpty();
        assertThat(rig.letters.total()).isZero();
    }

    @Test
    @DisplayName("W-MS-10 the deadline of an ask or a call reaches the one that runs it")
    void shouldTellTheCarrierAtTheDeadline() throws Exception {
        CompletableFuture<Answer> asked =
                rig.bus.ask(new Ask(1), Duration.ofMillis(300)).toCompletableFuture();
        Envelope first = running();
        assertThat(BusTests.reason(asked)).isEqualTo(Reason.DEADLINE);
        await().atMost(BusRig.LIVE).until(() -> told.contains(first));
        FutureTask<Answer> call = new FutureTask<>(() -> rig.bus.call(new Ask(2), Duration.ofMillis(300)));
        new Thread(call).start();
        Envelope second = running();
        await().atMost(BusRig.LIVE).until(() -> told.contains(second));
        assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS)).hasMessageContaining("DEADLINE");
        assertLetters(Reason.DEADLINE, true, true);
        assertThatThrownBy(() -> rig.bus.ask(new Ask(3), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0S");
    }

    @Test
    @DisplayName("The interrupt of a caller cancels its command")
    void shouldCancelTheCommandOfAnInterruptedCaller() throws Exception {
        FutureTask<Answer> call = new FutureTask<>(() -> rig.bus.call(new Ask(1), Duration.ofMinutes(5)));
        Thread caller = new Thread(call);
        caller.start();
        Envelope envelope = running();
        caller.interrupt();
        assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        assertThat(told).containsExactly(envelope);
        assertLetters(Reason.CANCELLED, true);
        assertThat(rig.bus.counts()).isEqualTo(new BusCounts(1, 0, 0, 1, 0));
    }

    @Test
    @DisplayName("Promise 3: more asks than may wait are refused, and told so at once")
    void shouldRefuseMoreAsksThanMayWait() throws Exception {
        List<CompletableFuture<Answer>> asked = IntStream.range(0, 8)
                .mapToObj(i -> rig.bus.ask(new Ask(i)).toCompletableFuture())
                .toList();
        CompletableFuture<Answer> refused = rig.bus.ask(new Ask(9)).toCompletableFuture();
        assertThat(refused).isCompletedExceptionally();
        assertThat(BusTests.failure(refused))
                .hasMessageContaining("REJECTED_FULL")
                .hasMessageContaining("askLimit");
        assertThat(rig.bus.counts().refused()).isEqualTo(1);
        asked.get(0).cancel(true);
        await().atMost(BusRig.LIVE)
                .until(() -> !rig.bus.ask(new Ask(10)).toCompletableFuture().isDone());
        assertThat(rig.bus.counts().accepted()).isEqualTo(9);
    }
}
