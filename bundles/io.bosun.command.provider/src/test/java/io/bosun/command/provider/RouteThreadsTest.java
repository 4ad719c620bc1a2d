// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.codec.cbor.Codecs;
import io.bosun.command.CommandHandler;
import io.bosun.command.CommandSpec;
import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.Other;
import io.bosun.transport.BerthWork;
import io.bosun.transport.Envelope;
import io.bosun.transport.LocalBerth;
import io.bosun.transport.RouteEntry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is done for routes after a time, and what is done after a change. */
@Timeout(60)
class RouteThreadsTest {
    private static final Registration.Owner OWNER = new Registration.Owner("owner", "type", "bundle", 1);

    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger unparked = new AtomicInteger();
    private final RouteTable table = new RouteTable(
            "boss", StuckBerth::new, new Replies(Codecs::plain), BusRig.settings(20, 10_000, 10_000), () -> {});

    /** Takes commands and does nothing with them; its end takes as long as the gate is closed. */
    private final class StuckBerth implements LocalBerth {
        private final String target;

        StuckBerth(String target, BerthWork work) {
            this.target = target;
        }

        @Override
        public String target() {
            return target;
        }

        @Override
        public String place() {
            return LOCAL;
        }

        @Override
        public List<RouteEntry> routes() {
            return List.of();
        }

        @Override
        public boolean offer(Envelope envelope) {
            return true;
        }

        @Override
        public boolean offerLoose(Object command, Object route, long deadlineNanos) {
            return true;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public boolean isOwnThread() {
            return false;
        }

        @Override
        public int pending() {
            return 0;
        }

        @Override
        public long done() {
            return 0;
        }

        @Override
        public boolean awaitRoom(long nanos) {
            return true;
        }

        @Override
        public boolean closeIfIdle() {
            return false;
        }

        @Override
        public void beginClose() {
            // What it does takes its time.
        }

        @Override
        public void close(Duration drain) {
            closing.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @AfterEach
    void close() {
        gate.countDown();
        table.close();
        await().atMost(BusRig.LIVE).until(() -> BusRig.threads("bosun-routes").isEmpty());
    }

    private void handle(Object id, Class<?> command, String target) {
        handle(id, command, target, () -> {});
    }

    private void handle(Object id, Class<?> type, String target, Runnable whenGone) {
        Registration handler = new Registration(
                OWNER, CommandSpec.of(type), target, Registration.HANDLE, null, new Registration.Source() {
                    @Override
                    public Object get() {
                        return (CommandHandler<Ask, Answer>) (command, context) -> null;
                    }

                    @Override
                    public void unget() {
                        // Nothing to give back.
                    }
                });
        table.put(HandlerGroup.of(id, List.of(handler), whenGone));
    }

    @Test
    @DisplayName("Promise 4: a berth that does not end delays no grace, no parked command and no other berth")
    void shouldNotWaitForABerthThatDoesNotEnd() throws Exception {
        handle(1, Ask.class, "stuck");
        table.routeOf(Ask.class).locals[0].offer(new Nudge());
        table.remove((Object) 1);
        assertThat(closing.await(10, TimeUnit.SECONDS)).isTrue();
        CountDownLatch others = new CountDownLatch(1);
        assertThat(table.soon(others::countDown)).isTrue();
        assertThat(others.await(10, TimeUnit.SECONDS)).isTrue();
        handle(2, Other.class, "idle");
        table.remove((Object) 2);
        await().atMost(BusRig.LIVE).until(() -> table.routeOf(Other.class).lapsed);
    }

    @Test
    @DisplayName("Promise 4: a step of a change that fails keeps none of the others from being done")
    void shouldDoAllThatFollowsFromAChangeAlthoughOneStepFails() {
        table.onUnparked(route -> {
            unparked.incrementAndGet();
            throw new StackOverflowError("a step that fails");
        });
        AtomicInteger gone = new AtomicInteger();
        handle(1, Ask.class, "desk", () -> {
            gone.incrementAndGet();
            throw new IllegalStateException("another one");
        });
        assertThat(unparked).hasValue(1);
        table.remove((Object) 1);
        assertThat(gone).hasValue(1);
        assertThat(table.handlers.groups()).isEmpty();
        await().atMost(BusRig.LIVE)
                .untilAsserted(() -> assertThat(table.read(table.locals::all)).isEmpty());
    }

    @Test
    void shouldGoOnAfterATaskThatFails() throws Exception {
        table.soon(() -> {
            throw new IllegalStateException("a task that fails");
        });
        CountDownLatch next = new CountDownLatch(1);
        table.soon(next::countDown);
        assertThat(next.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @DisplayName("Trap, unloading: the threads hold nothing of whoever made the bus")
    void shouldHaveThreadsOfItsOwn() {
        assertThat(threads()).hasSize(1);
        Thread.currentThread().setContextClassLoader(new OwnLoader());
        RouteTable another;
        try {
            another = new RouteTable("boss", StuckBerth::new, new Replies(Codecs::plain), BusRig.PATIENT, () -> {});
        } finally {
            Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
        }
        assertThat(threads()).hasSize(2).allSatisfy(each -> {
            assertThat(each.isDaemon()).isTrue();
            assertThat(each.getContextClassLoader()).isSameAs(RouteTable.class.getClassLoader());
        });
        another.close();
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().startsWith("bosun-routes"))
                .toList();
    }
}
