// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.codec.cbor.Codecs;
import io.bosun.command.Reason;
import io.bosun.command.TargetStatus.BerthStatus;
import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.Grind;
import io.bosun.command.provider.Commands.News;
import io.bosun.command.provider.Commands.Other;
import io.bosun.command.provider.Commands.Report;
import io.bosun.transport.Envelope;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.ServiceRegistration;

/** The same bus in a hand. */
@Timeout(60)
class HandTest {
    private BusRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new BusRig("h1", BusRig.settings(50, 10_000, 10_000));
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    void shouldPreferItsOwnBerthToThatOfTheBoss() throws Exception {
        PeerBerth boss = rig.add(new PeerBerth("desk", "boss", 10, Grind.class));
        boss.pending = 0;
        ServiceRegistration<?> here = rig.handle(
                Grind.class, "desk", (command, context) -> new Answer(context.sender() + " " + command.id()));
        for (int i = 0; i < 20; i++) {
            assertThat(rig.bus.call(new Grind(i), BusRig.LIVE)).isEqualTo(new Answer("h1 " + i));
        }
        assertThat(boss.size()).isZero();
        assertThat(rig.registry.targets().get(0).berths())
                .extracting(BerthStatus::place)
                .containsExactly("h1");
        here.unregister();
        CompletionStage<Answer> asked = rig.bus.ask(new Grind(99));
        Envelope moved = boss.take();
        assertThat(moved.command()).as("after the grace").isEqualTo(new Grind(99));
        moved.complete(new Answer("boss"));
        assertThat(BusTests.reply(asked)).isEqualTo(new Answer("boss"));
        assertThat(rig.registry.local()).isEmpty();
        assertThat(rig.letters.total()).isZero();
    }

    @Test
    @DisplayName("MS-2 COORDINATOR goes to the boss, whoever handles it here")
    void shouldSendToTheBossWhatIsForTheBoss() throws Exception {
        rig.handle(Report.class, "office", (command, context) -> new Answer("the hand"));
        PeerBerth boss = rig.add(new PeerBerth("office", "boss", 10, Report.class));
        CompletionStage<Answer> asked = rig.bus.ask(new Report(1));
        boss.take().complete(new Answer("the boss"));
        assertThat(BusTests.reply(asked)).isEqualTo(new Answer("the boss"));
    }

    @Test
    @DisplayName("MS-16 a broadcast goes up to the boss, which sends it back to its sender too")
    void shouldSendABroadcastUpToTheBoss() throws Exception {
        Queue<Integer> read = new ConcurrentLinkedQueue<>();
        rig.handle(News.class, "mine", (command, context) -> {
            read.add(command.id());
            return null;
        });
        rig.handle(News.class, "also mine", (command, context) -> {
            read.add(-command.id());
            return null;
        });
        PeerBerth boss = rig.add(new PeerBerth("theirs", "boss", 10, News.class));
        assertThat(rig.bus.send(new News(1)).isAccepted()).isTrue();
        Envelope up = boss.take();
        assertThat(up.headers()).isEmpty();
        up.complete(null);
        assertThat(read).isEmpty();
        AskedEnvelope down = new AskedEnvelope(new News(1), new News(1), Map.of("bosun.target", "also mine"));
        rig.bus.dispatch(down, true);
        assertThat(BusTests.reply(down.end)).isNull();
        assertThat(read).containsExactly(-1);
    }

    @Test
    void shouldBroadcastByItselfWithoutABoss() {
        Queue<String> read = new ConcurrentLinkedQueue<>();
        for (String each : new String[] {"one", "two"}) {
            rig.handle(News.class, each, (command, context) -> {
                read.add(context.target() + command.id());
                return null;
            });
        }
        assertThat(rig.bus.send(new News(1)).isAccepted()).isTrue();
        await().atMost(BusRig.LIVE).until(() -> read.size() == 2);
        assertThat(read).containsExactlyInAnyOrder("one1", "two1");
    }

    @Test
    @DisplayName("What comes from the boss never leaves the process")
    void shouldKeepInThisProcessWhatCameFromTheBoss() throws Exception {
        PeerBerth boss = rig.add(new PeerBerth("desk", "boss", 10, Ask.class, Other.class));
        AskedEnvelope nobody = new AskedEnvelope(new Ask(1));
        rig.bus.dispatch(nobody, true);
        assertThat(BusTests.reply(nobody.end)).isEqualTo(Reason.NO_HANDLER);
        rig.handle(Ask.class, "desk", (command, context) -> new Answer("here " + context.sender()));
        AskedEnvelope asked = new AskedEnvelope(new Ask(1), Codecs.plain().encode(new Ask(1)), Map.of());
        rig.bus.dispatch(asked, true);
        assertThat(BusTests.reply(asked.end)).isEqualTo(new Answer("here peer"));
        assertThat(boss.size()).isZero();
        AskedEnvelope onward = new AskedEnvelope(new Other(1));
        rig.bus.dispatch(onward, false);
        assertThat(boss.take()).isSameAs(onward);
    }

    @Test
    @DisplayName("Promise 1: what comes by a link ends, whatever it is")
    void shouldEndWhatComesByALink() throws Exception {
        AskedEnvelope unknown = new AskedEnvelope(new Ask(1));
        rig.bus.dispatch(unknown, true);
        assertThat(BusTests.reply(unknown.end)).isEqualTo(Reason.UNKNOWN_COMMAND);
        rig.handle(Ask.class, "desk", (command, context) -> new Answer("yes"));
        AskedEnvelope unfit = new AskedEnvelope(new Ask(1), Codecs.plain().encode("not an Ask"), Map.of());
        rig.bus.dispatch(unfit, true);
        assertThat(BusTests.reply(unfit.end)).isEqualTo(Reason.UNENCODABLE);
        AskedEnvelope elsewhere = new AskedEnvelope(new Ask(1), new Ask(1), Map.of("bosun.target", "other"));
        rig.bus.dispatch(elsewhere, true);
        assertThat(BusTests.reply(elsewhere.end)).isEqualTo(Reason.NO_HANDLER);
        rig.bus.stop();
        AskedEnvelope late = new AskedEnvelope(new Ask(1));
        rig.bus.dispatch(late, true);
        assertThat(BusTests.reply(late.end)).isEqualTo(Reason.SHUT_DOWN);
    }
}
