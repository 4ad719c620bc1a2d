// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.command.Reason;
import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Ask;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gives up is heard by the handler, and by nobody else. */
@Timeout(60)
class CancelledHandlerTest {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();
    private BusRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new BusRig();
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private AskedEnvelope dispatched(int id) {
        AskedEnvelope asked = new AskedEnvelope(new Ask(id));
        rig.bus.dispatch(asked, true);
        return asked;
    }

    @Test
    @DisplayName("W-MS-10: a cancelled command's handler is interrupted and told, the next one is not")
    void shouldInterruptTheHandlerOfACancelledCommandOnly() throws Exception {
        rig.handle(Ask.class, "desk", (command, context) -> {
            if (command.id() > 1) {
                seen.add(command.id() + " " + Thread.currentThread().isInterrupted() + " " + context.isCancelled());
                return new Answer("done");
            }
            entered.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                seen.add("interrupted " + context.isCancelled());
                Thread.currentThread().interrupt();
            }
            return new Answer("late");
        });
        AskedEnvelope first = dispatched(1);
        AskedEnvelope second = dispatched(2);
        entered.await();
        assertThat(first.cancel(Reason.CANCELLED)).isTrue();
        assertThat(first.end.get(10, TimeUnit.SECONDS)).isEqualTo(Reason.CANCELLED);
        assertThat(second.end.get(10, TimeUnit.SECONDS)).isEqualTo(new Answer("done"));
        assertThat(seen).containsExactly("interrupted true", "2 false false");
    }

    @Test
    void shouldNotRunWhatWasCancelledWhileItWaited() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        rig.handle(Ask.class, "desk", (command, context) -> {
            entered.countDown();
            gate.await();
            seen.add("ran " + command.id());
            return new Answer("done");
        });
        AskedEnvelope first = dispatched(1);
        AskedEnvelope second = dispatched(2);
        AskedEnvelope third = dispatched(3);
        entered.await();
        assertThat(second.cancel(Reason.DEADLINE)).isTrue();
        gate.countDown();
        assertThat(third.end.get(10, TimeUnit.SECONDS)).isEqualTo(new Answer("done"));
        assertThat(first.end.get(10, TimeUnit.SECONDS)).isEqualTo(new Answer("done"));
        assertThat(seen).containsExactly("ran 1", "ran 3");
    }

    @Test
    void shouldCancelTheStageOfAnAsynchronousHandler() throws Exception {
        CompletableFuture<Answer> stage = new CompletableFuture<>();
        AtomicReference<AtomicBoolean> told = new AtomicReference<>(new AtomicBoolean());
        rig.handleAsync(Ask.class, "desk", (command, context) -> {
            stage.whenComplete((reply, thrown) -> told.get().set(context.isCancelled()));
            entered.countDown();
            return stage;
        });
        AskedEnvelope asked = dispatched(1);
        entered.await();
        await().atMost(BusRig.LIVE)
                .until(() -> rig.registry.targets().get(0).berths().get(0).pending() == 1);
        asked.cancel(Reason.CANCELLED);
        assertThat(stage).isCancelled();
        assertThat(told.get()).isTrue();
        assertThat(rig.registry.targets().get(0).berths().get(0).pending()).isZero();
    }

    @Test
    void shouldNotInterruptAHandlerThatHasAnswered() throws Exception {
        rig.handle(Ask.class, "desk", (command, context) -> new Answer("done"));
        for (int i = 0; i < 1_000; i++) {
            AskedEnvelope asked = dispatched(i);
            boolean cancelled = asked.cancel(Reason.CANCELLED);
            Object end = asked.end.get(10, TimeUnit.SECONDS);
            assertThat(end).isEqualTo(cancelled ? Reason.CANCELLED : new Answer("done"));
        }
    }
}
