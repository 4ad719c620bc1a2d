// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.command.CommandSpec;
import io.bosun.command.provider.Commands.Tick;
import io.bosun.transport.Envelope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What reaches the thread of a berth in one command must not reach it in another. */
@Timeout(60)
class TurnTest {
    private static final int ROUNDS = 20_000;
    private final Handling one = handling();
    private final Handling other = handling();
    private final Turn turn = new Turn(1);
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    private static Handling handling() {
        Registration registration = new Registration(null, CommandSpec.of(Tick.class), "clock", "handle", null, null);
        return new Handling(registration, null, 1);
    }

    @BeforeEach
    void enter() {
        turn.enter();
        turn.with(new Handling[] {one, other});
    }

    @AfterEach
    void end() throws Exception {
        Thread.interrupted();
        over.set(true);
        for (Thread each : threads) {
            each.join();
        }
    }

    private static void run(Runnable task) {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (Throwable failure) {
                thrown.set(failure);
            }
        });
        thread.start();
        // The interrupt of this thread is what is looked at.
        while (thread.isAlive()) {
            Thread.onSpinWait();
        }
        assertThat(thrown).hasNullValue();
    }

    private void repeat(Runnable task) {
        Thread thread = new Thread(() -> {
            while (!over.get()) {
                task.run();
            }
        });
        threads.add(thread);
        thread.start();
    }

    private static Envelope envelope() {
        return new AskedEnvelope(new Tick(1));
    }

    @Test
    void shouldInterruptWhatItRunsAndNothingElse() {
        Envelope envelope = envelope();
        turn.at(0);
        turn.begin(envelope);
        run(() -> turn.interrupt(envelope()));
        run(() -> turn.interrupt(other));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        run(() -> turn.interrupt(envelope));
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(turn.end()).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        run(() -> turn.interrupt(envelope));
        run(() -> turn.interrupt(one));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void shouldNotInterruptItselfForItsOwnCommand() {
        Envelope envelope = envelope();
        turn.begin(envelope);
        turn.interrupt(envelope);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void shouldForgetTheInterruptOfOneHandlerBeforeTheNextOne() {
        turn.begin(envelope());
        turn.at(0);
        run(() -> turn.interrupt(one));
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        turn.leave();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        turn.at(1);
        run(() -> turn.interrupt(one));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        turn.end();
    }

    @Test
    void shouldRunWithNoHandlerBeforeItIsSaidWithWhich() {
        // It is just getting another handler's object.
        turn.begin(envelope());
        run(() -> turn.interrupt(one));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        run(() -> assertThat(turn.steal(one, "clock")).isNull());
        assertThat(turn.end()).isTrue();
    }

    @Test
    void shouldNotInterruptACancelledCommandBetweenTwoHandlers() {
        Envelope envelope = envelope();
        turn.begin(envelope);
        turn.at(1);
        turn.leave();
        // It is about to get the next handler's object, which has nothing to do with that.
        run(() -> turn.interrupt(envelope));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        turn.end();
    }

    @Test
    void shouldLetOnlyOneEndWhatWasStolen() {
        Envelope envelope = envelope();
        turn.at(0);
        turn.begin(envelope);
        run(() -> {
            assertThat(turn.steal(other, "clock")).isNull();
            assertThat(turn.steal(one, "clock")).isSameAs(envelope);
            assertThat(turn.steal(one, "clock")).isNull();
            turn.interrupt(envelope);
        });
        assertThat(turn.isStolen()).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(turn.end()).isFalse();
        turn.begin(envelope());
        assertThat(turn.end()).isTrue();
    }

    @Test
    void shouldInterruptNoOtherCommandUnderLoad() {
        Envelope victim = envelope();
        AtomicInteger stray = new AtomicInteger();
        turn.at(0);
        repeat(() -> turn.interrupt(victim));
        for (int i = 0; i < ROUNDS; i++) {
            turn.begin(victim);
            turn.at(0);
            turn.end();
            turn.begin(envelope());
            for (int spin = 0; spin < 20; spin++) {
                if (Thread.currentThread().isInterrupted()) {
                    stray.incrementAndGet();
                }
            }
            turn.end();
        }
        assertThat(stray).hasValue(0);
    }

    @Test
    void shouldInterruptNoOtherHandlerUnderLoad() {
        AtomicInteger stray = new AtomicInteger();
        repeat(() -> turn.interrupt(one));
        for (int i = 0; i < ROUNDS; i++) {
            turn.at(0);
            turn.begin(envelope());
            turn.leave();
            turn.at(1);
            for (int spin = 0; spin < 20; spin++) {
                if (Thread.currentThread().isInterrupted()) {
                    stray.incrementAndGet();
                }
            }
            turn.end();
        }
        assertThat(stray).hasValue(0);
    }

    @Test
    void shouldEndEachCommandOnceUnderLoad() throws Exception {
        AtomicInteger stolen = new AtomicInteger();
        repeat(() -> {
            if (turn.steal(one, "clock") != null) {
                stolen.incrementAndGet();
            }
        });
        int own = 0;
        for (int i = 0; i < ROUNDS; i++) {
            turn.at(0);
            turn.begin(envelope());
            Thread.onSpinWait();
            own += turn.end() ? 1 : 0;
        }
        over.set(true);
        threads.get(0).join();
        assertThat(own + stolen.get()).isEqualTo(ROUNDS);
    }
}
