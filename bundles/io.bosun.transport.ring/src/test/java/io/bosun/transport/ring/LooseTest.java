// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.command.Reason;
import io.bosun.transport.AskedEnvelope;
import io.bosun.transport.BerthWork;
import io.bosun.transport.Envelope;
import io.bosun.transport.LocalBerth;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of loose commands in a ring, beside the contract of all berths. */
@Timeout(60)
class LooseTest {
    private static final Duration LIVE = Duration.ofSeconds(10);
    private static final int COMMANDS = 64;

    private volatile boolean broken;
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final LocalBerth berth = new RingBerths(2 * COMMANDS, RingWait.AUTO).open("desk", new Work());

    @AfterEach
    void close() {
        gate.countDown();
        berth.close(LIVE);
    }

    private final class Work implements BerthWork {
        @Override
        public void run(Envelope envelope) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            seen.add("run " + envelope.command());
            envelope.complete(null);
        }

        @Override
        public void run(Object command, Object route, long deadlineNanos) {
            seen.add("run " + command + " by " + route);
        }

        @Override
        public void ahead(Object command, Object route) {
            seen.add("ahead " + command + " by " + route);
            if (broken) {
                throw new IllegalStateException("thrown on purpose");
            }
        }

        @Override
        public void fail(Object command, Object route, long deadlineNanos, Reason reason) {}

        @Override
        public void threw(Object command, Object route, long deadlineNanos, Throwable thrown) {}

        @Override
        public void rest() {}
    }

    /** Runs so many, by each of these routes in turn; all of them are there before the first one runs. */
    private List<String> run(String... routes) {
        berth.offer(new AskedEnvelope(0, "gate"));
        List<String> all = new ArrayList<>(List.of("gate"));
        for (int i = 0; i < COMMANDS; i++) {
            String route = routes[i % routes.length];
            assertThat(berth.offerLoose(i, route, Envelope.NO_DEADLINE)).isTrue();
            all.add(i + " by " + route);
        }
        gate.countDown();
        await().atMost(LIVE).until(() -> berth.done() == all.size());
        assertThat(seen.stream().filter(each -> each.startsWith("run")))
                .containsExactlyElementsOf(
                        all.stream().map(each -> "run " + each).toList());
        return all;
    }

    @Test
    @DisplayName("Unloading: no loose command is retained after it was handled, nor by a berth that was closed over it")
    void shouldRetainNoCommand() {
        List<WeakReference<Object>> all = new ArrayList<>();
        offerNew(all);
        await().atMost(LIVE).until(() -> berth.done() == COMMANDS);
        awaitGone(all);
        berth.offer(new AskedEnvelope(0, "gate"));
        offerNew(all);
        berth.close(Duration.ZERO);
        awaitGone(all);
    }

    private void offerNew(List<WeakReference<Object>> all) {
        for (int i = 0; i < COMMANDS; i++) {
            Object command = new Object();
            assertThat(berth.offerLoose(command, "route", Envelope.NO_DEADLINE)).isTrue();
            all.add(new WeakReference<>(command));
        }
    }

    private static void awaitGone(List<WeakReference<Object>> all) {
        await().atMost(LIVE).until(() -> {
            System.gc();
            return all.stream().allMatch(each -> each.refersTo(null));
        });
    }

    @Test
    void shouldLookAtSeveralBeforeTheyRunWhereRoutesChange() {
        List<String> all = run("a", "b", "c");
        List<String> aheads =
                seen.stream().filter(each -> each.startsWith("ahead")).toList();
        assertThat(aheads).hasSizeGreaterThan(COMMANDS / 2).doesNotHaveDuplicates();
        for (String each : all) {
            int ahead = seen.indexOf("ahead " + each);
            assertThat(ahead).as(each).isLessThan(seen.indexOf("run " + each));
        }
        int first = seen.indexOf(aheads.get(0));
        assertThat(seen.subList(first, first + 8)).as("one after the other").isEqualTo(aheads.subList(0, 8));
    }

    @Test
    void shouldRunAllThoughALookFails() {
        broken = true;
        run("a", "b", "c");
        assertThat(seen).anyMatch(each -> each.startsWith("ahead"));
    }

    @Test
    void shouldLookAtNothingWhereOneRouteFollowsItself() {
        run("a");
        assertThat(seen).noneMatch(each -> each.startsWith("ahead"));
    }

    @Test
    void shouldLookAtNothingThatHasAnEnvelope() {
        berth.offer(new AskedEnvelope(0, "gate"));
        for (int i = 0; i < COMMANDS; i++) {
            if (i % 2 == 0) {
                berth.offer(new AskedEnvelope(i, "asked"));
            } else {
                berth.offerLoose(i, "route", Envelope.NO_DEADLINE);
            }
        }
        gate.countDown();
        await().atMost(LIVE).until(() -> berth.done() == COMMANDS + 1);
        assertThat(seen).anyMatch(each -> each.startsWith("ahead")).noneMatch(each -> each.startsWith("ahead asked"));
    }
}
