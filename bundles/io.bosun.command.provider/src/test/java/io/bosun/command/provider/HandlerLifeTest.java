// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.command.CommandHandler;
import io.bosun.command.Reason;
import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Ask;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/** When a handler's object is got and given back, and what it leaves behind. */
@Timeout(60)
class HandlerLifeTest {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final Queue<Integer> ran = new ConcurrentLinkedQueue<>();
    private BusRig rig;

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    @DisplayName("Promise 1: what an asynchronous handler leaves behind ends as MAY_HAVE_RUN")
    void shouldGiveUpTheStagesOfAHandlerThatIsGone() throws Exception {
        rig = new BusRig("boss", BusRig.settings(10_000, 20, 10_000));
        ServiceRegistration<?> first = rig.handleAsync(Ask.class, "desk", (command, context) -> {
            entered.countDown();
            return new CompletableFuture<>();
        });
        CompletionStage<Answer> asked = rig.bus.ask(new Ask(1));
        entered.await();
        first.unregister();
        assertThat(BusTests.reason(asked)).isEqualTo(Reason.MAY_HAVE_RUN);
    }

    @Test
    void shouldGetTheHandlerAtItsFirstCommandAndGiveItBack() throws Exception {
        rig = new BusRig();
        AtomicInteger got = new AtomicInteger();
        AtomicInteger given = new AtomicInteger();
        CommandHandler<Ask, Answer> handler = (command, context) -> {
            ran.add(command.id());
            return new Answer("new " + command.id());
        };
        ServiceFactory<Object> factory = new ServiceFactory<>() {
            @Override
            public Object getService(Bundle bundle, ServiceRegistration<Object> registration) {
                // As a component whose first activation fails.
                return got.incrementAndGet() == 1 ? null : handler;
            }

            @Override
            public void ungetService(Bundle bundle, ServiceRegistration<Object> registration, Object service) {
                given.incrementAndGet();
            }
        };
        ServiceRegistration<?> unused = rig.register(CommandHandler.class, factory, Ask.class.getName(), "desk");
        assertThat(got).hasValue(0);
        CompletionStage<Answer> first = rig.bus.ask(new Ask(1));
        await().atMost(BusRig.LIVE).until(() -> got.get() > 0);
        assertThat(rig.bus.call(new Ask(2), BusRig.LIVE)).isEqualTo(new Answer("new 2"));
        assertThat(BusTests.reply(first)).isEqualTo(new Answer("new 1"));
        assertThat(ran).containsExactly(1, 2);
        assertThat(got).hasValue(2);
        unused.unregister();
        assertThat(given).hasValue(1);
    }

    @Test
    @DisplayName("Promise 1: commands of a handler that cannot be activated end once the grace is over")
    void shouldFailTheCommandsOfAHandlerThatCannotBeActivated() throws Exception {
        rig = new BusRig("boss", BusRig.settings(20, 20, 10_000));
        AtomicReference<CommandHandler<Ask, Answer>> handler = new AtomicReference<>();
        ServiceFactory<Object> factory = new ServiceFactory<>() {
            @Override
            public Object getService(Bundle bundle, ServiceRegistration<Object> registration) {
                return handler.get();
            }

            @Override
            public void ungetService(Bundle bundle, ServiceRegistration<Object> registration, Object service) {
                // Nothing to give back.
            }
        };
        rig.register(CommandHandler.class, factory, Ask.class.getName(), "desk");
        assertThat(BusTests.reason(rig.bus.ask(new Ask(1)))).isEqualTo(Reason.NO_HANDLER);
        assertThat(rig.registry.failures()).singleElement().asString().contains("cannot be activated");
        handler.set((command, context) -> new Answer("late"));
        assertThat(rig.bus.call(new Ask(2), BusRig.LIVE)).isEqualTo(new Answer("late"));
        assertThat(rig.registry.failures()).isEmpty();
    }

    @Test
    @DisplayName("Promise 3: what an asynchronous handler has begun is bounded")
    void shouldRefuseWhatAnAsynchronousHandlerCannotBeginAnyMore() throws Exception {
        rig = new BusRig(
                "boss",
                new Settings(10_000, 10_000, 10_000, 30_000, 10_000, 1, 1_000, 1 << 20, 4, 100_000, 60_000, 256));
        CompletableFuture<Answer> stage = new CompletableFuture<>();
        rig.handleAsync(Ask.class, "desk", (command, context) -> stage);
        CompletionStage<Answer> begun = rig.bus.ask(new Ask(1));
        assertThat(BusTests.reason(rig.bus.ask(new Ask(2)))).isEqualTo(Reason.REJECTED_FULL);
        stage.complete(new Answer("now"));
        assertThat(BusTests.reply(begun)).isEqualTo(new Answer("now"));
        assertThat(rig.bus.call(new Ask(3), BusRig.LIVE)).isEqualTo(new Answer("now"));
    }
}
