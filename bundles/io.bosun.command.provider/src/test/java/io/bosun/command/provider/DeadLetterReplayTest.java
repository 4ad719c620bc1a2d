// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bosun.command.Acceptance;
import io.bosun.command.CommandException;
import io.bosun.command.DeadLetter;
import io.bosun.command.Reason;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.Tick;
import io.bosun.transport.Payload;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.ServiceRegistration;

@Timeout(60)
class DeadLetterReplayTest {
    private final DeadLetterStore store = Letters.store(10, 1_000);

    @Test
    void shouldTakeOutALetterThatIsAccepted() {
        Queue<Object> sent = new ConcurrentLinkedQueue<>();
        store.onReplay((key, payload) -> {
            sent.add(key);
            sent.add(Letters.CODEC.decode(payload, Ask.class));
            return Acceptance.ACCEPTED;
        });
        Letters.add(store, 1, new Ask(1));
        Letters.add(store, 2, new Ask(2));
        assertThat(store.replay(2)).isSameAs(Acceptance.ACCEPTED);
        assertThat(sent).containsExactly(Letters.KEY, new Ask(2));
        assertThat(store.letters()).extracting(DeadLetter::number).containsExactly(1L);
    }

    @Test
    void shouldKeepALetterThatIsRefused() {
        store.onReplay((key, payload) -> Letters.REFUSED);
        Letters.add(store, 1, new Ask(1));
        assertThat(store.replay(1)).isSameAs(Letters.REFUSED);
        assertThat(store.letters()).hasSize(1);
        store.onReplay((key, payload) -> Acceptance.ACCEPTED);
        assertThat(store.replay(1).isAccepted()).isTrue();
        assertThat(store.letters()).isEmpty();
    }

    @Test
    void shouldKeepALetterWhoseReplayThrows() {
        store.onReplay((key, payload) -> {
            throw new IllegalStateException("broken");
        });
        Letters.add(store, 1, new Ask(1));
        assertThatThrownBy(() -> store.replay(1)).hasMessage("broken");
        store.onReplay((key, payload) -> Acceptance.ACCEPTED);
        assertThat(store.replay(1).isAccepted()).isTrue();
    }

    @Test
    void shouldRefuseWhereThereIsNoBus() {
        Letters.add(store, 1, new Ask(1));
        assertThat(store.replay(1).reason()).contains(Reason.SHUT_DOWN);
        store.onReplay((key, payload) -> Acceptance.ACCEPTED);
        store.onReplay(null);
        assertThat(store.replay(1).reason()).contains(Reason.SHUT_DOWN);
        assertThat(store.letters()).hasSize(1);
    }

    @Test
    void shouldTellWhichLettersThereAre() {
        assertThatThrownBy(() -> store.replay(1))
                .isInstanceOf(CommandException.class)
                .hasMessage("There is no dead letter 1: none is stored");
        for (int i = 1; i <= 12; i++) {
            Letters.add(store, i, new Ask(i));
        }
        assertThatThrownBy(() -> store.replay(2))
                .isInstanceOf(CommandException.class)
                .hasMessage("There is no dead letter 2: 10 are stored, from 3 to 12");
    }

    @Test
    @DisplayName("Promise 1: two threads that replay the same letter send it once")
    void shouldReplayOnceUnderTwoRacingThreads() throws Exception {
        int rounds = 2_000;
        AtomicInteger sent = new AtomicInteger();
        store.onReplay((key, payload) -> {
            sent.incrementAndGet();
            return Acceptance.ACCEPTED;
        });
        CyclicBarrier both = new CyclicBarrier(2, () -> Letters.add(store, 1, new Ask(1)));
        Callable<Integer> replaying = () -> {
            int accepted = 0;
            for (int i = 1; i <= rounds; i++) {
                both.await(BusRig.LIVE.toSeconds(), TimeUnit.SECONDS);
                try {
                    accepted += store.replay(i).isAccepted() ? 1 : 0;
                } catch (CommandException other) {
                    assertThat(other).hasMessageMatching("There is no .*|.* is being replayed by somebody else");
                }
            }
            return accepted;
        };
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Integer>> accepted = threads.invokeAll(List.of(replaying, replaying));
            assertThat(accepted.get(0).get() + accepted.get(1).get()).isEqualTo(rounds);
        } finally {
            threads.shutdownNow();
        }
        assertThat(sent).hasValue(rounds);
        assertThat(store.letters()).isEmpty();
    }

    @Test
    void shouldNotReplayALetterThatIsBeingReplayed() {
        AtomicInteger sent = new AtomicInteger();
        store.onReplay((key, payload) -> {
            sent.incrementAndGet();
            assertThatThrownBy(() -> store.replay(1))
                    .isInstanceOf(CommandException.class)
                    .hasMessageContaining("is being replayed");
            return Letters.REFUSED;
        });
        Letters.add(store, 1, new Ask(1));
        assertThat(store.replay(1)).isSameAs(Letters.REFUSED);
        assertThat(sent).hasValue(1);
    }

    @Test
    @DisplayName("Promise 1, W-MS-6: a command whose handler is gone becomes a letter; replayed, its successor runs it")
    void shouldRunAReplayedCommandWithANewHandler() throws Exception {
        try (BusRig rig = new BusRig("boss", BusRig.settings(50, 10_000, 10_000))) {
            ServiceRegistration<?> first = rig.handle(Tick.class, "desk", (command, context) -> null);
            first.unregister();
            assertThat(rig.bus.send(new Tick(7)).isAccepted()).isTrue();
            await().atMost(BusRig.LIVE).until(() -> rig.letters.total() == 1);
            DeadLetter letter = rig.letters.letters().get(0);
            assertThat(letter.reason()).isEqualTo(Reason.NO_HANDLER);
            assertThat(letter.target()).isEqualTo("desk");
            assertThat(letter.sender()).isEqualTo("boss");
            assertThat(letter.mayHaveRun()).isFalse();
            assertThat(letter.command()).isEqualTo("Tick[id=7]");
            assertThat(letter.payloadBytes())
                    .isEqualTo(Letters.CODEC.encode(new Tick(7)).length());
            assertThat(rig.letters.replay(letter.number()).reason()).contains(Reason.NO_HANDLER);
            assertThat(rig.letters.letters()).containsExactly(letter);

            Queue<Integer> ran = new ConcurrentLinkedQueue<>();
            rig.handle(Tick.class, "desk", (command, context) -> {
                ran.add(command.id());
                return null;
            });
            assertThat(rig.letters.replay(letter.number()).isAccepted()).isTrue();
            await().atMost(BusRig.LIVE).until(() -> !ran.isEmpty());
            assertThat(ran).containsExactly(7);
            assertThat(rig.letters.letters()).isEmpty();
            assertThat(rig.letters.total()).isEqualTo(1);
        }
    }

    @Test
    void shouldRefuseAReplayOnceTheBusIsGone() throws Exception {
        try (BusRig rig = new BusRig()) {
            Letters.add(rig.letters, 1, new Ask(1));
            assertThat(rig.letters.replay(1).reason()).contains(Reason.UNKNOWN_COMMAND);
            rig.bus.deactivate();
            assertThat(rig.letters.replay(1).reason()).contains(Reason.SHUT_DOWN);
            assertThat(rig.letters.letters()).hasSize(1);
        }
    }

    @Test
    @DisplayName("A command that came by a link is replayed with its own bytes")
    void shouldReplayBytes() {
        Payload came = Letters.CODEC.encode(new Ask(4));
        Queue<Payload> sent = new ConcurrentLinkedQueue<>();
        store.onReplay((key, payload) -> {
            sent.add(payload);
            return Acceptance.ACCEPTED;
        });
        Letters.add(store, 1, came);
        store.replay(1);
        assertThat(sent).containsExactly(came);
    }
}
