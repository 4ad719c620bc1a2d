// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.codec.cbor.Codecs;
import io.bosun.command.BusCounts;
import io.bosun.command.Command;
import io.bosun.command.CommandSpec;
import io.bosun.command.Delivered;
import io.bosun.command.Delivery;
import io.bosun.command.FullPolicy;
import io.bosun.command.Gather;
import io.bosun.command.Gathered;
import io.bosun.command.Reason;
import io.bosun.command.UndeliveredException;
import io.bosun.command.WhenFull;
import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.Roll;
import io.bosun.transport.Berth;
import io.bosun.transport.Envelope;
import io.bosun.transport.Payload;
import io.bosun.transport.PayloadCodec;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Promise 1: whoever gathers is told, whatever happens meanwhile. */
@Timeout(60)
class GatheringTest {
    private static final Map<String, String> ALL = RelayedGathering.headers(Gather.all());

    /** Waits for room, longer than this test does. */
    @Delivered(Delivery.BROADCAST)
    @WhenFull(value = FullPolicy.BLOCK, blockMillis = 120_000)
    public record Muster(int id) implements Command<Answer> {}

    private BusRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new BusRig();
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private StageGathering gathering(Asks asks) {
        StageGathering gathering = new StageGathering(
                1,
                Envelope.NO_DEADLINE,
                Gather.all(),
                asks,
                CommandSpec.of(Roll.class),
                rig.registry.table().replies());
        assertThat(asks.add(gathering, 1)).isTrue();
        return gathering;
    }

    @Test
    @DisplayName("What is added once it has ended is no part of it")
    void shouldGatherNothingMoreOnceItHasEnded() throws Exception {
        Asks asks = new Asks();
        StageGathering late = gathering(asks);
        late.part(new PeerBerth("a", "h1", 1, Roll.class), Berth.BOSS);
        late.expire(Reason.DEADLINE);
        late.part(new PeerBerth("b", "h1", 1, Roll.class), Berth.BOSS);
        late.nobody();
        late.finish();
        assertThat(((Gathered<?>) BusTests.reply(late.stage())).parts())
                .extracting(Gathered.Part::target)
                .containsExactly("a");
    }

    @Test
    @DisplayName("A deadline that passes while the berths are asked is told, too")
    void shouldTellADeadlineThatPassesWhileItOffers() throws Exception {
        for (int i = 0; i < 150; i++) {
            rig.add(new PeerBerth("reader" + i, "h1", Integer.MAX_VALUE, Roll.class));
        }
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 4_000; i++) {
            Duration deadline = Duration.ofNanos(1_000 + random.nextInt(100_000));
            assertThat(rig.bus
                            .askAll(new Roll(i), Gather.all(), deadline)
                            .toCompletableFuture()
                            .handle((gathered, thrown) -> true))
                    .as("seed %d, number %d", seed, i)
                    .succeedsWithin(BusRig.LIVE);
        }
    }

    @Test
    @DisplayName("A codec that breaks makes a part, or a reply, UNENCODABLE, whatever it throws")
    void shouldTellWhatACodecBreaks() throws Exception {
        PeerBerth peer = rig.add(new PeerBerth("desk", "h1", 10, Roll.class, Ask.class));
        for (Throwable each : new Throwable[] {new NoClassDefFoundError("gone"), new Exception("gone")}) {
            rig.registry.setCodec(new Broken(each));
            CompletionStage<Gathered<Answer>> all = rig.bus.askAll(new Roll(1), Gather.all(), BusRig.LIVE);
            peer.take().complete(Codecs.plain().encode(new Answer("yes")));
            Throwable part = BusTests.reply(all).parts().get(0).failure();
            assertThat(((UndeliveredException) part).reason()).isEqualTo(Reason.UNENCODABLE);
            assertThat(part).hasRootCause(each);
            CompletionStage<Answer> one = rig.bus.ask(new Ask(1));
            peer.take().complete(Codecs.plain().encode(new Answer("yes")));
            assertThat(BusTests.failure(one)).isSameAs(each);
        }
    }

    @Test
    @DisplayName("A hand is told what it cannot be told in full")
    void shouldTellAHandWhatTheBossGatheredInVain() throws Exception {
        BusRig hand = new BusRig("h1", BusRig.PATIENT);
        try (hand) {
            PeerBerth boss = hand.add(new PeerBerth("desk", "boss", 10, Roll.class));
            hand.registry.setCodec(new Broken(new NoClassDefFoundError("gone")));
            CompletionStage<Gathered<Answer>> asked = hand.bus.askAll(new Roll(1), Gather.all(), BusRig.LIVE);
            boss.take().complete(Codecs.plain().encode(new Answer("all of them")));
            assertThat(BusTests.reason(asked)).isEqualTo(Reason.UNENCODABLE);
        }
    }

    @Test
    @DisplayName("A hand's broadcast whose replies the boss cannot encode is UNENCODABLE")
    void shouldEndWhatCannotBeToldToAHand() throws Exception {
        PeerBerth peer = rig.add(new PeerBerth("desk", "h1", 10, Roll.class));
        AskedEnvelope up = new AskedEnvelope(new Roll(1), new Roll(1), ALL);
        rig.bus.dispatch(up, false);
        rig.registry.setCodec(null);
        peer.take().complete(null);
        assertThat(BusTests.reply(up.end)).isEqualTo(Reason.UNENCODABLE);
    }

    @Test
    @DisplayName("A link's thread never waits for room, whatever the broadcast of a hand declares")
    void shouldNotLetALinkWaitForRoom() {
        rig.handledBy(new PeerBerth("desk", "h1", 0, Muster.class), Muster.class);
        AskedEnvelope up = new AskedEnvelope(new Muster(1), new Muster(1), ALL);
        assertThat(CompletableFuture.runAsync(() -> rig.bus.dispatch(up, false)))
                .succeedsWithin(BusRig.LIVE);
        assertThat(up.end).succeedsWithin(BusRig.LIVE).isEqualTo(Reason.REJECTED_FULL);
        assertThat(rig.bus.counts()).isEqualTo(new BusCounts(0, 0, 0, 0, 1));
    }

    @Test
    @DisplayName("A hand's broadcast that was given up already reaches nobody")
    void shouldNotOfferWhatAHandHasGivenUp() {
        PeerBerth peer = rig.add(new PeerBerth("desk", "h1", 10, Roll.class));
        AskedEnvelope up = new AskedEnvelope(new Roll(1), new Roll(1), ALL);
        up.cancel(Reason.CANCELLED);
        rig.bus.dispatch(up, false);
        assertThat(peer.size()).isZero();
        assertThat(rig.bus.counts()).isEqualTo(new BusCounts(0, 0, 0, 0, 0));
    }

    /** Encodes nothing and decodes nothing. */
    private record Broken(Throwable thrown) implements PayloadCodec {
        @Override
        public Payload encode(Object value) {
            throw BusTests.sneaky(thrown);
        }

        @Override
        public Object decode(Payload payload, Type type) {
            throw BusTests.sneaky(thrown);
        }

        @Override
        public void forget(ClassLoader loader) {
            // Holds nothing.
        }
    }
}
