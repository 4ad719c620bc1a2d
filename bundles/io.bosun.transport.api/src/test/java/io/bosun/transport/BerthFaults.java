// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** That a bad handler, or too much for one, harms only itself. */
public abstract class BerthFaults extends BerthFixture {
    private static final int ROUNDS = Boolean.getBoolean("bosun.long") ? 100_000 : 200;
    private static final int TOO_MUCH = 400_000;

    @Test
    @DisplayName("Promise 4, test 16: no kind of Error that a handler throws ends the loop, and each caller is told")
    void shouldGoOnAfterEachKindOfErrorManyTimes() throws Exception {
        List<Error> thrown = List.of(
                new StackOverflowError(),
                new OutOfMemoryError("not really"),
                new InternalError("no"),
                new ThreadDeath(),
                new NoClassDefFoundError("gone/Gone"),
                new ExceptionInInitializerError(new IllegalStateException("no")),
                new UnsatisfiedLinkError("gone"),
                new IncompatibleClassChangeError("changed"),
                new AssertionError("no"));
        BerthRig rig = keep(open(64, e -> {
            int number = rig(0).command(e).number();
            if (number < thrown.size()) {
                throw thrown.get(number);
            }
            e.complete(null);
        }));
        for (int i = 0; i < ROUNDS * thrown.size(); i++) {
            int kind = i % thrown.size();
            assertThat(offered(rig, kind).end().failure().failureType())
                    .isEqualTo(thrown.get(kind).getClass().getName());
        }
        assertThat(offered(rig, thrown.size()).end().isReply()).isTrue();
    }

    @Test
    @DisplayName("Promise 4: a handler that recurses until its stack overflows does not end the loop")
    void shouldGoOnAfterARealStackOverflow() throws Exception {
        BerthRig rig = keep(open(64, e -> {
            if (rig(0).command(e).number() == 0) {
                throw new AssertionError("depth " + recurse(1));
            }
            e.complete(null);
        }));
        for (int i = 0; i < 10; i++) {
            assertThat(offered(rig, 0).end().failure().failureType()).isEqualTo(StackOverflowError.class.getName());
        }
        assertThat(offered(rig, 1).end().isReply()).isTrue();
    }

    private static long recurse(long depth) {
        return depth + recurse(depth + 1);
    }

    @Test
    @DisplayName("Promise 3, test 14: 400 000 sends to a blocked handler are bounded by its berth, the rest is refused")
    void shouldBoundWhatABlockedHandlerIsSent() throws Exception {
        BerthRig rig = gated(64);
        List<AskedEnvelope> taken = new ArrayList<>();
        Note note = new Note("too much", 0);
        for (int i = 0; i < TOO_MUCH; i++) {
            AskedEnvelope each = new AskedEnvelope(i, note);
            if (rig.berth().offer(each)) {
                taken.add(each);
            }
        }
        assertThat(taken).isNotEmpty().hasSizeLessThan(1000);
        assertThat(rig.berth().pending()).isEqualTo(taken.size());
        assertThat(rig.berth().isOpen()).as("full, but not closed").isTrue();
        gate.countDown();
        assertEndedOnce(taken);
        assertThat(offered(rig, 1).end().isReply()).isTrue();
    }

    @Test
    @DisplayName("W-MS-2, promise 4: a berth that is blocked and full delays neither its senders nor another berth")
    void shouldNotDelayAnotherBerth() throws Exception {
        BerthRig blocked = gated(64);
        BerthRig other = keep(open(64, e -> e.complete(rig(1).command(e))));
        List<AskedEnvelope> taken = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            AskedEnvelope each = new AskedEnvelope(i, new Note("tiny", i));
            if (blocked.berth().offer(each)) {
                taken.add(each);
            }
            assertThat(other.reply(offered(other, i).end().reply()).number()).isEqualTo(i);
        }
        assertThat(taken).isNotEmpty().noneMatch(AskedEnvelope::isEnded);
        gate.countDown();
        assertEndedOnce(taken);
    }

    @Test
    @DisplayName("W-MS-1: two handlers that send each other more than either berth holds are told so, and go on")
    void shouldNotDeadlockWhenHandlersSendEachOther() throws Exception {
        int each = 5000;
        AtomicInteger refused = new AtomicInteger();
        Queue<AskedEnvelope> taken = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 2; i++) {
            int own = i;
            keep(open(16, e -> {
                if (rig(own).command(e).text().equals("begin")) {
                    awaitGate();
                    for (int n = 0; n < each; n++) {
                        AskedEnvelope next = new AskedEnvelope(n, new Note("other", n));
                        if (rig(1 - own).berth().offer(next)) {
                            taken.add(next);
                        } else {
                            refused.incrementAndGet();
                        }
                    }
                }
                e.complete(null);
            }));
        }
        List<AskedEnvelope> begin = IntStream.range(0, 2)
                .mapToObj(i -> new AskedEnvelope(i, new Note("begin", i)))
                .toList();
        for (int i = 0; i < 2; i++) {
            assertThat(rig(i).berth().offer(begin.get(i))).isTrue();
        }
        gate.countDown();
        assertEndedOnce(begin);
        assertEndedOnce(List.copyOf(taken));
        assertThat(taken.size() + refused.get()).isEqualTo(2 * each);
        for (int i = 0; i < 2; i++) {
            Berth berth = rig(i).berth();
            await().atMost(LIVE).until(() -> berth.pending() == 0);
        }
    }

    @Test
    void shouldGoOnAfterAHandlerInterruptedItsOwnThread() throws Exception {
        BerthRig rig = keep(open(64, e -> {
            Thread.currentThread().interrupt();
            e.complete(null);
        }));
        for (int i = 0; i < 10; i++) {
            assertThat(offered(rig, i).end().isReply()).isTrue();
        }
    }

    @Test
    void shouldReportWhatTheHandlerThrew() throws Exception {
        BerthRig rig = keep(open(64, e -> {
            throw new IllegalStateException("no ink");
        }));
        AskedEnvelope asked = offered(rig, 1);
        assertThat(asked.end().failure()).isNotNull();
        assertThat(asked.end().failure().failureType()).isEqualTo(IllegalStateException.class.getName());
        assertThat(asked.end().failure()).hasMessageContaining("no ink").hasMessageContaining(KEY);
    }
}
