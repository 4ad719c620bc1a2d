// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bosun.command.Acceptance;
import io.bosun.command.Command;
import io.bosun.command.CommandException;
import io.bosun.command.CommandRoute;
import io.bosun.command.Deadline;
import io.bosun.command.Delivered;
import io.bosun.command.Delivery;
import io.bosun.command.Gather;
import io.bosun.command.Gathered;
import io.bosun.command.HandlerStatus;
import io.bosun.command.Reason;
import io.bosun.command.TargetStatus;
import io.bosun.command.UndeliveredException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BusCommandsTest {
    public record Ping(int number) implements Command<String> {}

    @Delivered(Delivery.BROADCAST)
    @Deadline(millis = 700)
    public record Roll() implements Command<String> {}

    private final CommandRoute roll = CommandLineTest.route(Roll.class, "shop", "roll");
    private final CommandRoute here = CommandLineTest.route(Ping.class);
    private final CommandRoute away = CommandLineTest.remote(here.key(), here.schema());
    private final StubRegistry registry = new StubRegistry(here);
    private final ListenerContext whiteboard = new ListenerContext();

    @Test
    @Timeout(60)
    void shouldWaitForARecordThatIsAwayForAMoment() throws Exception {
        registry.routes = List.of(away);
        CompletableFuture<Object> reply = CompletableFuture.supplyAsync(() -> ask(new StubBus()));
        await().until(() -> whiteboard.listeners.size() == 1);
        whiteboard.change();
        assertThat(reply).isNotDone();

        registry.routes = List.of(here);
        whiteboard.change();

        assertThat(reply.get(30, TimeUnit.SECONDS)).isEqualTo("Ping[number=3]");
        assertThat(whiteboard.listeners).isEmpty();
    }

    @Test
    void shouldNotListenWhereTheRecordIsHere() throws InterruptedException {
        assertThat(commands(new StubBus()).ask("Ping", "number=3")).isEqualTo("Ping[number=3]");
        assertThat(commands(new StubBus()).send("Ping", "number=3")).isEqualTo(Acceptance.ACCEPTED);
        assertThatThrownBy(() -> commands(new StubBus()).ask("Pong")).hasMessageContaining("unknown command 'Pong'");
    }

    @Test
    void shouldTellARefusal() {
        StubBus full = new StubBus() {
            @Override
            public Acceptance send(Command<?> command) {
                return Acceptance.refused(Reason.REJECTED_FULL);
            }
        };

        assertThatThrownBy(() -> commands(full).send("Ping", "number=3"))
                .hasToString("Ping was refused: REJECTED_FULL");
    }

    @Test
    @Timeout(60)
    void shouldCancelTheCommandWhenInterrupted() throws InterruptedException {
        CompletableFuture<Object> asked = new CompletableFuture<>();
        StubBus silent = new StubBus() {
            @Override
            @SuppressWarnings("unchecked")
            public <R> CompletionStage<R> ask(Command<R> command) {
                return (CompletionStage<R>) asked;
            }
        };
        CompletableFuture<Object> end = new CompletableFuture<>();
        Thread shell = new Thread(() -> end.complete(ask(silent)));
        shell.start();
        await().until(() -> shell.getState() == Thread.State.WAITING);

        shell.interrupt();
        shell.join();

        assertThat(asked).isCancelled();
        assertThat(end).isCompletedWithValueMatching(InterruptedException.class::isInstance);
    }

    @Test
    void shouldCountWhatIsUnderWayToo() {
        assertThat(commands(new StubBus()).counts()).isEqualTo(new BusCommands.Counts(10, 3, 4, 2, 1, 5));
    }

    @Test
    void shouldListTheHandlerOfEachCommand() {
        registry.routes = List.of(here, CommandLineTest.remote("a.Far/1", "() -> int"));

        assertThat(commands(new StubBus()).commands()).hasToString("""
                        COMMAND  TARGET  DELIVERY  FIELDS                   HANDLER
                        Ping     t       DIRECT    (number: int) -> String  test
                        Far      t       DIRECT    () -> int                -""");
    }

    @Test
    void shouldListAllWhoGetABroadcast() {
        StubRegistry several = new StubRegistry(roll) {
            @Override
            public List<TargetStatus> targets() {
                return List.of(
                        new TargetStatus("other", List.of(roll.key()), List.of(), 0),
                        new TargetStatus("shop", List.of(roll.key()), List.of(), 0),
                        new TargetStatus("slow", List.of(here.key()), List.of(), 0));
            }

            @Override
            public List<HandlerStatus> handlers() {
                return List.of(
                        RegistryCommandsTest.status(
                                roll.key(), "shop", "org.Shop", "roll", HandlerStatus.State.SERVING),
                        RegistryCommandsTest.status(
                                roll.key(), "other", "org.Other", "handle", HandlerStatus.State.SERVING));
            }
        };

        assertThat(new BusCommands(whiteboard.context, new StubBus(), several).commands())
                .hasToString("""
                        COMMAND  TARGET       DELIVERY   FIELDS        HANDLER
                        Roll     other, shop  BROADCAST  () -> String  org.Other, org.Shop.roll""");
    }

    @Test
    void shouldShowWhatEachBerthAnswersToABroadcast() throws InterruptedException {
        registry.routes = List.of(here, roll);
        StubBus crew = new StubBus() {
            @Override
            @SuppressWarnings("unchecked")
            public <R> CompletionStage<Gathered<R>> askAll(Command<R> broadcast, Gather gather, Duration timeout) {
                assertThat(gather).isEqualTo(Gather.all());
                assertThat(timeout).isEqualTo(Duration.ofMillis(700));
                CommandException late = UndeliveredException.of(Reason.DEADLINE, "Roll: no reply\ncame", null);
                return CompletableFuture.completedFuture(new Gathered<>(
                        List.of(
                                new Gathered.Part<>("other", "h1", null, late),
                                new Gathered.Part<>("shop", "boss", (R) "here", null)),
                        false));
            }
        };

        assertThat(commands(crew).askall("Roll")).hasToString("""
                        TARGET  PLACE  REPLY  FAILURE
                        other   h1            DEADLINE: Roll: no reply came
                        shop    boss   here""");
        assertThatThrownBy(() -> commands(crew).askall("Ping", "number=3"))
                .hasToString("Ping is no broadcast: use ask");
    }

    @Test
    void shouldSayHowToAskABroadcast() {
        registry.routes = List.of(roll);

        assertThatThrownBy(() -> commands(new StubBus()).ask("Roll"))
                .hasToString("Roll is a broadcast, of which many may answer: use askall, or send");
    }

    /** The reply, or the interruption. */
    private Object ask(StubBus bus) {
        try {
            return commands(bus).ask("Ping", "number=3");
        } catch (InterruptedException e) {
            return e;
        }
    }

    private BusCommands commands(StubBus bus) {
        return new BusCommands(whiteboard.context, bus, registry);
    }
}
