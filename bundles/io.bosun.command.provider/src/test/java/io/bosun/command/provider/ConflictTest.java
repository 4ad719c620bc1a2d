// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bosun.command.CommandConflictException;
import io.bosun.command.CommandHandler;
import io.bosun.command.CommandRoute;
import io.bosun.command.HandlerSet;
import io.bosun.command.HandlerStatus;
import io.bosun.command.HandlerStatus.State;
import io.bosun.command.Handles;
import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.News;
import io.bosun.command.provider.Commands.Other;
import io.bosun.command.runtime.RegistryEvent;
import io.bosun.command.runtime.RegistryEvent.Kind;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;

/** Several handlers of one command. */
@Timeout(60)
class ConflictTest {
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

    private static Hashtable<String, Object> replaceable(String target, int ranking) {
        return new Hashtable<>(Map.of(
                CommandHandler.HANDLES,
                Ask.class.getName(),
                CommandHandler.TARGET,
                target,
                CommandHandler.REPLACEABLE,
                true,
                Constants.SERVICE_RANKING,
                ranking));
    }

    private ServiceRegistration<?> replaceable(String target, int ranking, CommandHandler<Ask, Answer> handler) {
        return rig.context.registerService(CommandHandler.class.getName(), handler, replaceable(target, ranking));
    }

    private ServiceRegistration<?> replaceable(String target, int ranking, String answer) {
        return replaceable(target, ranking, (command, context) -> new Answer(answer));
    }

    private String asked() throws Exception {
        return rig.bus.call(new Ask(1), BusRig.LIVE).text();
    }

    private List<State> states() {
        return rig.registry.handlers().stream().map(HandlerStatus::state).toList();
    }

    private List<Kind> events() {
        return rig.registry.history().stream().map(RegistryEvent::kind).toList();
    }

    @Test
    @DisplayName("MS-7, W-MS-7 a later handler is listed as failed, never silently routed, and promoted when it can be")
    void shouldListALaterHandlerAndPromoteIt() throws Exception {
        ServiceRegistration<?> first = handle("left", "first");
        handle("right", "second");
        assertThat(asked()).isEqualTo("first");
        assertThat(states()).containsExactly(State.SERVING, State.CONFLICT);
        assertThat(rig.registry.handlers().get(1).why()).contains("left", "right", "replaceable");
        assertThat(rig.registry.routeFor(Ask.class).target()).isEqualTo("left");
        first.unregister();
        assertThat(asked()).isEqualTo("second");
        assertThat(states()).containsExactly(State.SERVING);
        assertThat(events())
                .containsExactly(Kind.HANDLER_ADDED, Kind.HANDLER_REFUSED, Kind.HANDLER_REMOVED, Kind.HANDLER_PROMOTED);
    }

    @Test
    @DisplayName("W-MS-7 ranking does not decide between handlers that are not declared replaceable")
    void shouldNotLetRankingDecideUnlessAllAreReplaceable() throws Exception {
        handle("desk", "first");
        replaceable("desk", 100, "second");
        assertThat(asked()).isEqualTo("first");
        assertThat(states()).containsExactly(State.SERVING, State.CONFLICT);
    }

    @Test
    @DisplayName("Of replaceable handlers the highest ranking serves, then the oldest; the others stand by")
    void shouldLetRankingDecideBetweenReplaceableHandlers() throws Exception {
        replaceable("desk", 0, "oldest");
        ServiceRegistration<?> second = replaceable("desk", 0, "second");
        assertThat(asked()).isEqualTo("oldest");
        assertThat(states()).containsExactly(State.SERVING, State.STANDBY);
        assertThat(rig.registry.failures()).isEmpty();
        ServiceRegistration<?> higher = replaceable("elsewhere", 5, "higher");
        assertThat(asked()).isEqualTo("higher");
        assertThat(rig.registry.routeFor(Ask.class).target()).isEqualTo("elsewhere");
        second.setProperties(replaceable("desk", 9));
        assertThat(asked()).as("its ranking was raised").isEqualTo("second");
        second.setProperties(replaceable("desk", -9));
        assertThat(asked()).isEqualTo("higher");
        higher.unregister();
        assertThat(asked()).isEqualTo("oldest");
        assertThat(events()).contains(Kind.HANDLER_PROMOTED);
    }

    @Test
    @DisplayName("One that is not replaceable any more conflicts with those beside it")
    void shouldJudgeAgainWhenAHandlerIsNotReplaceableAnyMore() throws Exception {
        ServiceRegistration<?> first = replaceable("desk", 0, "first");
        replaceable("desk", -1, "second");
        Hashtable<String, Object> only = replaceable("desk", 0);
        only.put(CommandHandler.REPLACEABLE, false);
        first.setProperties(only);
        assertThat(states()).containsExactly(State.SERVING, State.CONFLICT);
        assertThat(asked()).isEqualTo("first");
        first.setProperties(replaceable("desk", -2));
        assertThat(states()).containsExactly(State.SERVING, State.STANDBY);
        assertThat(asked()).isEqualTo("second");
    }

    @Test
    @DisplayName("Promise 2: a newcomer of higher ranking takes over without a lost command")
    void shouldTakeOverWithoutALostCommand() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        replaceable("desk", 0, (command, context) -> {
            entered.countDown();
            gate.await();
            return new Answer("old");
        });
        List<CompletionStage<Answer>> asked = new ArrayList<>();
        asked.add(rig.bus.ask(new Ask(0)));
        entered.await();
        IntStream.range(1, 50).forEach(i -> asked.add(rig.bus.ask(new Ask(i))));
        Thread newcomer = new Thread(() -> replaceable("desk", 1, "new"));
        newcomer.start();
        await().atMost(BusRig.LIVE).until(() -> states().equals(List.of(State.SERVING, State.STANDBY)));
        gate.countDown();
        newcomer.join();
        assertThat(BusTests.reply(asked.get(0)).text()).isEqualTo("old");
        for (CompletionStage<Answer> each : asked.subList(1, 50)) {
            assertThat(BusTests.reply(each).text()).isEqualTo("new");
        }
        assertThat(rig.letters.total()).isZero();
    }

    @Test
    @DisplayName("Every handler of a broadcast serves, also two of one target")
    void shouldLetEveryHandlerOfABroadcastServe() {
        for (String target : List.of("one", "one", "two")) {
            rig.handle(News.class, target, (command, context) -> null);
        }
        assertThat(states()).containsOnly(State.SERVING).hasSize(3);
        assertThat(rig.registry.failures()).isEmpty();
    }

    /** One method name for one command. */
    public static final class OpenAsk implements HandlerSet {
        /** Answers. */
        @Handles(value = Ask.class, target = "desk")
        public Answer open(Ask command) {
            return new Answer("ask");
        }
    }

    /** The same name for another one. */
    public static final class OpenOther implements HandlerSet {
        /** Answers. */
        @Handles(value = Other.class, target = "desk")
        public Answer open(Other command) {
            return new Answer("other");
        }
    }

    @Test
    @DisplayName("MS-7 one handler name of one target cannot answer two commands")
    void shouldRefuseOneNameForTwoCommands() throws Exception {
        ServiceRegistration<?> first = rig.handleAll("a", new OpenAsk());
        rig.handleAll("b", new OpenOther());
        assertThat(rig.registry.failures())
                .singleElement()
                .asString()
                .contains("open", "desk", "Ask/1", "Other/1", "rename");
        assertThat(rig.registry.routes()).hasSize(1);
        first.unregister();
        assertThat(rig.bus.call(new Other(1), BusRig.LIVE)).isEqualTo(new Answer("other"));
    }

    @Test
    @DisplayName("MS-7 handlers of one command may share a target, for their method has no name of its own")
    void shouldNotCompareTheNamesOfHandlersOfOneCommand() {
        handle("desk", "ask");
        rig.handle(Other.class, "desk", (command, context) -> new Answer("other"));
        assertThat(rig.registry.failures()).isEmpty();
    }

    @Test
    @DisplayName("MS-7, W-MS-7 identity is class and bundle: equal class names of two bundles do not collide")
    void shouldTellClassesOfTwoBundlesApart() throws Exception {
        Bundle one = rig.install("one", Bundled.class);
        Bundle two = rig.install("two", Bundled.class);
        HandlerSet first = (HandlerSet) BusRig.make(one, Bundled.Desk.class);
        HandlerSet second = (HandlerSet) BusRig.make(two, Bundled.Desk.class);
        assertThat(first.getClass()).isNotSameAs(second.getClass());
        rig.registryOf(one).register(first, "left");
        assertThatThrownBy(() -> rig.registryOf(two).register(second, "right"))
                .as("they disagree on the command")
                .isInstanceOf(CommandConflictException.class)
                .hasMessageContaining("one 1.0.0")
                .hasMessageContaining("two 1.0.0")
                .hasMessageContaining("left")
                .hasMessageContaining("right");
        assertThat(rig.registry.routes()).extracting(CommandRoute::bundle).containsExactly("one 1.0.0");
        HandlerSet bell = (HandlerSet) BusRig.make(one, Bundled.Bell.class);
        HandlerSet same = (HandlerSet) BusRig.make(two, Bundled.Bell.class);
        rig.registryOf(one).register(bell, null);
        rig.registryOf(two).register(same, null);
        assertThat(rig.registry.handlers())
                .hasSize(3)
                .extracting(HandlerStatus::state)
                .containsOnly(State.SERVING);
        one.stop();
        two.stop();
        two.start();
        rig.registryOf(two).register(second, "right");
        assertThat(rig.registry.routes()).extracting(CommandRoute::bundle).contains("two 1.0.0");
    }
}
