// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.bosun.command.Reason;
import io.bosun.transport.AskedEnvelope;
import io.bosun.transport.Berth;
import io.bosun.transport.BerthContract;
import io.bosun.transport.BerthFixture.Note;
import io.bosun.transport.Envelope;
import io.bosun.transport.PayloadCodec;
import io.bosun.transport.link.Frame;
import io.bosun.transport.link.FrameKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gives up a command tells so over the link, and who hears it stops the work. */
@Timeout(60)
class RouterCancelTest {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final PayloadCodec codec = Codecs.cbor();
    private final List<Berth> berths = new ArrayList<>();
    private final List<Envelope> arrived = new ArrayList<>();
    private final List<Envelope> told = new ArrayList<>();
    private final Router router = new Router(codec, this::register, 100);
    private final FakeLink link = new FakeLink("h1", true);
    private final FakeLink other = new FakeLink("h2", true);

    @AfterEach
    void closeRouter() {
        router.close();
    }

    // the asker's side

    @Test
    void shouldTakeButNotSendWhatWasCancelledBefore() throws Exception {
        Berth berth = opened(link);
        AskedEnvelope asked = new AskedEnvelope(1, new Note("n", 1));
        asked.cancel(Reason.CANCELLED);
        assertThat(berth.offer(asked)).as("taken").isTrue();
        assertThat(link.sent(FrameKind.COMMAND)).isEmpty();
        assertThat(link.sent(FrameKind.CANCEL)).isEmpty();
        assertThat(asked.end().mayHaveRun()).isFalse();
        assertThat(berth.pending()).isZero();
        assertThat(berth.done()).isEqualTo(1);
    }

    @Test
    @DisplayName("Promise 1: a cancelled command ends at once; its entry waits for the answer, which is late")
    void shouldSendOneCancelAndWaitForTheLateAnswer() throws Exception {
        Berth berth = opened(link);
        AskedEnvelope asked = offered(berth, 1);
        assertThat(asked.cancel(Reason.DEADLINE)).isTrue();
        assertThat(asked.cancel(Reason.CANCELLED)).isFalse();
        long correlation = link.sent(FrameKind.COMMAND).get(0).correlation();
        assertThat(asked.end().reason()).isEqualTo(Reason.DEADLINE);
        assertThat(asked.end().mayHaveRun()).isTrue();
        assertThat(link.sent(FrameKind.CANCEL)).singleElement().satisfies(frame -> {
            assertThat(frame.correlation()).isEqualTo(correlation);
            assertThat(frame.body().hasRemaining()).isFalse();
        });
        assertThat(berth.pending()).isEqualTo(1);
        router.received(
                link, new Frame(FrameKind.FAILURE, correlation, FailureBody.encode(Reason.CANCELLED, false, null)));
        assertThat(berth.pending()).isZero();
        assertThat(router.late()).isEqualTo(1);
        assertThat(asked.ends()).isEqualTo(1);
    }

    @Test
    void shouldSendTheCancelBehindACommandThatIsJustBeingSent() {
        Berth berth = opened(link);
        AskedEnvelope asked = new AskedEnvelope(1, new Note("n", 1));
        link.whileSending = () -> asked.cancel(Reason.CANCELLED);
        assertThat(berth.offer(asked)).isTrue();
        assertThat(link.sent)
                .extracting(Frame::kind)
                .containsExactly(FrameKind.ROUTES, FrameKind.COMMAND, FrameKind.CANCEL);
    }

    @Test
    void shouldSendNoCancelForWhatTheLinkRefused() throws Exception {
        Berth berth = opened(link);
        AskedEnvelope asked = new AskedEnvelope(1, new Note("n", 1));
        link.full = true;
        assertThat(berth.offer(asked)).isFalse();
        link.full = false;
        asked.cancel(Reason.CANCELLED);
        assertThat(asked.end().mayHaveRun()).as("nobody has it").isFalse();
        assertThat(link.sent(FrameKind.CANCEL)).isEmpty();
    }

    @Test
    void shouldSendNoCancelForWhatIsAnswered() {
        Berth berth = opened(link);
        AskedEnvelope asked = offered(berth, 1);
        router.received(
                link,
                new Frame(FrameKind.REPLY, link.sent(FrameKind.COMMAND).get(0).correlation(), NOTHING));
        assertThat(asked.cancel(Reason.CANCELLED)).isFalse();
        assertThat(link.sent(FrameKind.CANCEL)).isEmpty();
        assertThat(router.late()).isZero();
    }

    @Test
    void shouldSendTheCancelOnceAFullLinkHasRoom() {
        AskedEnvelope asked = offered(opened(link), 1);
        link.full = true;
        asked.cancel(Reason.CANCELLED);
        assertThat(link.sent(FrameKind.CANCEL)).isEmpty();
        link.full = false;
        router.room(link);
        assertThat(link.sent(FrameKind.CANCEL)).hasSize(1);
    }

    @Test
    @DisplayName("Promise 3: cancellations that a full link does not take are dropped in the end, and close nothing")
    void shouldDropCancelsThatAFullLinkDoesNotTake() {
        Berth berth = opened(link);
        List<AskedEnvelope> asked =
                IntStream.range(0, 100).mapToObj(i -> offered(berth, i)).toList();
        link.full = true;
        link.maxBody = 16;
        asked.forEach(each -> each.cancel(Reason.CANCELLED));
        assertThat(link.open).isTrue();
        link.full = false;
        router.room(link);
        assertThat(link.sent(FrameKind.CANCEL)).hasSizeBetween(1, 99);
    }

    @Test
    void shouldEndOnceWhenTheLinkClosesAfterTheCancel() {
        Berth berth = opened(link);
        AskedEnvelope early = offered(berth, 1);
        early.cancel(Reason.CANCELLED);
        AskedEnvelope late = offered(berth, 2);
        link.open = false;
        router.closed(link, "killed");
        assertThat(late.cancel(Reason.CANCELLED)).isFalse();
        assertThat(link.sent(FrameKind.CANCEL)).hasSize(1);
        assertThat(early.ends()).isEqualTo(1);
        assertThat(late.ends()).isEqualTo(1);
        assertThat(berth.pending()).isZero();
        assertThat(berth.done()).isEqualTo(2);
    }

    @Test
    void shouldSendNothingWhenTheLinkClosesWhileACancelledCommandIsSent() {
        Berth berth = opened(link);
        AskedEnvelope asked = new AskedEnvelope(1, new Note("n", 1));
        link.whileSending = () -> {
            asked.cancel(Reason.CANCELLED);
            link.open = false;
            router.closed(link, "killed");
        };
        assertThat(berth.offer(asked)).isTrue();
        assertThat(asked.ends()).isEqualTo(1);
        assertThat(link.sent(FrameKind.CANCEL)).isEmpty();
        assertThat(berth.pending()).isZero();
    }

    // the other side

    @Test
    void shouldEndAnArrivedCommandThatHasNotBegun() {
        Envelope envelope = arrive(link, 5);
        cancel(link, 5);
        assertThat(envelope.isEnded()).isTrue();
        assertThat(envelope.carry(told::add)).as("may still be run").isFalse();
        assertThat(failure(link).reason()).isEqualTo(Reason.CANCELLED);
        assertThat(failure(link).mayHaveRun()).isFalse();
        assertThat(told).isEmpty();
    }

    @Test
    void shouldTellWhoRunsAnArrivedCommand() {
        Envelope envelope = arrive(link, 5);
        assertThat(envelope.carry(told::add)).isTrue();
        cancel(link, 5);
        assertThat(told).containsExactly(envelope);
        assertThat(failure(link).mayHaveRun()).isTrue();
        assertThat(envelope.complete(new Note("too late", 1))).isFalse();
        assertThat(link.sent(FrameKind.REPLY)).isEmpty();
    }

    @Test
    @DisplayName("Promise 8: cancellations of what is unknown, answered or cancelled already are counted and ignored")
    void shouldIgnoreACancelForNobody() {
        Envelope envelope = arrive(link, 5);
        cancel(link, 6);
        cancel(other, 5);
        assertThat(envelope.isEnded()).isFalse();
        envelope.complete(null);
        cancel(link, 5);
        arrive(link, 7);
        cancel(link, 7);
        cancel(link, 7);
        assertThat(router.late()).isEqualTo(3);
        assertThat(link.sent(FrameKind.REPLY)).hasSize(1);
        assertThat(link.sent(FrameKind.FAILURE)).hasSize(1);
    }

    @Test
    @DisplayName("Promise 8: a second command with the id of one that has not ended is not run")
    void shouldIgnoreACommandWithTheIdOfAnother() {
        Envelope first = arrive(link, 5);
        router.received(link, command(5));
        assertThat(arrived).containsExactly(first);
        assertThat(router.late()).isEqualTo(1);
        arrive(other, 5);
        first.complete(null);
        Envelope next = arrive(link, 5);
        cancel(link, 5);
        assertThat(next.isEnded()).isTrue();
        assertThat(arrived).hasSize(3);
    }

    @Test
    void shouldRefuseACancelWithABody() {
        arrive(link, 5);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        router.received(link, new Frame(FrameKind.CANCEL, 5, ByteBuffer.wrap(new byte[] {1}))))
                .withMessageContaining("cancellation");
        assertThat(arrived.get(0).isEnded()).isFalse();
    }

    @Test
    @DisplayName("Promise 4: who fails at a cancellation does not close the link")
    void shouldSurviveWhoFailsAtACancel() {
        Envelope envelope = arrive(link, 5);
        envelope.carry(ended -> {
            throw new IllegalStateException("cannot stop");
        });
        cancel(link, 5);
        assertThat(failure(link).reason()).isEqualTo(Reason.CANCELLED);
    }

    @Test
    void shouldPassACancelOnToTheHandThatHasTheCommand() {
        Berth far = opened(other);
        router.opened(link);
        router.setDispatcher(
                (envelope, localOnly) -> assertThat(far.offer(envelope)).isTrue());
        router.received(link, command(5));
        cancel(link, 5);
        Frame passedOn = other.sent(FrameKind.COMMAND).get(0);
        assertThat(other.sent(FrameKind.CANCEL))
                .singleElement()
                .satisfies(frame -> assertThat(frame.correlation()).isEqualTo(passedOn.correlation()));
        assertThat(failure(link).reason()).isEqualTo(Reason.CANCELLED);
        assertThat(failure(link).mayHaveRun()).isTrue();
        router.received(other, new Frame(FrameKind.REPLY, passedOn.correlation(), NOTHING));
        assertThat(link.sent(FrameKind.REPLY)).isEmpty();
        assertThat(far.pending()).isZero();
        assertThat(router.late()).isEqualTo(1);
    }

    @Test
    void shouldLetArrivedCommandsRunOnWhenTheirLinkCloses() {
        Envelope envelope = arrive(link, 5);
        envelope.carry(told::add);
        link.open = false;
        router.closed(link, "killed");
        assertThat(envelope.isEnded()).isFalse();
        assertThat(told).isEmpty();
        cancel(link, 5);
        assertThat(envelope.complete(null)).isTrue();
        assertThat(link.sent(FrameKind.REPLY)).isEmpty();
    }

    @Test
    @DisplayName("Promise 3: answers without a body are bounded, too")
    void shouldNotKeepEmptyAnswersWithoutLimit() {
        link.maxBody = 256;
        IntStream.range(0, 100).forEach(i -> arrive(link, i));
        link.full = true;
        arrived.forEach(each -> each.complete(null));
        assertThat(link.open).isFalse();
    }

    private Runnable register(Berth berth) {
        berths.add(berth);
        return () -> berths.remove(berth);
    }

    private Berth opened(FakeLink to) {
        router.opened(to);
        RoutesBody routes = new RoutesBody(1, List.of(Station.route(BerthContract.TARGET, BerthContract.KEY)));
        router.received(to, new Frame(FrameKind.ROUTES, 0, routes.encode()));
        return berths.get(0);
    }

    private static AskedEnvelope offered(Berth berth, int number) {
        AskedEnvelope asked = new AskedEnvelope(number, new Note("n", number));
        assertThat(berth.offer(asked)).isTrue();
        return asked;
    }

    private Frame command(long correlation) {
        AskedEnvelope asked = new AskedEnvelope(1, new Note("n", 1));
        return new Frame(FrameKind.COMMAND, correlation, CommandBody.encode(asked, codec.encode(asked.command())));
    }

    /** A command arrives; returns it as the bus gets it. */
    private Envelope arrive(FakeLink from, long correlation) {
        router.setDispatcher((envelope, localOnly) -> arrived.add(envelope));
        if (from.sent(FrameKind.ROUTES).isEmpty()) {
            router.opened(from);
        }
        int before = arrived.size();
        router.received(from, command(correlation));
        assertThat(arrived).hasSize(before + 1);
        return arrived.get(before);
    }

    private void cancel(FakeLink from, long correlation) {
        router.received(from, new Frame(FrameKind.CANCEL, correlation, NOTHING));
    }

    /** The only failure that went back. */
    private static FailureBody failure(FakeLink to) {
        assertThat(to.sent(FrameKind.FAILURE)).hasSize(1);
        return FailureBody.decode(to.sent(FrameKind.FAILURE).get(0).body().duplicate());
    }
}
