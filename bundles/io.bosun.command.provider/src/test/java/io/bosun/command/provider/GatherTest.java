// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.codec.cbor.Codecs;
import io.bosun.command.BusCounts;
import io.bosun.command.CommandSpec;
import io.bosun.command.DeadLetter;
import io.bosun.command.Gather;
import io.bosun.command.Gathered;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.command.UndeliveredException;
import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.News;
import io.bosun.command.provider.Commands.Roll;
import io.bosun.transport.Berth;
import io.bosun.transport.Envelope;
import io.bosun.transport.HeadedEnvelope;
import io.bosun.transport.Payload;
import io.bosun.transport.RouteEntry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** W-MS-10: what a broadcast that is asked brings back. */
@Timeout(60)
class GatherTest {
    private final CountDownLatch gate = new CountDownLatch(1);
    private BusRig rig;
    private BusRig hand;

    @BeforeEach
    void open() throws Exception {
        rig = new BusRig();
    }

    @AfterEach
    void close() throws Exception {
        gate.countDown();
        if (hand != null) {
            hand.close();
        }
        rig.close();
    }

    private void answers(String target) {
        rig.handle(Roll.class, target, (command, context) -> new Answer(target + " " + command.id()));
    }

    private void blocks(String target) {
        rig.handle(Roll.class, target, (command, context) -> {
            gate.await();
            return new Answer("late");
        });
    }

    private void throwsUp(String target) {
        rig.handle(Roll.class, target, (command, context) -> {
            throw new IllegalStateException("not " + target);
        });
    }

    private CompletionStage<Gathered<Answer>> ask(Gather gather) {
        return rig.bus.askAll(new Roll(1), gather, BusRig.LIVE);
    }

    private static Reason reason(Gathered.Part<?> part) {
        return ((UndeliveredException) part.failure()).reason();
    }

    @Test
    @DisplayName("All: one part for each berth, by target and place, whatever became of it")
    void shouldGatherWhatBecameOfItEverywhere() throws Exception {
        answers("b");
        throwsUp("c");
        answers("a");
        PeerBerth peer = rig.add(new PeerBerth("b", "h1", 10, Roll.class));
        rig.add(new PeerBerth("d", "h1", 0, Roll.class));
        CompletionStage<Gathered<Answer>> asked = ask(Gather.all());
        Envelope copy = peer.take();
        assertThat(copy.wantsReply()).isTrue();
        copy.complete(Codecs.plain().encode(new Answer("from afar")));
        Gathered<Answer> gathered = BusTests.reply(asked);
        assertThat(gathered.parts())
                .extracting(each -> each.target() + "@" + each.place())
                .containsExactly("a@boss", "b@boss", "b@h1", "c@boss", "d@h1");
        assertThat(gathered.replies()).containsExactly(new Answer("a 1"), new Answer("b 1"), new Answer("from afar"));
        assertThat(gathered.isSatisfied()).isFalse();
        assertThat(gathered.failed())
                .singleElement()
                .satisfies(each -> assertThat(each.failure()).hasMessageContaining("not c"));
        assertThat(gathered.unanswered()).singleElement().satisfies(each -> {
            assertThat(reason(each)).isEqualTo(Reason.REJECTED_FULL);
            assertThat(each.failure()).hasMessageContaining("Roll").hasMessageContaining("d in h1");
        });
        assertThat(rig.bus.counts()).isEqualTo(new BusCounts(5, 3, 1, 1, 0));
    }

    @Test
    @DisplayName("First and quorum: done with as many answers as wanted; the others go on")
    void shouldWaitForNoMoreThanIsWanted() throws Exception {
        answers("a");
        blocks("b");
        Gathered<Answer> any = BusTests.reply(ask(Gather.any()));
        assertThat(any.isSatisfied()).isTrue();
        assertThat(any.replies()).containsExactly(new Answer("a 1"));
        assertThat(any.unanswered()).singleElement().satisfies(each -> {
            assertThat(reason(each)).isEqualTo(Reason.MAY_HAVE_RUN);
            assertThat(each.failure()).hasMessageContaining("not waited for");
        });
        answers("c");
        Gathered<Answer> most = BusTests.reply(ask(Gather.quorum()));
        assertThat(most.isSatisfied()).isTrue();
        assertThat(most.replies()).containsExactly(new Answer("a 1"), new Answer("c 1"));
        gate.countDown();
        await().atMost(BusRig.LIVE).until(() -> rig.bus.counts().equals(new BusCounts(5, 5, 0, 0, 0)));
    }

    @Test
    @DisplayName("First: done as soon as there cannot be as many answers any more")
    void shouldNotWaitInVain() throws Exception {
        throwsUp("a");
        throwsUp("b");
        blocks("c");
        Gathered<Answer> gathered = BusTests.reply(ask(Gather.first(2)));
        assertThat(gathered.isSatisfied()).isFalse();
        assertThat(gathered.failed()).hasSize(2);
        assertThat(reason(gathered.parts().get(2))).isEqualTo(Reason.MAY_HAVE_RUN);
        assertThat(BusTests.reply(ask(Gather.first(9))).isSatisfied()).isFalse();
    }

    @Test
    @DisplayName("Promise 1: at the deadline there is what has come until then")
    void shouldGiveWhatIsThereAtTheDeadline() throws Exception {
        answers("a");
        blocks("b");
        Gathered<Answer> gathered = BusTests.reply(rig.bus.askAll(new Roll(1), Gather.all(), Duration.ofMillis(200)));
        assertThat(gathered.isSatisfied()).isFalse();
        assertThat(gathered.replies()).containsExactly(new Answer("a 1"));
        assertThat(reason(gathered.unanswered().get(0))).isEqualTo(Reason.DEADLINE);
    }

    @Test
    @DisplayName("MS-38 any two berths see what is asked of all in one order; MS-37 that of each sender is its own")
    void shouldAskAllInOneOrder() throws Exception {
        List<Queue<Integer>> seen = List.of(new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>());
        for (int i = 0; i < seen.size(); i++) {
            Queue<Integer> mine = seen.get(i);
            rig.handle(Roll.class, "reader" + i, (command, context) -> {
                mine.add(command.id());
                return new Answer("seen");
            });
        }
        List<CompletionStage<Gathered<Answer>>> asked = new CopyOnWriteArrayList<>();
        List<Thread> senders = IntStream.range(0, 3)
                .mapToObj(t -> new Thread(() -> IntStream.range(0, 200)
                        .forEach(i -> asked.add(rig.bus.askAll(new Roll(t * 1_000 + i), Gather.all(), BusRig.LIVE)))))
                .toList();
        senders.forEach(Thread::start);
        for (Thread each : senders) {
            each.join();
        }
        for (CompletionStage<Gathered<Answer>> each : asked) {
            assertThat(BusTests.reply(each).isSatisfied()).isTrue();
        }
        List<Integer> order = List.copyOf(seen.get(0));
        assertThat(order).hasSize(600).isEqualTo(List.copyOf(seen.get(1)));
        for (int t = 0; t < 3; t++) {
            int sender = t;
            assertThat(order.stream().filter(each -> each / 1_000 == sender)).isSorted();
        }
    }

    @Test
    void shouldGatherNothingsToo() throws Exception {
        rig.handle(News.class, "reader", (command, context) -> null);
        Gathered<Void> gathered = BusTests.reply(rig.bus.askAll(new News(1), Gather.all(), BusRig.LIVE));
        assertThat(gathered.isSatisfied()).isTrue();
        assertThat(gathered.parts()).singleElement().matches(Gathered.Part::isAnswer);
    }

    @Test
    @DisplayName("A part that does not fit the asker's record is UNENCODABLE alone")
    void shouldTellWhichPartDoesNotFit() throws Exception {
        answers("a");
        PeerBerth peer = rig.add(new PeerBerth("b", "h1", 10, Roll.class));
        CompletionStage<Gathered<Answer>> asked = ask(Gather.all());
        peer.take().complete(Codecs.plain().encode(List.of(1)));
        Gathered<Answer> gathered = BusTests.reply(asked);
        assertThat(gathered.replies()).containsExactly(new Answer("a 1"));
        assertThat(reason(gathered.unanswered().get(0))).isEqualTo(Reason.UNENCODABLE);
    }

    @Test
    @DisplayName("Where nobody can be asked, that is told at once")
    void shouldFailAtOnceWhereNobodyCanBeAsked() throws Exception {
        assertFails(Reason.UNKNOWN_COMMAND);
        PeerBerth full = rig.add(new PeerBerth("b", "h1", 0, Roll.class));
        assertFails(Reason.REJECTED_FULL);
        rig.registry.removeBerth(full);
        assertFails(Reason.NO_HANDLER);
        rig.handle(Ask.class, "desk", (command, context) -> new Answer("yes"));
        CompletableFuture<Gathered<Answer>> direct =
                rig.bus.askAll(new Ask(1), Gather.all(), BusRig.LIVE).toCompletableFuture();
        assertThat(direct).isCompletedExceptionally();
        assertThat(BusTests.failure(direct)).hasMessageContaining("REFUSED").hasMessageContaining("use ask");
        rig.bus.stop();
        assertFails(Reason.SHUT_DOWN);
        assertThat(rig.bus.counts()).isEqualTo(new BusCounts(0, 0, 0, 0, 5));
        assertThat(rig.letters.total()).isZero();
    }

    private void assertFails(Reason reason) throws Exception {
        CompletableFuture<Gathered<Answer>> asked = ask(Gather.any()).toCompletableFuture();
        assertThat(asked).isCompletedExceptionally();
        assertThat(BusTests.reason(asked)).isEqualTo(reason);
    }

    @Test
    @DisplayName("Whoever cancels is told no more, and a broadcast goes on")
    void shouldNotCancelWhatWasAsked() throws Exception {
        PeerBerth peer = rig.add(new PeerBerth("b", "h1", 10, Roll.class));
        CompletableFuture<Gathered<Answer>> asked = ask(Gather.all()).toCompletableFuture();
        assertThat(asked.cancel(true)).isTrue();
        Envelope copy = peer.take();
        assertThat(copy.isEnded()).isFalse();
        assertThat(copy.complete(null)).isTrue();
        assertThat(rig.bus.counts()).isEqualTo(new BusCounts(1, 1, 0, 0, 0));
    }

    @Test
    @DisplayName("Promise 6: what is gathered when the bus ends is told")
    void shouldTellWhatIsThereWhenTheBusEnds() throws Exception {
        answers("a");
        PeerBerth silent = rig.add(new PeerBerth("b", "h1", 10, Roll.class));
        CompletionStage<Gathered<Answer>> asked = ask(Gather.all());
        silent.take();
        await().atMost(BusRig.LIVE).until(() -> rig.bus.counts().handled() == 1);
        rig.close();
        assertThat(BusTests.reply(asked).replies()).containsExactly(new Answer("a 1"));
        assertThat(reason(BusTests.reply(asked).unanswered().get(0))).isEqualTo(Reason.SHUT_DOWN);
    }

    /** What was gathered for a hand, as the boss's bus answers it. */
    private CompletableFuture<Object> asHand(Map<String, String> headers) {
        AskedEnvelope up = new AskedEnvelope(new Roll(1), Codecs.plain().encode(new Roll(1)), headers);
        rig.bus.dispatch(up, false);
        return up.end;
    }

    @Test
    @DisplayName("MS-16 a hand asks all by way of the boss, which gathers for it")
    void shouldGatherForAHandThatAsksAll() throws Exception {
        hand = new BusRig("h1", BusRig.PATIENT);
        AtomicReference<Duration> left = new AtomicReference<>();
        rig.handle(Roll.class, "a", (command, context) -> {
            left.set(Duration.ofNanos(context.remainingNanos()));
            return new Answer(context.sender());
        });
        throwsUp("c");
        hand.handle(Roll.class, "b", (command, context) -> new Answer("here " + command.id()));
        rig.registry.addBerth(new Passage("b", "h1", hand, true));
        hand.registry.addBerth(new Passage("a", "boss", rig, false));
        Gathered<Answer> gathered = BusTests.reply(hand.bus.askAll(new Roll(5), Gather.all(), BusRig.LIVE));
        assertThat(gathered.parts())
                .extracting(each -> each.target() + "@" + each.place())
                .containsExactly("a@boss", "b@h1", "c@boss");
        assertThat(gathered.replies()).containsExactly(new Answer("h1"), new Answer("here 5"));
        assertThat((HandlerFailedException) gathered.failed().get(0).failure())
                .returns(IllegalStateException.class.getName(), HandlerFailedException::failureType)
                .satisfies(each -> assertThat(each).hasMessageContaining("not c"))
                .satisfies(each -> assertThat(each.remoteStack()).contains("GatherTest"));
        assertThat(left.get()).isLessThanOrEqualTo(BusRig.LIVE);
        assertThat(hand.bus.counts()).isEqualTo(new BusCounts(1, 1, 0, 0, 0));
        assertThat(rig.bus.counts()).isEqualTo(new BusCounts(3, 2, 1, 0, 0));
    }

    @Test
    @DisplayName("A boss answers a hand before the hand's time is over")
    void shouldAnswerAHandWithWhatIsThereBeforeItsDeadline() throws Exception {
        hand = new BusRig("h1", BusRig.PATIENT);
        answers("a");
        blocks("b");
        hand.registry.addBerth(new Passage("a", "boss", rig, false));
        Gathered<Answer> gathered = BusTests.reply(hand.bus.askAll(new Roll(5), Gather.all(), Duration.ofSeconds(6)));
        assertThat(gathered.replies()).containsExactly(new Answer("a 5"));
        assertThat(reason(gathered.unanswered().get(0))).isEqualTo(Reason.DEADLINE);
        assertThat(hand.letters.total()).isZero();
    }

    @Test
    void shouldTellAHandThatNobodyCouldBeAsked() throws Exception {
        rig.registry.removeBerth(rig.add(new PeerBerth("b", "h2", 0, Roll.class)));
        assertThat(BusTests.reply(asHand(RelayedGathering.headers(Gather.all()))))
                .isEqualTo(Reason.NO_HANDLER);
        rig.add(new PeerBerth("b", "h2", 0, Roll.class));
        assertThat(BusTests.reply(asHand(RelayedGathering.headers(Gather.all()))))
                .isEqualTo(Reason.REJECTED_FULL);
        assertThat(BusTests.reply(asHand(Map.of("bosun.gather", "MANY 1")))).isEqualTo(Reason.REFUSED);
        assertThat(rig.letters.letters()).extracting(DeadLetter::reason).isEmpty();
    }

    /** From one bus to another: what it is offered arrives there encoded, and the reply comes back encoded. */
    private record Passage(String target, String place, BusRig to, boolean localOnly) implements Berth {
        @Override
        public List<RouteEntry> routes() {
            CommandSpec spec = CommandSpec.of(Roll.class);
            return List.of(new RouteEntry(target, spec.key(), spec.delivery(), false, false, spec.schema()));
        }

        @Override
        public boolean offer(Envelope envelope) {
            to.bus.dispatch(new Arrived(envelope), localOnly);
            return true;
        }

        @Override
        public int pending() {
            return 0;
        }

        @Override
        public long done() {
            return 0;
        }
    }

    private static final class Arrived extends HeadedEnvelope {
        private final Envelope from;

        Arrived(Envelope from) {
            super(from.id(), from.key(), encoded(from.command()), from.sender(), from.deadlineNanos(), from.headers());
            this.from = from;
        }

        @Override
        public boolean wantsReply() {
            return from.wantsReply();
        }

        private static Payload encoded(Object value) {
            return value instanceof Payload payload ? payload : Codecs.plain().encode(value);
        }

        @Override
        protected void completed(Object reply) {
            from.complete(reply == null || !wantsReply() ? null : encoded(reply));
        }

        @Override
        protected void failed(Reason reason, boolean mayHaveRun, Throwable cause) {
            from.fail(reason, mayHaveRun, cause);
        }

        @Override
        protected void threw(HandlerFailedException failure) {
            from.fail(failure);
        }
    }
}
