// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bosun.command.Command;
import io.bosun.command.CommandHandler;
import io.bosun.command.HandlerStatus;
import io.bosun.command.HandlerStatus.State;
import io.bosun.command.MissingHandlerException;
import io.bosun.command.RouteExplanation;
import io.bosun.command.RouteValidation;
import io.bosun.command.RouteValidation.Unmet;
import io.bosun.command.UnknownCommandException;
import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.News;
import io.bosun.command.provider.Commands.Other;
import io.bosun.command.provider.Commands.Report;
import io.bosun.command.provider.Commands.Tick;
import io.bosun.command.runtime.RegistryEvent;
import io.bosun.command.runtime.RegistryEvent.Kind;
import io.bosun.command.runtime.RegistryListener;
import io.bosun.command.runtime.RegistrySnapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.ServiceRegistration;

/** What the registry says about itself. */
@Timeout(60)
class RegistryViewTest {
    private static final String ASK = Ask.class.getName() + "/1";
    private static final String NEWS = News.class.getName() + "/1";

    private BusRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new BusRig();
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private ServiceRegistration<?> answer(Class<? extends Command<Answer>> command, String target) {
        return rig.register(
                CommandHandler.class,
                (CommandHandler<Ask, Answer>) (c, context) -> new Answer("yes"),
                command.getName(),
                target);
    }

    private ServiceRegistration<?> read(String target) {
        return rig.handle(News.class, target, (command, context) -> null);
    }

    @Test
    @DisplayName("MS-10 a route is that of exactly one class; everything else is unknown")
    void shouldKnowExactlyTheClassThatIsHandled() {
        answer(Ask.class, "desk");
        assertThat(rig.registry.routeFor(Ask.class).target()).isEqualTo("desk");
        for (Class<?> each : List.of(Other.class, Command.class, Answer.class, Record.class)) {
            assertThatThrownBy(() -> rig.registry.routeFor(each))
                    .isInstanceOf(UnknownCommandException.class)
                    .hasMessageContaining(each.getName());
        }
    }

    @Test
    @DisplayName("MS-11 a target's handlers are its own and all broadcasts, by key, and cannot be changed")
    void shouldListTheHandlersOfATarget() {
        answer(Ask.class, "desk");
        answer(Other.class, "elsewhere");
        read("reader");
        assertThat(rig.registry.handlersForTarget("desk")).containsOnlyKeys(ASK, NEWS);
        assertThat(rig.registry.handlersForTarget("desk").keySet()).containsExactly(ASK, NEWS);
        assertThat(rig.registry.handlersForTarget("nobody")).containsOnlyKeys(NEWS);
        Map<String, ?> all = rig.registry.handlersForTarget("desk");
        assertThatThrownBy(() -> all.remove(ASK)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    @DisplayName("MS-12 the command of a handler, by component, class or target; unknown or several is told")
    void shouldFindTheCommandOfAHandler() {
        rig.handleAll("my.Desk", new HandlerSetTest.Desk());
        for (String each : List.of("my.Desk", HandlerSetTest.Desk.class.getName())) {
            assertThat(rig.registry.commandForHandler(each, "ask").type()).isEqualTo(Ask.class);
            assertThat(rig.registry.commandForHandler(each, "tick").type()).isEqualTo(Tick.class);
        }
        assertThat(rig.registry.commandForHandler("clock", "tick").type()).isEqualTo(Tick.class);
        assertThatThrownBy(() -> rig.registry.commandForHandler("my.Desk", "no"))
                .isInstanceOf(UnknownCommandException.class)
                .hasMessageContaining("no of my.Desk");
        answer(Other.class, "both");
        rig.handle(Report.class, "both", (command, context) -> new Answer("report"));
        assertThatThrownBy(() -> rig.registry.commandForHandler("both", "handle"))
                .isInstanceOf(UnknownCommandException.class)
                .hasMessageContaining("Other/1")
                .hasMessageContaining("Report/1");
    }

    @Test
    @DisplayName("MS-13 one report of everything unmet, the missing targets sorted; COORDINATOR is not looked at")
    void shouldReportEverythingThatIsMissing() {
        answer(Ask.class, "desk");
        ServiceRegistration<?> other = answer(Other.class, "away");
        read("b");
        rig.handle(Report.class, "office", (command, context) -> null);
        RouteValidation missing = rig.registry.validateTargets(List.of("d", "desk", "b", "c"));
        assertThat(missing.unmet()).extracting(Unmet::key).containsExactly(NEWS, other());
        assertThat(missing.unmet().get(0).targets()).containsExactly("c", "d", "desk");
        assertThat(missing.unmet().get(1).targets()).containsExactly("away");
        assertThatThrownBy(missing::orThrow)
                .isInstanceOf(MissingHandlerException.class)
                .hasMessageContaining("c, d, desk")
                .hasMessageContaining("away is not there");
        assertThat(rig.registry.validateTargets(List.of("desk", "away", "b")).unmet())
                .singleElement()
                .returns(List.of("away", "desk"), Unmet::targets);
        other.unregister();
        assertThat(rig.registry.validateTargets(List.of("away", "b")).unmet())
                .filteredOn(each -> each.key().equals(other()))
                .singleElement()
                .satisfies(each -> assertThat(each.problem()).contains("has no handler"));
        rig.add(new PeerBerth("away", "h1", 1, Other.class));
        assertThat(rig.registry.validateTargets(List.of("away", "b")).unmet())
                .extracting(Unmet::key)
                .doesNotContain(other());
        read("desk");
        assertThatCode(() -> rig.registry.validateTargets(List.of("desk")).unmet())
                .doesNotThrowAnyException();
    }

    private static String other() {
        return Other.class.getName() + "/1";
    }

    @Test
    void shouldBeMetWhereAllIsThere() {
        answer(Ask.class, "desk");
        read("desk");
        RouteValidation validation = rig.registry.validateTargets(List.of("desk"));
        assertThat(validation.isMet()).isTrue();
        assertThatCode(validation::orThrow).doesNotThrowAnyException();
    }

    @Test
    void shouldExplainWhereACommandGoesAndWhatCompetes() {
        assertThat(rig.registry.explain(Ask.class).route()).isEmpty();
        assertThat(rig.registry.explain("no.such/1").why())
                .singleElement()
                .asString()
                .contains("no.such/1");
        answer(Ask.class, "desk");
        answer(Ask.class, "second");
        rig.add(new PeerBerth("desk", "h1", 1, Ask.class));
        RouteExplanation explained = rig.registry.explain(ASK);
        assertThat(explained.places()).containsExactly("boss");
        assertThat(explained.why().get(0)).isEqualTo("It goes to boss");
        assertThat(explained.handlers())
                .extracting(HandlerStatus::state)
                .containsExactly(State.SERVING, State.CONFLICT);
        assertThat(explained.why()).last().asString().contains("second");
        rig.place("desk", false);
        explained = rig.registry.explain(ASK);
        assertThat(explained.places()).containsExactly("h1");
        assertThat(explained.handlers().get(0).state()).isEqualTo(State.NOT_PLACED);
        assertThat(explained.handlers().get(0).why()).contains("elsewhere");
    }

    @Test
    @DisplayName("Every change has one event, numbered without a gap, in order, and bounded")
    void shouldTellEveryChange() throws Exception {
        Queue<RegistryEvent> heard = new ConcurrentLinkedQueue<>();
        ServiceRegistration<?> bad = rig.context.registerService(
                RegistryListener.class,
                event -> {
                    throw new AssertionError("a bad listener");
                },
                new Hashtable<>());
        rig.context.registerService(RegistryListener.class, heard::add, new Hashtable<>());
        ServiceRegistration<?> first = answer(Ask.class, "desk");
        rig.registry.removeBerth(rig.add(new PeerBerth("desk", "h1", 1, Ask.class)));
        rig.place("desk", false).unregister();
        first.unregister();
        await().atMost(BusRig.LIVE).until(() -> heard.size() == 7);
        assertThat(heard)
                .extracting(RegistryEvent::kind)
                .containsExactly(
                        Kind.HANDLER_ADDED,
                        Kind.BERTH_ADDED,
                        Kind.BERTH_REMOVED,
                        Kind.CONFIGURED,
                        Kind.UNCONFIGURED,
                        Kind.HANDLER_PROMOTED,
                        Kind.HANDLER_REMOVED);
        assertThat(heard).extracting(RegistryEvent::number).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
        assertThat(heard.peek().subject()).contains("org.apache.felix.framework");
        assertThat(rig.registry.history()).containsExactlyElementsOf(heard);
        assertThat(rig.registry.snapshot().changes()).isEqualTo(7);
        bad.unregister();
        for (int i = 0; i < 300; i++) {
            answer(Ask.class, "desk").unregister();
        }
        assertThat(rig.registry.history()).hasSize(256).last().returns(607L, RegistryEvent::number);
    }

    @Test
    @DisplayName("Promise 4: a listener that blocks stops neither changes nor the end of a grace")
    void shouldGoOnWhileAListenerBlocks() throws Exception {
        rig.close();
        rig = new BusRig("boss", BusRig.settings(20, 10_000, 10_000));
        CountDownLatch entered = new CountDownLatch(1);
        Queue<Long> numbers = new ConcurrentLinkedQueue<>();
        Semaphore gate = new Semaphore(0);
        ServiceRegistration<?> listener = rig.context.registerService(
                RegistryListener.class,
                event -> {
                    entered.countDown();
                    gate.acquireUninterruptibly();
                    numbers.add(event.number());
                },
                new Hashtable<>());
        Thread changer = new Thread(() -> answer(Ask.class, "desk").unregister());
        changer.setDaemon(true);
        changer.start();
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        changer.join(10_000);
        assertThat(changer.isAlive()).isFalse();
        answer(Other.class, "second").unregister();
        await().atMost(BusRig.LIVE).until(() -> rig.registry.history().size() == 6);
        gate.release(6);
        await().atMost(BusRig.LIVE).until(() -> numbers.size() == 6);
        assertThat(numbers).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(BusRig.threads(RegistryEvents.THREAD)).hasSize(1);
        listener.unregister();
        await().atMost(BusRig.LIVE)
                .until(() -> BusRig.threads(RegistryEvents.THREAD).isEmpty());
    }

    @Test
    void shouldEndTheListenersThreadWithTheRegistry() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        assertThat(BusRig.threads(RegistryEvents.THREAD)).isEmpty();
        rig.registry.addRegistryListener(event -> {
            entered.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        answer(Ask.class, "desk");
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        rig.registry.deactivate();
        await().atMost(BusRig.LIVE)
                .until(() -> BusRig.threads(RegistryEvents.THREAD).isEmpty());
    }

    @Test
    @DisplayName("A route that lapses is told with its reason")
    void shouldTellThatARouteLapses() throws Exception {
        rig.close();
        rig = new BusRig("boss", BusRig.settings(20, 10_000, 10_000));
        answer(Ask.class, "desk").unregister();
        await().atMost(BusRig.LIVE)
                .untilAsserted(() -> assertThat(rig.registry.history())
                        .last()
                        .returns(Kind.LAPSED, RegistryEvent::kind)
                        .returns(ASK, RegistryEvent::key)
                        .returns("desk", RegistryEvent::target));
    }

    @Test
    @DisplayName("A snapshot is consistent between two changes, and events come in order, whoever makes them")
    void shouldGiveConsistentSnapshotsWhileHandlersComeAndGo() throws Exception {
        List<Long> numbers = Collections.synchronizedList(new ArrayList<>());
        rig.context.registerService(RegistryListener.class, event -> numbers.add(event.number()), new Hashtable<>());
        AtomicBoolean go = new AtomicBoolean(true);
        List<Thread> changers = new ArrayList<>();
        for (Class<? extends Command<Answer>> each :
                List.<Class<? extends Command<Answer>>>of(Ask.class, Other.class)) {
            Thread changer = new Thread(() -> {
                while (go.get()) {
                    answer(each, "desk").unregister();
                }
            });
            changers.add(changer);
            changer.start();
        }
        for (int i = 0; i < 500; i++) {
            RegistrySnapshot seen = rig.registry.snapshot();
            for (HandlerStatus each : seen.handlers()) {
                assertThat(seen.routes())
                        .filteredOn(route -> route.key().equals(each.key()))
                        .singleElement()
                        .satisfies(route -> assertThat(route.owner()).isEqualTo(each.owner()));
            }
        }
        go.set(false);
        for (Thread each : changers) {
            each.join();
        }
        long all = rig.registry.snapshot().changes();
        await().atMost(BusRig.LIVE).until(() -> numbers.size() == all);
        assertThat(numbers).isSorted().doesNotHaveDuplicates();
    }
}
