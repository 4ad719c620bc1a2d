// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.codec.cbor.Codecs;
import io.bosun.command.Command;
import io.bosun.command.DeadLetter;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.Grind;
import io.bosun.command.provider.Commands.Look;
import io.bosun.command.provider.Commands.Tick;
import io.bosun.transport.Envelope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the boss's bus does with berths of other processes: choose, park, retry. */
@Timeout(60)
class PeerBerthsTest {
    private BusRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new BusRig();
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @SafeVarargs
    private PeerBerth peer(String place, Class<? extends Command<?>>... commands) {
        return rig.add(new PeerBerth("desk", place, 100, commands));
    }

    @Test
    void shouldHandOverTheReplyAndTheFailureOfAPeer() throws Exception {
        PeerBerth peer = peer("h1", Ask.class);
        CompletionStage<Answer> replied = rig.bus.ask(new Ask(1));
        Envelope envelope = peer.take();
        assertThat(envelope.sender()).isEqualTo("boss");
        assertThat(envelope.wantsReply()).isTrue();
        envelope.complete(Codecs.plain().encode(new Answer("from afar")));
        assertThat(BusTests.reply(replied)).isEqualTo(new Answer("from afar"));
        CompletionStage<Answer> failed = rig.bus.ask(new Ask(2));
        peer.take().fail(new HandlerFailedException("k", "x.Y", "ouch", "at x.Y"));
        assertThat(((HandlerFailedException) BusTests.failure(failed)).failureType())
                .isEqualTo("x.Y");
        assertThat(rig.bus.send(new Ask(3)).isAccepted()).isTrue();
        assertThat(peer.take().wantsReply()).isFalse();
    }

    @Test
    @DisplayName("UNENCODABLE when the reply of a peer does not fit")
    void shouldTellThatAReplyDoesNotFit() throws Exception {
        PeerBerth peer = peer("h1", Ask.class);
        CompletionStage<Answer> asked = rig.bus.ask(new Ask(1));
        peer.take().complete(Codecs.plain().encode(List.of(1, 2)));
        assertThat(BusTests.reason(asked)).isEqualTo(Reason.UNENCODABLE);
    }

    @Test
    @DisplayName("A command that was not written goes to another berth")
    void shouldRetryWhatWasNotWritten() throws Exception {
        PeerBerth first = peer("h1", Grind.class);
        PeerBerth second = peer("h2", Grind.class);
        second.pending = 5;
        CompletionStage<Answer> asked = rig.bus.ask(new Grind(1));
        Envelope lost = first.take();
        rig.registry.removeBerth(first);
        lost.fail(Reason.TARGET_GONE, false, null);
        Envelope again = second.take();
        assertThat(again.id()).isEqualTo(lost.id());
        again.complete(new Answer("second"));
        assertThat(BusTests.reply(asked)).isEqualTo(new Answer("second"));
        assertThat(rig.letters.total()).isZero();
    }

    @Test
    @DisplayName("A written command goes to another berth if it is idempotent")
    void shouldRetryWhatWasWrittenIfItIsIdempotent() throws Exception {
        PeerBerth first = peer("h1", Look.class);
        PeerBerth second = peer("h2", Look.class);
        second.pending = 5;
        CompletionStage<Answer> asked = rig.bus.ask(new Look(1));
        Envelope lost = first.take();
        rig.registry.removeBerth(first);
        lost.fail(Reason.TARGET_GONE, true, null);
        second.take().complete(new Answer("second"));
        assertThat(BusTests.reply(asked)).isEqualTo(new Answer("second"));
    }

    @Test
    @DisplayName("Promise 1: a berth that is closed and has not gone yet is not full: what comes meanwhile waits")
    void shouldLetACommandWaitWhereAllBerthsAreAboutToGo() throws Exception {
        PeerBerth dead = peer("h1", Look.class);
        CompletionStage<Answer> lost = rig.bus.ask(new Look(1));
        Envelope written = dead.take();
        dead.closed = true;
        CompletionStage<Answer> asked = rig.bus.ask(new Look(2));
        written.fail(Reason.TARGET_GONE, true, null);
        rig.registry.removeBerth(dead);
        PeerBerth back = peer("h1", Look.class);
        Set<Object> commands = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            Envelope next = back.take();
            commands.add(next.command());
            next.complete(new Answer("back"));
        }
        assertThat(commands).containsExactlyInAnyOrder(new Look(1), new Look(2));
        assertThat(BusTests.reply(lost)).isEqualTo(new Answer("back"));
        assertThat(BusTests.reply(asked)).isEqualTo(new Answer("back"));
        assertThat(rig.letters.total()).isZero();
    }

    @Test
    @DisplayName("A retry waits for room in a full berth: it was accepted before")
    void shouldLetARetryWaitForRoom() throws Exception {
        PeerBerth first = peer("h1", Look.class);
        PeerBerth second = rig.add(new PeerBerth("desk", "h2", 1, Look.class));
        second.pending = 5;
        CompletionStage<Answer> asked = rig.bus.ask(new Look(1));
        Envelope lost = first.take();
        first.pending = 9;
        rig.bus.send(new Look(2));
        rig.registry.removeBerth(first);
        lost.fail(Reason.TARGET_GONE, true, null);
        assertThat(second.take().command()).isEqualTo(new Look(2));
        second.take().complete(new Answer("second"));
        assertThat(BusTests.reply(asked)).isEqualTo(new Answer("second"));
        assertThat(rig.letters.total()).isZero();
    }

    @Test
    @DisplayName("MAY_HAVE_RUN for a written command that is not idempotent")
    void shouldNotRetryWhatWasWrittenIfItIsNotIdempotent() throws Exception {
        PeerBerth first = peer("h1", Grind.class);
        PeerBerth second = peer("h2", Grind.class);
        second.pending = 5;
        CompletionStage<Answer> asked = rig.bus.ask(new Grind(1));
        Envelope lost = first.take();
        rig.registry.removeBerth(first);
        lost.fail(Reason.TARGET_GONE, true, new IllegalStateException("link lost"));
        assertThat(BusTests.reason(asked)).isEqualTo(Reason.MAY_HAVE_RUN);
        assertThat(second.size()).isZero();
        DeadLetter letter = rig.letters.letters().get(0);
        assertThat(letter.reason()).isEqualTo(Reason.MAY_HAVE_RUN);
        assertThat(letter.mayHaveRun()).isTrue();
        assertThat(letter.target()).isEqualTo("desk");
        assertThat(letter.detail()).contains("link lost");
    }

    @Test
    @DisplayName("A berth that shuts down before it runs a command: another berth")
    void shouldRetryWhatAStoppingProcessHasNotRun() throws Exception {
        PeerBerth first = peer("h1", Grind.class);
        PeerBerth second = peer("h2", Grind.class);
        second.pending = 5;
        CompletionStage<Answer> asked = rig.bus.ask(new Grind(1));
        first.closed = true;
        first.take().fail(Reason.SHUT_DOWN, false, null);
        second.take().complete(new Answer("second"));
        assertThat(BusTests.reply(asked)).isEqualTo(new Answer("second"));
    }

    @Test
    void shouldGiveUpAfterSomeAttempts() throws Exception {
        PeerBerth peer = peer("h1", Grind.class);
        CompletionStage<Answer> asked = rig.bus.ask(new Grind(1));
        for (int i = 0; i < BusRig.PATIENT.attemptLimit(); i++) {
            peer.take().fail(Reason.TARGET_GONE, false, null);
        }
        assertThat(BusTests.reason(asked)).isEqualTo(Reason.TARGET_GONE);
        assertThat(peer.size()).isZero();
        assertThat(rig.letters.total()).isEqualTo(1);
    }

    @Test
    @DisplayName("A retry that nobody takes ends once, with one letter")
    void shouldEndOnceWhenNobodyTakesARetry() throws Exception {
        PeerBerth peer = peer("h1", Ask.class);
        CompletionStage<Answer> asked = rig.bus.ask(new Ask(1));
        Envelope lost = peer.take();
        peer.closed = true;
        lost.fail(Reason.TARGET_GONE, false, null);
        rig.close();
        assertThat(BusTests.reason(asked)).isEqualTo(Reason.SHUT_DOWN);
        assertThat(rig.letters.total()).isEqualTo(1);
    }

    @Test
    @DisplayName("@Spread goes to the berth with the least pending")
    void shouldChooseTheLeastPending() throws Exception {
        List<PeerBerth> peers =
                IntStream.range(0, 4).mapToObj(i -> peer("h" + i, Grind.class)).toList();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            peers.forEach(each -> each.pending = 1 + random.nextInt(10));
            PeerBerth least = peers.get(random.nextInt(4));
            least.pending = 0;
            assertThat(rig.bus.send(new Grind(round)).isAccepted()).isTrue();
            assertThat(least.size()).as("seed " + seed).isEqualTo(1);
            least.take().complete(null);
        }
    }

    @Test
    void shouldOfferToTheOthersWhenTheLeastPendingRefuses() throws Exception {
        PeerBerth first = peer("h1", Grind.class);
        PeerBerth second = peer("h2", Grind.class);
        second.pending = 5;
        first.closed = true;
        assertThat(rig.bus.send(new Grind(1)).isAccepted()).isTrue();
        assertThat(second.size()).isEqualTo(1);
    }

    @Test
    @DisplayName("Not @Spread: one berth only, however much it has pending")
    void shouldUseOneBerthForWhatIsNotSpread() {
        PeerBerth first = peer("h1", Ask.class);
        PeerBerth second = peer("h2", Ask.class);
        first.pending = 50;
        IntStream.range(0, 10).forEach(i -> rig.bus.send(new Ask(i)));
        assertThat(first.size()).isEqualTo(10);
        assertThat(second.size()).isZero();
        rig.registry.removeBerth(first);
        rig.bus.send(new Ask(11));
        assertThat(second.size()).isEqualTo(1);
    }

    @Test
    @DisplayName("W-MS-4 what is sent while a berth is away waits for it, in order")
    void shouldParkForABerthThatComesBack() throws Exception {
        PeerBerth first = peer("h1", Tick.class);
        rig.registry.removeBerth(first);
        IntStream.range(0, 50)
                .forEach(i -> assertThat(rig.bus.send(new Tick(i)).isAccepted()).isTrue());
        assertThat(rig.parked()).isEqualTo(50);
        PeerBerth second = peer("h1", Tick.class);
        assertThat(rig.bus.send(new Tick(50)).isAccepted()).isTrue();
        for (int i = 0; i <= 50; i++) {
            assertThat(second.take().command()).isEqualTo(new Tick(i));
        }
        assertThat(first.size()).isZero();
    }

    @Test
    @DisplayName("Promise 2: commands of one sender stay in order, however often their berth comes and goes")
    void shouldKeepTheOrderWhileABerthComesAndGoes() throws Exception {
        int count = 5_000;
        PeerBerth peer = new PeerBerth("desk", "h1", count, Tick.class);
        rig.add(peer);
        Thread sender = new Thread(() -> IntStream.range(0, count).forEach(i -> rig.bus.send(new Tick(i))));
        sender.start();
        while (sender.isAlive()) {
            rig.registry.removeBerth(peer);
            rig.registry.addBerth(peer);
        }
        sender.join();
        List<Object> came = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            came.add(peer.take().command());
        }
        assertThat(came).isEqualTo(IntStream.range(0, count).mapToObj(Tick::new).toList());
    }

    @Test
    @DisplayName("Promise 3: a full berth refuses with REJECTED_FULL, and so does a full car park")
    void shouldRefuseWhenFull() throws Exception {
        rig.close();
        rig = new BusRig(
                "boss",
                new Settings(10_000, 10_000, 10_000, 30_000, 3, 10_000, 10, 1 << 20, 4, 100_000, 60_000, 256),
                4);
        PeerBerth peer = rig.add(new PeerBerth("desk", "h1", 2, Tick.class));
        assertThat(rig.bus.send(new Tick(1)).isAccepted()).isTrue();
        assertThat(rig.bus.send(new Tick(2)).isAccepted()).isTrue();
        assertThat(rig.bus.send(new Tick(3)).reason()).contains(Reason.REJECTED_FULL);
        rig.registry.removeBerth(peer);
        IntStream.range(0, 3)
                .forEach(i -> assertThat(rig.bus.send(new Tick(i)).isAccepted()).isTrue());
        assertThat(rig.bus.send(new Tick(9)).reason()).contains(Reason.REJECTED_FULL);
        assertThat(rig.letters.total()).as("a refusal is not stored").isZero();
        CountDownLatch gate = new CountDownLatch(1);
        rig.handle(Ask.class, "local", (command, context) -> {
            gate.await();
            return new Answer("yes");
        });
        IntStream.range(0, 4)
                .forEach(i -> assertThat(rig.bus.send(new Ask(i)).isAccepted()).isTrue());
        assertThat(BusTests.reason(rig.bus.ask(new Ask(4)))).isEqualTo(Reason.REJECTED_FULL);
        gate.countDown();
    }

    @Test
    @DisplayName("Promise 1: what is accepted and does not fit into the berth that came back waits for room, in order")
    void shouldKeepWhatDoesNotFitIntoTheBerthThatCameBack() throws Exception {
        PeerBerth peer = rig.add(new PeerBerth("desk", "h1", 2, Tick.class));
        rig.registry.removeBerth(peer);
        IntStream.range(0, 20)
                .forEach(i -> assertThat(rig.bus.send(new Tick(i)).isAccepted()).isTrue());
        rig.registry.addBerth(peer);
        assertThat(rig.bus.send(new Tick(20)).isAccepted()).isTrue();
        for (int i = 0; i <= 20; i++) {
            assertThat(peer.take().command()).isEqualTo(new Tick(i));
        }
        assertThat(rig.letters.total()).isZero();
        assertThat(rig.parked()).isZero();
    }

    @Test
    void shouldFailWhatStillWaitsForRoomAtTheEnd() throws Exception {
        PeerBerth peer = rig.add(new PeerBerth("desk", "h1", 1, Ask.class));
        rig.registry.removeBerth(peer);
        rig.bus.ask(new Ask(1));
        CompletionStage<Answer> waits = rig.bus.ask(new Ask(2));
        rig.registry.addBerth(peer);
        rig.close();
        assertThat(BusTests.reason(waits)).isEqualTo(Reason.SHUT_DOWN);
    }

    @Test
    @DisplayName("A letter says that a command may have run, also where only an earlier attempt may have run it")
    void shouldRememberThatAnEarlierAttemptMayHaveRun() throws Exception {
        PeerBerth first = peer("h1", Look.class);
        PeerBerth second = peer("h2", Look.class);
        second.pending = 5;
        CompletionStage<Answer> asked = rig.bus.ask(new Look(1));
        first.take().fail(Reason.TARGET_GONE, true, null);
        first.closed = true;
        Envelope again = first.size() > 0 ? first.take() : second.take();
        again.fail(Reason.NO_HANDLER, false, null);
        assertThat(BusTests.reason(asked)).isEqualTo(Reason.NO_HANDLER);
        assertThat(rig.letters.letters().get(0).mayHaveRun()).isTrue();
    }

    @Test
    @DisplayName("Promise 4: a berth that throws harms only what it was offered")
    void shouldGoOnAfterABerthThrew() throws Exception {
        PeerBerth peer = new PeerBerth("desk", "h1", 100, Ask.class);
        peer.thrown = new AssertionError("a bad berth");
        rig.add(peer);
        assertThat(BusTests.reason(rig.bus.ask(new Ask(0)))).isEqualTo(Reason.MAY_HAVE_RUN);
        rig.registry.removeBerth(peer);
        CompletionStage<Answer> first = rig.bus.ask(new Ask(1));
        rig.registry.addBerth(peer);
        assertThat(BusTests.reason(first)).isEqualTo(Reason.MAY_HAVE_RUN);
        peer.thrown = null;
        CompletionStage<Answer> second = rig.bus.ask(new Ask(2));
        peer.take().complete(new Answer("yes"));
        assertThat(BusTests.reply(second)).isEqualTo(new Answer("yes"));
        Thread stopper = new Thread(rig.bus::stop);
        stopper.start();
        stopper.join(BusRig.LIVE.toMillis() / 2);
        assertThat(stopper.isAlive()).as("nothing is outstanding").isFalse();
    }

    @Test
    void shouldNotQueueAHandlerBehindItselfWhereThereAreOtherBerths() throws Exception {
        PeerBerth peer = peer("h1", Grind.class);
        peer.pending = 90;
        rig.handle(
                Grind.class,
                "desk",
                (command, context) -> command.id() == 1 ? rig.bus.call(new Grind(2), BusRig.LIVE) : new Answer("here"));
        CompletionStage<Answer> asked = rig.bus.ask(new Grind(1));
        peer.take().complete(new Answer("there"));
        assertThat(BusTests.reply(asked)).isEqualTo(new Answer("there"));
        await().atMost(BusRig.LIVE)
                .until(() -> rig.registry.targets().get(0).berths().get(0).pending() == 0);
    }

    @Test
    @DisplayName("A target that is placed in some hands is not served by others that run its bundle")
    void shouldServeATargetOnlyWhereItIsPlaced() throws Exception {
        rig.place("desk", false);
        PeerBerth elsewhere = rig.add(new PeerBerth("desk", "h9", 10, Tick.class));
        PeerBerth placed = rig.add(new PeerBerth("desk", "h2", 10, Tick.class));
        assertThat(rig.bus.send(new Tick(1)).isAccepted()).isTrue();
        assertThat(placed.take().key()).contains("Tick");
        assertThat(elsewhere.pending()).isZero();
    }
}
