// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.bosun.command.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Control commands, loose ones, and cancelled ones. */
public abstract class BerthLanes extends BerthFaults {
    private final Queue<Integer> order = new ConcurrentLinkedQueue<>();

    @Test
    void shouldCarryWhetherItIsControl() throws Exception {
        Queue<Boolean> seen = new ConcurrentLinkedQueue<>();
        BerthRig rig = keep(open(64, e -> {
            seen.add(e.isControl());
            e.complete(null);
        }));
        offered(rig, 1).end();
        offeredControl(rig, 2).end();
        assertThat(seen).containsExactly(false, true);
    }

    @Test
    @DisplayName("Control lane: overtakes what is queued, in its own order, but not what runs")
    void shouldRunControlCommandsFirst() throws Exception {
        BerthRig rig = ordered(64);
        assumeThat(rig.hasControlLane()).isTrue();
        List<AskedEnvelope> asked = new ArrayList<>();
        asked.add(offered(rig, 0));
        entered.await();
        for (int i = 1; i <= 10; i++) {
            asked.add(offered(rig, i));
            asked.add(offeredControl(rig, 100 + i));
        }
        rig.settle();
        gate.countDown();
        assertEndedOnce(asked);
        List<Integer> expected = new ArrayList<>(List.of(0));
        IntStream.rangeClosed(101, 110).forEach(expected::add);
        IntStream.rangeClosed(1, 10).forEach(expected::add);
        assertThat(order).containsExactlyElementsOf(expected);
    }

    @Test
    void shouldWakeUpForAControlCommand() throws Exception {
        BerthRig rig = echo(64);
        for (int i = 0; i < 200; i++) {
            AskedEnvelope asked = offeredControl(rig, i);
            assertThat(rig.reply(asked.end().reply()).number()).isEqualTo(i);
        }
    }

    @Test
    @DisplayName("Control lane, promise 3: it is bounded, and full when the other is not")
    void shouldRefuseControlCommandsWhenTheirLaneIsFull() throws Exception {
        BerthRig rig = ordered(4096);
        assumeLocal(rig);
        List<AskedEnvelope> asked = new ArrayList<>(List.of(offered(rig, 0)));
        entered.await();
        AskedEnvelope next = AskedEnvelope.control(1, new Note("control", 1));
        while (rig.berth().offer(next)) {
            asked.add(next);
            next = AskedEnvelope.control(asked.size(), new Note("control", asked.size()));
            assertThat(asked).as("taken by a short lane").hasSizeLessThan(2000);
        }
        assertThat(next.isEnded()).isFalse();
        assertThat(rig.berth().pending()).isEqualTo(asked.size());
        asked.add(offered(rig, asked.size()));
        gate.countDown();
        assertEndedOnce(asked);
        assertThat(order)
                .containsExactlyElementsOf(
                        IntStream.range(0, asked.size()).boxed().toList());
    }

    @Test
    void shouldCountControlCommandsToo() throws Exception {
        BerthRig rig = gated(64);
        List<AskedEnvelope> asked = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            asked.add(offered(rig, 2 * i));
            asked.add(offeredControl(rig, 2 * i + 1));
        }
        assertThat(rig.berth().pending()).isEqualTo(10);
        assertThat(rig.berth().done()).isZero();
        gate.countDown();
        assertEndedOnce(asked);
        await().atMost(LIVE)
                .untilAsserted(() -> assertThat(rig.berth().pending()).isZero());
        assertThat(rig.berth().done()).isEqualTo(10);
    }

    @Test
    @DisplayName("Promise 1: control commands that wait in a lost berth fail at once")
    void shouldFailControlCommandsWhenItIsLost() throws Exception {
        BerthRig rig = gated(64);
        List<AskedEnvelope> asked =
                IntStream.range(0, 10).mapToObj(i -> offeredControl(rig, i)).toList();
        rig.lose();
        assertEndedOnce(asked);
        assertThat(asked).allSatisfy(e -> assertThat(e.end().isReply()).isFalse());
        assertThat(rig.berth().offer(AskedEnvelope.control(100, new Note("late", 100))))
                .isFalse();
    }

    @Test
    @DisplayName("Loose commands: run in one order with those that have an envelope")
    void shouldKeepTheOrderOfLooseCommandsAndEnvelopes() throws Exception {
        BerthRig rig = ordered(1024);
        assumeLocal(rig);
        List<AskedEnvelope> asked = IntStream.range(0, 500)
                .mapToObj(i -> i % 3 == 0 ? offered(rig, i) : offeredLoose(rig, i))
                .toList();
        assertThat(rig.berth().pending()).isEqualTo(500);
        gate.countDown();
        assertEndedOnce(asked);
        assertThat(order)
                .containsExactlyElementsOf(IntStream.range(0, 500).boxed().toList());
        assertThat(asked).allSatisfy(e -> assertThat(e.end().isReply()).isTrue());
        await().atMost(LIVE).until(() -> rig.berth().pending() == 0);
        assertThat(rig.berth().done()).isEqualTo(500);
    }

    @Test
    @DisplayName("Loose commands, promise 3: a full berth refuses them at once")
    void shouldRefuseLooseCommandsWhenFull() throws Exception {
        BerthRig rig = ordered(8);
        assumeLocal(rig);
        List<AskedEnvelope> taken = new ArrayList<>(List.of(offeredLoose(rig, 0)));
        entered.await();
        AskedEnvelope next = new AskedEnvelope(1, new Note("n", 1));
        while (AskedWork.offerLoose((LocalBerth) rig.berth(), next)) {
            taken.add(next);
            next = new AskedEnvelope(taken.size(), new Note("n", taken.size()));
        }
        assertThat(taken).hasSize(8);
        assertThat(rig.berth().offer(next)).isFalse();
        assertThat(next.isEnded()).isFalse();
        gate.countDown();
        assertEndedOnce(taken);
    }

    @Test
    @DisplayName("Loose commands, promise 1: what their handler throws, and the end of the berth, is told")
    void shouldTellHowLooseCommandsEnd() throws Exception {
        BerthRig rig = keep(open(64, e -> {
            if (e.id() < 5) {
                throw new StackOverflowError();
            }
            awaitGate();
            e.complete(null);
        }));
        assumeLocal(rig);
        for (int i = 0; i < 5; i++) {
            assertThat(offeredLoose(rig, i).end().failure().failureType())
                    .isEqualTo(StackOverflowError.class.getName());
        }
        AskedEnvelope running = offeredLoose(rig, 5);
        entered.await();
        List<AskedEnvelope> queued =
                IntStream.range(6, 12).mapToObj(i -> offeredLoose(rig, i)).toList();
        rig.lose();
        assertEndedOnce(queued);
        assertThat(queued).allSatisfy(e -> assertThat(e.end().reason()).isEqualTo(Reason.SHUT_DOWN));
        assertThat(running.end().failure()).as("interrupted").isNotNull();
        AskedEnvelope late = new AskedEnvelope(100, new Note("late", 100));
        assertThat(AskedWork.offerLoose((LocalBerth) rig.berth(), late)).isFalse();
        assertThat(late.isEnded()).isFalse();
    }

    @Test
    @DisplayName("Cancellation: what is cancelled while it is queued ends at once, and never runs")
    void shouldNotRunWhatWasCancelledBeforeItsTurn() throws Exception {
        BerthRig rig = ordered(64);
        List<AskedEnvelope> asked = new ArrayList<>();
        asked.add(offered(rig, 0));
        entered.await();
        IntStream.range(1, 10).forEach(i -> asked.add(offered(rig, i)));
        asked.add(offeredControl(rig, 10));
        for (int i = 1; i <= 10; i += 3) {
            assertThat(asked.get(i).cancel(Reason.CANCELLED)).isTrue();
            assertThat(asked.get(i).end().reason()).isEqualTo(Reason.CANCELLED);
        }
        assumeThat(rig.settle()).isTrue();
        gate.countDown();
        assertEndedOnce(asked);
        await().atMost(LIVE).until(() -> rig.berth().pending() == 0);
        assertThat(rig.berth().done()).isEqualTo(asked.size());
        assertThat(order).containsExactly(0, 2, 3, 5, 6, 8, 9);
    }

    private AskedEnvelope offeredControl(BerthRig rig, int number) {
        AskedEnvelope asked = AskedEnvelope.control(number, new Note("control", number));
        assertThat(rig.berth().offer(asked)).as("offer of " + asked).isTrue();
        return asked;
    }

    private AskedEnvelope offeredLoose(BerthRig rig, int number) {
        AskedEnvelope asked = new AskedEnvelope(number, new Note("loose", number));
        assertThat(AskedWork.offerLoose((LocalBerth) rig.berth(), asked))
                .as("offer of " + asked)
                .isTrue();
        return asked;
    }

    /** Others take no loose commands, and know nothing of lanes: the far side has them. */
    private static void assumeLocal(BerthRig rig) {
        assumeThat(rig.berth()).isInstanceOf(LocalBerth.class);
    }

    /** A berth whose handler notes what comes, and waits at the gate before it answers. */
    private BerthRig ordered(int capacity) throws Exception {
        return keep(open(capacity, e -> {
            order.add((int) e.id());
            awaitGate();
            e.complete(null);
        }));
    }
}
