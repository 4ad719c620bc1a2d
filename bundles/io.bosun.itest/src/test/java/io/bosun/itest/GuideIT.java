// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.command.Command;
import io.bosun.command.CommandBus;
import io.bosun.command.HandlerStatus;
import io.bosun.command.Reason;
import io.bosun.itest.guide.Count;
import io.bosun.itest.guide.Deliver;
import io.bosun.itest.guide.Halt;
import io.bosun.itest.guide.Sweep;
import io.bosun.itest.guide.client.Apprentice;
import io.bosun.itest.guide.client.Counter;
import io.bosun.itest.guide.client.Observer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.example.greet.Greet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/** The examples of docs/commands.md, in bundles as a user's build makes them. */
@DisplayName("the guide")
class GuideIT {
    private static final Duration ASK = Duration.ofSeconds(30);
    private static final String HANDLERS = "io.bosun.itest.guide.handler";
    private static final String CLIENTS = "io.bosun.itest.guide.client";

    private final TestDirectory directory = TestDirectory.create();
    private final Container container =
            Container.start(Container.directory(directory), Count.class.getPackageName(), CLIENTS);
    private Bundle handlers;
    private CommandBus bus;
    private Counter counter;
    private Observer observer;

    @BeforeEach
    void deploy() {
        container.start(ComponentJar.of(
                "itest.guide.clients", "1.0.0", Map.of("-includepackage", CLIENTS, "Import-Package", CLIENTS + ",*")));
        observer = container.service(Observer.class);
        counter = container.service(Counter.class);
        bus = container.bus();
        handlers = container.start(ComponentJar.of("itest.guide.handlers", "1.0.0", HANDLERS));
        Awaitility.await("handlers")
                .atMost(Processes.LIVENESS)
                .until(() -> container.registry().handlers().stream()
                                .filter(each -> each.state() == HandlerStatus.State.SERVING)
                                .count()
                        >= 8);
    }

    @AfterEach
    void close() {
        container.close();
        directory.close();
    }

    @Test
    @DisplayName("MS-3, MS-5: sends, calls and asks a component, a set and an asynchronous handler")
    void shouldReachEveryKindOfHandler() throws Exception {
        assertThat(counter.deliver("apples", 5)).isTrue();
        Awaitility.await("the delivery").atMost(Processes.LIVENESS).until(() -> counter.count("apples") == 5);

        assertThat(counter.reserve("apples", 2)).isEqualTo("3 left");
        assertThat(counter.reserve("pears", 2)).isEqualTo("no: java.util.NoSuchElementException");
        assertThat(counter.order("apples", 1, "Hamburg").toCompletableFuture().get(ASK.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo("apples to Hamburg");
    }

    @Test
    @DisplayName("asks everybody for what they have")
    void shouldAskAll() throws Exception {
        bus.call(new Deliver("apples", 5), ASK);

        assertThat(counter.takeStock().replies()).containsExactly(Map.of("apples", 5));
        assertThat(counter.takeStock().parts().get(0).target()).isEqualTo("warehouse");
    }

    @Test
    @DisplayName("lets a control command overtake, and gives up what takes too long")
    void shouldHaltAndGiveUp() throws Exception {
        assertThat(counter.giveUp()).isTrue();
        Awaitility.await("its letter")
                .atMost(Processes.LIVENESS)
                .until(() -> observer.seen().stream()
                        .anyMatch(each -> each.startsWith(Reason.CANCELLED + " ") && each.contains("Inventory")));

        bus.call(new Halt("fire"), ASK);
        assertThat(failure(new Deliver("apples", 1))).hasRootCauseMessage("boss comes too late: fire");
    }

    private Throwable failure(Command<?> command) throws InterruptedException {
        try {
            throw new AssertionError("replied " + bus.call(command, ASK));
        } catch (RuntimeException e) {
            return e;
        }
    }

    @Test
    @DisplayName("README.md: the first handler says hello")
    void shouldRunTheFirstHandler() throws Exception {
        container.start(ComponentJar.of("org.example.greet", "1.0.0", Greet.class.getPackageName()));
        Awaitility.await("the greeter")
                .atMost(Processes.LIVENESS)
                .until(() -> container.registry().handlers().stream()
                        .anyMatch(each -> each.target().equals("greeter")));

        Class<?> inBundle =
                container.registry().commandForHandler("greeter", "handle").type();
        Command<?> greet = (Command<?>) inBundle.getConstructor(String.class).newInstance("World");

        assertThat(inBundle).isNotEqualTo(Greet.class);
        assertThat(bus.call(greet, ASK)).isEqualTo("Hello World");
    }

    @Test
    @DisplayName("reads declarations, policies and names as the records have them")
    void shouldReadTheDeclarations() {
        var route = container.registry().routeFor(Count.class);

        assertThat(route.key()).isEqualTo("warehouse.count/2");
        assertThat(route.target()).isEqualTo("warehouse");
        assertThat(route.policy().idempotent()).isTrue();
        assertThat(route.policy().retries()).isEqualTo(3);
        assertThat(route.handler()).isEqualTo("count");
        assertThat(container.registry().commandForHandler("warehouse", "count").type())
                .isEqualTo(Count.class);
        assertThat(container.registry().explain(Count.class).why()).isNotEmpty();
    }

    @Test
    @DisplayName("registers handlers by hand, which go with their owner")
    void shouldRegisterByHand() throws Exception {
        container.service(Apprentice.class);
        assertThat(bus.call(new Sweep("left"), ASK)).isEqualTo(4);

        container.context().getServiceReference(Apprentice.class).getBundle().stop();

        assertThat(container.registry().handlers()).noneMatch(each -> each.key().contains("Sweep"));
        Awaitility.await("its removal is told")
                .atMost(Processes.LIVENESS)
                .until(() -> observer.seen().stream().anyMatch(each -> each.matches("HANDLER_REMOVED .*Sweep/1")));
    }

    @Test
    @DisplayName("tells who observes it that handlers have come")
    void shouldTellTheObserver() {
        // not of those of its own bundle: its components come in any order
        Awaitility.await("the event of a handler")
                .atMost(Processes.LIVENESS)
                .until(() -> observer.seen().stream().anyMatch(each -> each.matches("HANDLER_ADDED .*Reserve/1")));
    }

    @Test
    @DisplayName("keeps what waits while its handlers' bundle is replaced")
    void shouldReplace() throws Exception {
        handlers.stop();
        var waiting = bus.ask(new Count("apples")).toCompletableFuture();
        handlers.start();

        assertThat(waiting.get(ASK.toSeconds(), TimeUnit.SECONDS)).isZero();
    }
}
