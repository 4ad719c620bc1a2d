// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.bosun.command.CommandContext;
import io.bosun.command.CommandHandler;
import io.bosun.command.CommandRoute;
import io.bosun.command.Reason;
import io.bosun.command.TargetStatus;
import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.NoRecord;
import io.bosun.command.provider.Commands.Other;
import io.bosun.command.provider.Commands.Tick;
import io.bosun.transport.RouteEntry;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.ServiceRegistration;

@Timeout(60)
class RegistrationTest {
    private final CountDownLatch gate = new CountDownLatch(1);
    private BusRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new BusRig();
    }

    @AfterEach
    void close() throws Exception {
        gate.countDown();
        rig.close();
    }

    private ServiceRegistration<?> handle(String target, String answer) {
        return rig.handle(Ask.class, target, (command, context) -> new Answer(answer));
    }

    private String asked() throws Exception {
        return rig.bus.call(new Ask(1), BusRig.LIVE).text();
    }

    @Test
    @DisplayName("MS-7 two targets for one command conflict: the second is listed, and takes over when the first goes")
    void shouldListAConflictAndLetTheSecondTakeOver() throws Exception {
        ServiceRegistration<?> first = handle("left", "from left");
        ServiceRegistration<?> second = handle("right", "from right");
        ServiceRegistration<?> third = handle("right", "from the other right");
        assertThat(rig.registry.failures())
                .hasSize(2)
                .allSatisfy(each ->
                        assertThat(each).contains("Ask", "left", "right").contains("org.apache.felix.framework"));
        assertThat(asked()).isEqualTo("from left");
        first.unregister();
        assertThat(rig.registry.failures()).hasSize(1);
        assertThat(asked()).isEqualTo("from right");
        second.unregister();
        assertThat(asked()).isEqualTo("from the other right");
        third.unregister();
        assertThat(rig.registry.failures()).isEmpty();
    }

    @Test
    @DisplayName("Promise 1: what waits at the first target goes to the second one")
    void shouldSendWhatWaitsToTheTargetThatTakesOver() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        ServiceRegistration<?> first = rig.handle(Ask.class, "left", (command, context) -> {
            entered.countDown();
            gate.await();
            return new Answer("from left");
        });
        handle("right", "from right");
        CompletionStage<Answer> running = rig.bus.ask(new Ask(1));
        entered.await();
        CompletionStage<Answer> queued = rig.bus.ask(new Ask(2));
        Thread remover = new Thread(first::unregister);
        remover.start();
        await().atMost(BusRig.LIVE).until(() -> remover.getState() == Thread.State.TIMED_WAITING);
        assertThat(asked()).isEqualTo("from right");
        gate.countDown();
        remover.join();
        assertThat(BusTests.reply(running).text()).isEqualTo("from left");
        assertThat(BusTests.reply(queued).text()).isEqualTo("from right");
        assertThat(rig.letters.total()).isZero();
    }

    @Test
    @DisplayName("MS-7 a second handler of the same target conflicts, and takes over when the first goes")
    void shouldRefuseASecondHandlerOfTheSameTargetUntilTheFirstGoes() throws Exception {
        ServiceRegistration<?> first = handle("desk", "first");
        handle("desk", "second");
        assertThat(rig.registry.failures()).hasSize(1);
        assertThat(asked()).isEqualTo("first");
        first.unregister();
        assertThat(rig.registry.failures()).isEmpty();
        assertThat(asked()).isEqualTo("second");
    }

    @Test
    @DisplayName("MS-6, MS-8 what cannot be a handler is listed with what is wrong, and leaves nothing behind")
    void shouldListWhatCannotBeAHandler() {
        CommandHandler<Ask, Answer> handler = (command, context) -> new Answer("no");
        Class<?> type = CommandHandler.class;
        ServiceRegistration<?> noRecord = rig.register(type, handler, NoRecord.class.getName(), "a");
        rig.register(type, handler, "no.such.Command", "b");
        rig.register(type, handler, "", "c");
        rig.register(type, handler, Ask.class.getName(), " ");
        assertThat(rig.registry.failures()).hasSize(4);
        assertThat(rig.registry.failures().get(0)).contains("NoRecord", "record");
        assertThat(rig.registry.failures().get(1)).contains("no.such.Command", "import its package");
        assertThat(rig.registry.failures().get(2)).contains(CommandHandler.HANDLES);
        assertThat(rig.registry.failures().get(3)).contains(CommandHandler.TARGET);
        assertThat(rig.registry.routes()).isEmpty();
        assertThat(rig.registry.targets()).isEmpty();
        noRecord.unregister();
        assertThat(rig.registry.failures()).hasSize(3);
    }

    @Test
    void shouldTakeTheNameOfTheComponentAsTarget() {
        rig.context.registerService(
                CommandHandler.class.getName(),
                (CommandHandler<Ask, Answer>) (command, context) -> new Answer("yes"),
                new Hashtable<>(Map.of(CommandHandler.HANDLES, Ask.class.getName(), "component.name", "my.Desk")));
        assertThat(rig.registry.routeFor(Ask.class).target()).isEqualTo("my.Desk");
    }

    /** Handles another command than its annotation says. */
    public static final class Mistaken implements CommandHandler<Other, Answer> {
        @Override
        public Answer handle(Other command, CommandContext context) {
            return new Answer("other");
        }
    }

    @Test
    @DisplayName("W-MS-12 a component of another command than it is annotated with is refused before it is activated")
    void shouldCompareTheCommandOfAComponentWithItsClass() {
        rig.context.registerService(
                CommandHandler.class.getName(),
                new Mistaken(),
                new Hashtable<>(Map.of(
                        CommandHandler.HANDLES, Ask.class.getName(), "component.name", Mistaken.class.getName())));
        assertThat(rig.registry.failures())
                .singleElement()
                .asString()
                .contains(Ask.class.getName(), Other.class.getName(), "same command");
        assertThat(rig.registry.routes()).isEmpty();
    }

    @Test
    void shouldFollowChangedProperties() throws Exception {
        ServiceRegistration<?> handler = handle("desk", "yes");
        assertThat(asked()).isEqualTo("yes");
        handler.setProperties(
                new Hashtable<>(Map.of(CommandHandler.HANDLES, Ask.class.getName(), CommandHandler.TARGET, "table")));
        assertThat(asked()).isEqualTo("yes");
        assertThat(rig.registry.routeFor(Ask.class).target()).isEqualTo("table");
        handler.setProperties(
                new Hashtable<>(Map.of(CommandHandler.HANDLES, "no.such.Command", CommandHandler.TARGET, "table")));
        assertThat(rig.registry.failures()).singleElement().asString().contains("no.such.Command");
        assertThat(rig.registry.local()).extracting(RouteEntry::target).containsOnly("table");
    }

    @Test
    @DisplayName("MS-14 routes and targets are reported, sorted")
    void shouldReportRoutesAndTargets() throws Exception {
        rig.handle(Tick.class, "clock", (command, context) -> null);
        rig.handle(Other.class, "desk", (command, context) -> new Answer("other"));
        handle("desk", "yes");
        asked();
        String ask = Ask.class.getName() + "/1";
        String other = Other.class.getName() + "/1";
        assertThat(rig.registry.routes())
                .extracting(CommandRoute::key)
                .containsExactly(ask, other, Tick.class.getName() + "/1");
        assertThat(rig.registry.routes().get(0).schema()).isEqualTo("(id: int) -> " + Answer.class.getName());
        assertThat(rig.registry.targets()).extracting(TargetStatus::name).containsExactly("clock", "desk");
        TargetStatus desk = rig.registry.targets().get(1);
        assertThat(desk.commands()).containsExactly(ask, other);
        await().atMost(BusRig.LIVE)
                .untilAsserted(() -> assertThat(rig.registry.targets().get(1).berths())
                        .containsExactly(new TargetStatus.BerthStatus("boss", 0, 1)));
    }

    @Test
    @DisplayName("MS-9 J: listeners hear of added and removed routes, and one that fails does not hide them")
    void shouldTellListenersWhatIsServedHere() throws Exception {
        rig.close();
        rig = new BusRig("boss", BusRig.settings(20, 10_000, 10_000));
        List<List<String>> heard = new CopyOnWriteArrayList<>();
        rig.registry.addRouteListener(source -> {
            throw new AssertionError("a bad listener");
        });
        rig.registry.addRouteListener(source ->
                heard.add(source.local().stream().map(RouteEntry::target).toList()));
        ServiceRegistration<?> handler = handle("desk", "yes");
        assertThat(heard).containsExactly(List.of("desk"));
        assertThatCode(handler::unregister).doesNotThrowAnyException();
        await().atMost(BusRig.LIVE).untilAsserted(() -> assertThat(heard).containsExactly(List.of("desk"), List.of()));
    }

    @Test
    void shouldRunATargetOnlyWhereItIsPlaced() throws Exception {
        ServiceRegistration<?> away = rig.place("desk", false);
        handle("desk", "here");
        assertThat(rig.registry.local()).isEmpty();
        CompletionStage<Answer> asked = rig.bus.ask(new Ask(1));
        assertThat(rig.parked()).isEqualTo(1);
        away.unregister();
        assertThat(BusTests.reply(asked).text()).isEqualTo("here");
    }

    @Test
    void shouldFollowTheFirstOfTwoPlacementsAsServicesAreOrdered() throws Exception {
        rig.place("desk", true);
        rig.place("desk", false);
        handle("desk", "here");
        assertThat(asked()).as("the older one counts").isEqualTo("here");
        ServiceRegistration<?> higher = rig.place("desk", false, 1);
        assertThat(rig.registry.local()).as("the higher one counts").isEmpty();
        higher.unregister();
        assertThat(asked()).isEqualTo("here");
    }

    @Test
    @DisplayName("Promise 1: what waits at a target that is moved away goes where it is now")
    void shouldSendWhatWaitsWhereTheTargetIsMoved() throws Exception {
        PeerBerth peer = rig.add(new PeerBerth("desk", "h1", 10, Ask.class));
        ServiceRegistration<?> handler = handle("desk", "here");
        assertThat(asked()).isEqualTo("here");
        handler.unregister();
        CompletionStage<Answer> waiting = rig.bus.ask(new Ask(2));
        await().atMost(BusRig.LIVE).until(() -> rig.parked() == 1);
        rig.place("desk", false);
        peer.take().complete(new Answer("there"));
        assertThat(BusTests.reply(waiting).text()).isEqualTo("there");
    }

    @Test
    void shouldRefuseWhatWaitsWhenThereIsNoPlaceForTheTarget() throws Exception {
        rig.close();
        rig = new BusRig("boss", BusRig.settings(20, 10_000, 10_000));
        rig.place("desk", false);
        handle("desk", "here");
        assertThat(BusTests.reason(rig.bus.ask(new Ask(1)))).isEqualTo(Reason.NO_HANDLER);
    }
}
