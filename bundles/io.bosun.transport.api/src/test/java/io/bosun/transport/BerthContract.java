// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.bosun.command.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What every berth does, whatever carries its commands. A berth's test extends this and says how one is opened.
 *
 * <p>Its parts, by superclass: what handlers may do to a berth ({@link BerthFaults}), in which order commands run that
 * are not all alike ({@link BerthLanes}), and here the rest.
 */
public abstract class BerthContract extends BerthLanes {
    @Test
    void shouldAnswerWithTheReplyOfTheHandler() throws Exception {
        BerthRig rig = echo(64);
        AskedEnvelope asked = offered(rig, 7);
        assertThat(rig.reply(asked.end().reply())).isEqualTo(new Note("echo", 7));
        assertThat(rig.berth().target()).isEqualTo(TARGET);
        assertThat(rig.berth().place()).isNotEmpty();
    }

    @Test
    void shouldCarryWhatTheEnvelopeSays() throws Exception {
        Queue<Envelope> seen = new ConcurrentLinkedQueue<>();
        BerthRig rig = keep(open(64, e -> {
            seen.add(e);
            e.complete(null);
        }));
        AskedEnvelope asked =
                new AskedEnvelope(42, new Note("hello", 1), Duration.ofMinutes(5), Map.of("trace", "ä-1"), true);
        assertThat(rig.berth().offer(asked)).isTrue();
        assertThat(asked.end().isReply()).isTrue();
        assertThat(asked.end().reply()).isNull();
        Envelope carried = seen.element();
        assertThat(carried.id()).isEqualTo(42);
        assertThat(carried.key()).isEqualTo(KEY);
        assertThat(carried.sender()).isEqualTo("asker");
        assertThat(carried.headers()).containsExactly(Map.entry("trace", "ä-1"));
        assertThat(carried.remainingNanos()).isBetween(1L, TimeUnit.MINUTES.toNanos(5));
        assertThat(rig.command(carried)).isEqualTo(new Note("hello", 1));
    }

    @Test
    void shouldCarryNoDeadlineAndNoWishForAReply() throws Exception {
        Queue<Envelope> seen = new ConcurrentLinkedQueue<>();
        BerthRig rig = keep(open(64, e -> {
            seen.add(e);
            e.complete(rig(0).command(e));
        }));
        AskedEnvelope asked = new AskedEnvelope(1, new Note("go", 1), null, Map.of(), false);
        assertThat(rig.berth().offer(asked)).isTrue();
        assertThat(asked.end().isReply()).isTrue();
        assertThat(seen.element().remainingNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(seen.element().wantsReply()).isFalse();
    }

    @Test
    void shouldRunOneAtATimeInOrderOfAcceptance() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        BerthRig rig = keep(open(4096, e -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            ran.add(rig(0).command(e).number());
            running.decrementAndGet();
            e.complete(null);
        }));
        List<AskedEnvelope> asked =
                IntStream.range(0, 1000).mapToObj(i -> offered(rig, i)).toList();
        assertEndedOnce(asked);
        assertThat(ran)
                .containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
        assertThat(most).hasValue(1);
    }

    @Test
    @DisplayName("Promise 1, W-MS-11: what many threads offer at once is not mixed up, and each ends exactly once")
    void shouldEndEachOfManyExactlyOnceWhoeverOffersIt() throws Exception {
        BerthRig rig = echo(65_536);
        Queue<AskedEnvelope> taken = new ConcurrentLinkedQueue<>();
        List<Thread> askers = IntStream.range(0, 4)
                .mapToObj(t -> new Thread(() -> {
                    for (int i = 0; i < 2000; i++) {
                        AskedEnvelope each = new AskedEnvelope(i, new Note("echo", t * 10_000 + i));
                        if (rig.berth().offer(each)) {
                            taken.add(each);
                        }
                    }
                }))
                .toList();
        askers.forEach(Thread::start);
        for (Thread each : askers) {
            each.join();
        }
        assertThat(taken).isNotEmpty();
        assertEndedOnce(List.copyOf(taken));
        for (AskedEnvelope each : taken) {
            assertThat(rig.reply(each.end().reply())).isEqualTo(each.command());
        }
        await().atMost(LIVE).untilAsserted(() -> assertThat(rig.berth().done()).isEqualTo(taken.size()));
        assertThat(rig.berth().pending()).isZero();
    }

    @Test
    @DisplayName("Promise 3: a full berth refuses at once, and takes again when it has room")
    void shouldRefuseWhenFullAndTakeAgainLater() throws Exception {
        BerthRig rig = gated(8);
        List<AskedEnvelope> taken = new ArrayList<>();
        AskedEnvelope refused = new AskedEnvelope(0, new Note("n", 0));
        while (rig.berth().offer(refused)) {
            taken.add(refused);
            refused = new AskedEnvelope(taken.size(), new Note("n", taken.size()));
            assertThat(taken).as("taken by a berth of capacity 8").hasSizeLessThan(1000);
        }
        assertThat(taken).isNotEmpty();
        assertThat(rig.berth().pending()).isEqualTo(taken.size());
        assertThat(refused.isEnded())
                .as("a refused command stays with the caller")
                .isFalse();
        gate.countDown();
        assertEndedOnce(taken);
        await().atMost(LIVE)
                .untilAsserted(() -> assertThat(rig.berth().pending()).isZero());
        assertThat(rig.berth().offer(refused)).isTrue();
        assertThat(refused.end().isReply()).isTrue();
    }

    @Test
    void shouldCountWhatIsPendingAndDone() throws Exception {
        BerthRig rig = gated(64);
        assertThat(rig.berth().pending()).isZero();
        assertThat(rig.berth().done()).isZero();
        List<AskedEnvelope> asked =
                IntStream.range(0, 5).mapToObj(i -> offered(rig, i)).toList();
        assertThat(rig.berth().pending()).isEqualTo(5);
        assertThat(rig.berth().done()).isZero();
        gate.countDown();
        assertEndedOnce(asked);
        await().atMost(LIVE)
                .untilAsserted(() -> assertThat(rig.berth().pending()).isZero());
        assertThat(rig.berth().done()).isEqualTo(5);
    }

    @Test
    void shouldForgetWhatTheAskerGaveUp() throws Exception {
        BerthRig rig = gated(64);
        List<AskedEnvelope> asked =
                IntStream.range(0, 5).mapToObj(i -> offered(rig, i)).toList();
        asked.forEach(e -> assertThat(e.fail(Reason.DEADLINE, true, null)).isTrue());
        gate.countDown();
        assertEndedOnce(asked);
        await().atMost(LIVE)
                .untilAsserted(() -> assertThat(rig.berth().pending()).isZero());
        asked.forEach(e -> assertThat(e.ends()).isEqualTo(1));
        assertThat(offered(rig, 9).end().isReply()).isTrue();
    }

    @Test
    void shouldLetTakenCommandsRunWhenItIsRetired() throws Exception {
        BerthRig rig = gated(64);
        List<AskedEnvelope> asked =
                IntStream.range(0, 10).mapToObj(i -> offered(rig, i)).toList();
        Thread opener = new Thread(() -> {
            await().atMost(LIVE).until(() -> !rig.berth().offer(new AskedEnvelope(99, new Note("late", 99))));
            gate.countDown();
        });
        opener.start();
        rig.retire();
        opener.join();
        assertEndedOnce(asked);
        for (AskedEnvelope each : asked) {
            assertThat(each.end().isReply()).isTrue();
        }
        AskedEnvelope late = new AskedEnvelope(100, new Note("late", 100));
        assertThat(rig.berth().offer(late)).isFalse();
        assertThat(late.isEnded()).isFalse();
    }

    @Test
    @DisplayName("Promise 1: what a lost berth had taken fails at once, and says rightly that it has not run")
    void shouldFailWhatItHadTakenWhenItIsLost() throws Exception {
        BerthRig rig = gated(64);
        List<AskedEnvelope> asked =
                IntStream.range(0, 10).mapToObj(i -> offered(rig, i)).toList();
        rig.lose();
        assertEndedOnce(asked);
        Set<Integer> notRun = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < asked.size(); i++) {
            AskedEnvelope.End end = asked.get(i).end();
            if (end.reason() != null) {
                assertThat(end.reason()).isIn(Reason.TARGET_GONE, Reason.SHUT_DOWN);
            }
            if (end.reason() != null && !end.mayHaveRun()) {
                notRun.add(i);
            }
        }
        assertThat(asked).anySatisfy(e -> assertThat(e.end().isReply()).isFalse());
        AskedEnvelope late = new AskedEnvelope(100, new Note("late", 100));
        assertThat(rig.berth().offer(late)).isFalse();
        assertThat(late.isEnded()).isFalse();
        gate.countDown();
        rig.close();
        assertThat(ran).doesNotContainAnyElementsOf(List.copyOf(notRun).isEmpty() ? List.of(-1) : notRun);
        asked.forEach(e -> assertThat(e.ends()).isEqualTo(1));
    }

    @Test
    void shouldRefuseWhatCannotBeEncodedAndNameTheField() throws Exception {
        assumeThat(encodes()).isTrue();
        BerthRig rig = echo(64);
        AskedEnvelope asked = new AskedEnvelope(1, new Unencodable(Thread.currentThread()));
        assertThat(rig.berth().offer(asked)).as("taken").isTrue();
        assertThat(asked.end().reason()).isEqualTo(Reason.UNENCODABLE);
        assertThat(asked.end().mayHaveRun()).isFalse();
        assertThat(asked.end().cause()).hasMessageContaining("thread");
        assertThat(offered(rig, 2).end().isReply()).isTrue();
        assertThat(rig.berth().pending()).isZero();
        assertThat(rig.berth().done()).isEqualTo(2);
    }
}
