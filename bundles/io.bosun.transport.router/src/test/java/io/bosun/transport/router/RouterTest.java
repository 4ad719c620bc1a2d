// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.AskedEnvelope;
import io.bosun.transport.Berth;
import io.bosun.transport.BerthFixture.Note;
import io.bosun.transport.Envelope;
import io.bosun.transport.Payload;
import io.bosun.transport.PayloadCodec;
import io.bosun.transport.RouteEntry;
import io.bosun.transport.RouteSource;
import io.bosun.transport.link.Frame;
import io.bosun.transport.link.FrameKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RouterTest {
    private static final Duration LIVE = Duration.ofSeconds(10);
    private static final RouteEntry NOTE = Station.route("scribe", "note/1");
    private static final RouteEntry SHOUT = Station.route("scribe", "shout/1");
    private static final RouteEntry DIGEST = Station.route("digester", "digest/1");

    private final PayloadCodec codec = Codecs.cbor();
    private final List<Berth> berths = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private final Router router = new Router(codec, this::register, 4);
    private final FakeLink link = new FakeLink("h1", true);
    private final FakeLink other = new FakeLink("h2", true);

    @AfterEach
    void closeRouter() {
        router.close();
    }

    // routes

    @Test
    void shouldAnnounceWhatIsServedWhenALinkOpensAndWhenItChanges() {
        List<RouteEntry> local = new ArrayList<>(List.of(NOTE));
        RouteSource source = () -> List.copyOf(local);
        router.setSource(source);
        router.opened(link);
        assertThat(link.lastRoutes().entries()).containsExactly(NOTE);
        long version = link.lastRoutes().version();
        local.add(DIGEST);
        router.routesChanged(source);
        assertThat(link.lastRoutes().entries()).containsExactlyInAnyOrder(NOTE, DIGEST);
        assertThat(link.lastRoutes().version()).isGreaterThan(version);
        router.unsetSource(source);
        assertThat(link.lastRoutes().entries()).isEmpty();
    }

    @Test
    void shouldMakeABerthOfEachTargetAndReplaceItWhenItsRoutesChange() {
        router.opened(link);
        announce(link, 1, NOTE, DIGEST);
        assertThat(berths).extracting(Berth::target).containsExactly("digester", "scribe");
        assertThat(berths).extracting(Berth::place).containsOnly("h1");
        Berth digester = berth("digester");
        Berth scribe = berth("scribe");
        events.clear();
        announce(link, 2, NOTE, SHOUT, DIGEST);
        assertThat(berth("digester")).isSameAs(digester);
        assertThat(berth("scribe")).isNotSameAs(scribe);
        assertThat(berth("scribe").routes()).containsExactly(NOTE, SHOUT);
        assertThat(events).as("the new one comes first").containsExactly("+scribe 2", "-scribe 1");
        announce(link, 3, DIGEST);
        assertThat(berths).containsExactly(digester);
    }

    @Test
    void shouldIgnoreAStaleAnnouncement() {
        router.opened(link);
        announce(link, 7, NOTE);
        announce(link, 6, DIGEST);
        announce(link, 7);
        assertThat(berths).extracting(Berth::target).containsExactly("scribe");
    }

    @Test
    @DisplayName("Walk 3: a hand hears of everything but its own routes; a boss hears of the hand's own only")
    void shouldTellHandsOfEachOther() {
        router.setSource(() -> List.of(NOTE));
        router.opened(link);
        router.opened(other);
        announce(link, 1, DIGEST);
        assertThat(other.lastRoutes().entries()).containsExactlyInAnyOrder(NOTE, DIGEST);
        assertThat(link.lastRoutes().entries()).containsExactly(NOTE);
        announce(other, 1, DIGEST, SHOUT);
        assertThat(link.lastRoutes().entries()).containsExactlyInAnyOrder(NOTE, DIGEST, SHOUT);
        router.closed(link, "gone");
        assertThat(other.lastRoutes().entries()).containsExactly(NOTE);

        FakeLink boss = new FakeLink("boss", false);
        router.opened(boss);
        assertThat(boss.lastRoutes().entries()).containsExactly(NOTE);
        announce(boss, 1, DIGEST);
        assertThat(boss.lastRoutes().entries()).containsExactly(NOTE);
    }

    @Test
    void shouldAnnounceLaterWhatAFullLinkDidNotTake() {
        router.setSource(() -> List.of(NOTE));
        link.full = true;
        router.opened(link);
        assertThat(link.sent).isEmpty();
        link.full = false;
        router.room(link);
        assertThat(link.lastRoutes().entries()).containsExactly(NOTE);
    }

    // commands on their way out

    @Test
    @DisplayName("Promise 1: what never left the process has not run; what left may have")
    void shouldTellWhatWasWrittenWhenALinkIsLost() throws Exception {
        Berth berth = opened(NOTE);
        AskedEnvelope written = ask(berth, 1);
        link.write();
        AskedEnvelope unwritten = ask(berth, 2);
        List<Boolean> registered = new ArrayList<>();
        link.open = false;
        router.closed(link, "killed");
        registered.add(berths.contains(berth));
        assertThat(written.end().reason()).isEqualTo(Reason.TARGET_GONE);
        assertThat(written.end().mayHaveRun()).isTrue();
        assertThat(unwritten.end().reason()).isEqualTo(Reason.TARGET_GONE);
        assertThat(unwritten.end().mayHaveRun()).isFalse();
        assertThat(unwritten.end().cause()).hasMessageContaining("h1").hasMessageContaining("killed");
        assertThat(registered).containsExactly(false);
        assertThat(berth.pending()).isZero();
        assertThat(berth.done()).isEqualTo(2);
    }

    @Test
    @DisplayName("Promise 2: a link that is lost while a command is being sent does not hide that it was written")
    void shouldTellWhatWasWrittenThoughTheLinkIsLostWhileSending() throws Exception {
        Berth berth = opened(NOTE);
        link.whileSending = () -> {
            link.write();
            link.open = false;
            router.closed(link, "killed");
        };
        AskedEnvelope asked = ask(berth, 1);
        assertThat(asked.end().reason()).isEqualTo(Reason.TARGET_GONE);
        assertThat(asked.end().mayHaveRun()).isTrue();
        assertThat(asked.ends()).isEqualTo(1);
        assertThat(berth.pending()).isZero();
    }

    @Test
    @DisplayName("Promise 2: when the router alone ends, what waits in the link's backlog may still run")
    void shouldNotCallUnrunWhatAnOpenLinkStillWrites() throws Exception {
        Berth berth = opened(NOTE);
        AskedEnvelope asked = ask(berth, 1);
        router.close();
        assertThat(asked.end().reason()).isEqualTo(Reason.TARGET_GONE);
        assertThat(asked.end().mayHaveRun()).isTrue();
        assertThat(berths).isEmpty();
        assertThat(link.lastRoutes().entries()).isEmpty();
    }

    @Test
    void shouldLeaveACommandThatTheLinkDoesNotTakeToTheCaller() {
        Berth berth = opened(NOTE);
        link.full = true;
        AskedEnvelope asked = new AskedEnvelope(1, new Note("n", 1));
        assertThat(berth.offer(asked)).isFalse();
        assertThat(asked.isEnded()).isFalse();
        assertThat(berth.pending()).isZero();
        assertThat(berth.done()).isZero();
    }

    @Test
    void shouldFailWhatIsTooLargeForAFrame() throws Exception {
        Berth berth = opened(NOTE);
        AskedEnvelope asked = new AskedEnvelope(1, new Note("x".repeat(2_000_000), 1));
        assertThat(berth.offer(asked)).isTrue();
        assertThat(asked.end().reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(asked.end().mayHaveRun()).isFalse();
        assertThat(asked.end().cause()).hasMessageContaining("note/1").hasMessageContaining("1048576");
        assertThat(berth.done()).isEqualTo(1);
    }

    @Test
    void shouldFailAHeaderThatIsTooLong() throws Exception {
        Berth berth = opened(NOTE);
        AskedEnvelope asked = new AskedEnvelope(
                1, new Note("n", 1), Duration.ofSeconds(9), Map.of("chain", "x".repeat(70_000)), true);
        assertThat(berth.offer(asked)).isTrue();
        assertThat(asked.end().reason()).isEqualTo(Reason.UNENCODABLE);
        assertThat(asked.end().cause()).hasMessageContaining("chain");
    }

    @Test
    @DisplayName("Promise 3: what the asker gave up does not fill a berth for ever")
    void shouldMakeRoomOfWhatWasGivenUp() throws Exception {
        Berth berth = opened(NOTE);
        List<AskedEnvelope> asked = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            asked.add(ask(berth, i));
        }
        assertThat(berth.offer(new AskedEnvelope(9, new Note("n", 9)))).isFalse();
        asked.forEach(each -> each.fail(Reason.DEADLINE, true, null));
        await().atMost(LIVE).until(() -> berth.offer(new AskedEnvelope(9, new Note("n", 9))));
        assertThat(berth.pending()).isEqualTo(1);
        reply(link.sent(FrameKind.COMMAND).get(0), null);
        assertThat(router.late()).isEqualTo(1);
    }

    @Test
    void shouldIgnoreAnswersThatNobodyWaitsFor() {
        router.opened(link);
        router.received(link, new Frame(FrameKind.REPLY, 77, ByteBuffer.allocate(0)));
        router.received(link, new Frame(FrameKind.FAILURE, 77, FailureBody.encode(Reason.DEADLINE, true, null)));
        assertThat(router.late()).isEqualTo(2);
    }

    // commands that arrive

    @Test
    void shouldAnswerAnArrivedCommandOnce() {
        List<Envelope> arrived = arrive();
        Envelope envelope = arrived.get(0);
        assertThat(codec.decode((Payload) envelope.command(), Note.class)).isEqualTo(new Note("n", 1));
        assertThat(envelope.complete(new Note("done", 2))).isTrue();
        assertThat(envelope.fail(Reason.DEADLINE, false, null)).isFalse();
        assertThat(link.sent(FrameKind.REPLY)).singleElement().satisfies(frame -> {
            assertThat(frame.correlation()).isEqualTo(5);
            assertThat(codec.decode(new Payload(frame.body()), Note.class)).isEqualTo(new Note("done", 2));
        });
        assertThat(link.sent(FrameKind.FAILURE)).isEmpty();
    }

    @Test
    @DisplayName("A reply that cannot be encoded, or is too large, fails by type: its handler has run")
    void shouldFailAReplyThatCannotTravel() {
        arrive().get(0).complete(Thread.currentThread());
        assertThat(failure(0).reason()).isEqualTo(Reason.UNENCODABLE);
        assertThat(failure(0).mayHaveRun()).isTrue();
        assertThat(failure(0).text()).contains("Thread");
        arrive().get(0).complete(new Note("x".repeat(2_000_000), 1));
        assertThat(failure(1).reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(failure(1).mayHaveRun()).isTrue();
    }

    @Test
    @DisplayName("Router I5 W-M-2: a failure of any size arrives, with type, message and stack")
    void shouldCarryWhatAHandlerThrew() {
        Exception deep = new IllegalStateException("x".repeat(1_000_000), new Exception("the cause"));
        arrive().get(0).fail(new HandlerFailedException("note/1", deep));
        assertThat(failure(0).type()).isEqualTo(IllegalStateException.class.getName());
        assertThat(failure(0).text()).startsWith("xxx").hasSizeLessThan(5000);
        assertThat(failure(0).stack()).contains("Caused by: java.lang.Exception: the cause");
        arrive().get(0).fail(new HandlerFailedException("note/1", new Hostile()));
        assertThat(failure(1).type()).isEqualTo(Hostile.class.getName());
        arrive().get(0).fail(new HandlerFailedException("note/1", "org.Gone", "far away", "\tat far"));
        assertThat(failure(2)).isEqualTo(new FailureBody(null, true, "org.Gone", "far away", "\tat far"));
    }

    @Test
    void shouldFailAnArrivedCommandWithoutABus() {
        router.opened(link);
        router.received(link, command());
        assertThat(failure(0).reason()).isEqualTo(Reason.NO_HANDLER);
        router.setDispatcher((envelope, localOnly) -> {
            throw new AssertionError("broken bus");
        });
        router.received(link, command());
        assertThat(failure(1).reason()).isEqualTo(Reason.REFUSED);
    }

    @Test
    @DisplayName("Walk 3: commands of the boss run here only; those of a hand may go anywhere")
    void shouldTellTheBusWhereACommandMayRun() {
        List<Boolean> localOnly = new ArrayList<>();
        router.setDispatcher((envelope, only) -> localOnly.add(only));
        FakeLink boss = new FakeLink("boss", false);
        router.opened(link);
        router.opened(boss);
        router.received(link, command());
        router.received(boss, command());
        assertThat(localOnly).containsExactly(false, true);
    }

    @Test
    @DisplayName("Promise 1: an answer waits for a full link, and a peer that takes nothing loses its link")
    void shouldKeepAnswersForAFullLink() {
        List<Envelope> arrived = arrive();
        link.full = true;
        arrived.get(0).complete(new Note("late", 1));
        assertThat(link.sent(FrameKind.REPLY)).isEmpty();
        link.full = false;
        router.room(link);
        assertThat(link.sent(FrameKind.REPLY)).hasSize(1);
        link.full = true;
        for (int i = 0; i < 10; i++) {
            arrive().get(0).complete(new Note("x".repeat(500_000), 1));
        }
        assertThat(link.open).isFalse();
    }

    @Test
    @DisplayName("Bad input: a body that makes no sense is thrown back, so that its link closes")
    void shouldRefuseBadBodies() {
        router.opened(link);
        for (FrameKind kind : List.of(FrameKind.COMMAND, FrameKind.FAILURE, FrameKind.ROUTES, FrameKind.MEMO)) {
            assertThatIllegalArgumentException()
                    .as(kind.toString())
                    .isThrownBy(() -> router.received(link, new Frame(kind, 1, ByteBuffer.wrap(new byte[] {9, 9, 9}))));
        }
    }

    private Runnable register(Berth berth) {
        berths.add(berth);
        events.add("+" + berth.target() + " " + berth.routes().size());
        return () -> {
            berths.remove(berth);
            events.add("-" + berth.target() + " " + berth.routes().size());
        };
    }

    private Berth berth(String target) {
        return berths.stream()
                .filter(each -> each.target().equals(target))
                .findFirst()
                .orElseThrow();
    }

    private Berth opened(RouteEntry... entries) {
        router.opened(link);
        announce(link, 1, entries);
        return berths.get(0);
    }

    private void announce(FakeLink from, long version, RouteEntry... entries) {
        router.received(from, new Frame(FrameKind.ROUTES, 0, new RoutesBody(version, List.of(entries)).encode()));
    }

    private static AskedEnvelope ask(Berth berth, int number) {
        AskedEnvelope asked = new AskedEnvelope(number, new Note("n", number));
        assertThat(berth.offer(asked)).isTrue();
        return asked;
    }

    private void reply(Frame command, Object reply) {
        router.received(
                link,
                new Frame(
                        FrameKind.REPLY,
                        command.correlation(),
                        codec.encode(reply).bytes()));
    }

    private Frame command() {
        AskedEnvelope asked = new AskedEnvelope(1, new Note("n", 1));
        return new Frame(FrameKind.COMMAND, 5, CommandBody.encode(asked, codec.encode(asked.command())));
    }

    /** A command arrives; returns it as the bus gets it. */
    private List<Envelope> arrive() {
        List<Envelope> arrived = new ArrayList<>();
        router.setDispatcher((envelope, localOnly) -> arrived.add(envelope));
        if (link.sent(FrameKind.ROUTES).isEmpty()) {
            router.opened(link);
        }
        router.received(link, command());
        return arrived;
    }

    private FailureBody failure(int index) {
        return FailureBody.decode(link.sent(FrameKind.FAILURE).get(index).body().duplicate());
    }

    private static final class Hostile extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message for you");
        }

        @Override
        public String toString() {
            return "hostile";
        }
    }
}
