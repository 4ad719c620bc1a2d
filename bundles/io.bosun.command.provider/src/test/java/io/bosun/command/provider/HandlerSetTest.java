// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bosun.command.Command;
import io.bosun.command.CommandContext;
import io.bosun.command.CommandHandler;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.HandlerSet;
import io.bosun.command.HandlerStatus;
import io.bosun.command.Handles;
import io.bosun.command.Serves;
import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.AskAll;
import io.bosun.command.provider.Commands.News;
import io.bosun.command.provider.Commands.Other;
import io.bosun.command.provider.Commands.Tick;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/** Objects with several handler methods. */
@Timeout(60)
class HandlerSetTest {
    /** Two commands, in two forms. */
    public static class Desk implements HandlerSet {
        final Queue<Integer> ticks = new ConcurrentLinkedQueue<>();

        /** Answers. */
        @Handles(Ask.class)
        public Answer ask(Ask command, CommandContext context) {
            return new Answer("base at " + context.target());
        }

        /** Counts. */
        @Handles(value = Tick.class, target = "clock")
        public void tick(Tick command) {
            ticks.add(command.id());
        }
    }

    /** Takes all as it is. */
    public static class Heir extends Desk {}

    /** Another body for the same handler. */
    public static class Overriding extends Desk {
        @Override
        public Answer ask(Ask command, CommandContext context) {
            return new Answer("override");
        }
    }

    /** Another command for the same method. */
    public static class Retagging extends Desk {
        @Override
        @Handles(value = Ask.class, target = "elsewhere")
        public Answer ask(Ask command, CommandContext context) {
            return new Answer("re-tagged");
        }

        @Override
        @Handles(Tick.class)
        public void tick(Tick command) {
            ticks.add(-command.id());
        }
    }

    /** Of an open type. */
    public abstract static class Generic<C extends Command<Answer>> implements HandlerSet {
        /** Answers Ask, unless somebody says otherwise. */
        @Handles(Ask.class)
        public Answer answer(C command) {
            return new Answer("generic");
        }
    }

    /** Closes it, and replaces what is handled. */
    public static class Closed extends Generic<Other> {
        @Override
        @Handles(Other.class)
        public Answer answer(Other command) {
            return new Answer("closed " + command.id());
        }
    }

    /** First. */
    public interface Left extends HandlerSet {
        /** Answers. */
        @Handles(value = Ask.class, target = "left")
        default Answer ask(Ask command) {
            return new Answer("left");
        }
    }

    /** Second. */
    public interface Right extends HandlerSet {
        /** Answers. */
        @Handles(value = Ask.class, target = "right")
        Answer ask(Ask command);
    }

    /** Nearer than what it extends. */
    public interface Nearer extends Right {
        @Override
        @Handles(value = Ask.class, target = "nearer")
        Answer ask(Ask command);
    }

    /** Of both, and not public: it is called by the interface. */
    private static final class Both implements Left, Right {
        @Override
        public Answer ask(Ask command) {
            return new Answer("both");
        }
    }

    private static final class Diamond implements Right, Nearer {
        @Override
        public Answer ask(Ask command) {
            return new Answer("diamond");
        }
    }

    /** Not public, with public methods. */
    abstract static class Hidden implements HandlerSet {
        /** Answers. */
        @Handles(Ask.class)
        public Answer ask(Ask command) {
            return new Answer("hidden");
        }
    }

    /** Makes them public. */
    public static final class Shown extends Hidden {}

    /** Answers later, and fails. */
    @Serves(target = "asynchronous")
    public static final class Forms implements HandlerSet {
        /** Answers later. */
        @Handles(Ask.class)
        public CompletableFuture<Answer> later(Ask command) {
            return CompletableFuture.completedFuture(new Answer("later"));
        }

        /** A list of them. */
        @Handles(AskAll.class)
        public CompletionStage<List<Answer>> all(AskAll command) {
            return CompletableFuture.completedFuture(List.of(new Answer("all")));
        }

        /** Throws. */
        @Handles(Other.class)
        public Answer fail(Other command) throws IOException {
            throw new IOException("as told");
        }
    }

    private BusRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new BusRig();
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private static List<String> routes(Class<?> type) {
        return HandlerMethods.of(type).stream()
                .map(each -> each.spec().type().getSimpleName() + " by " + each.name()
                        + (each.handles().target().isEmpty()
                                ? ""
                                : " at " + each.handles().target()))
                .toList();
    }

    private String asked() throws Exception {
        return rig.bus.call(new Ask(1), BusRig.LIVE).text();
    }

    @Test
    @DisplayName("MS-3, MS-9 every method with the annotation is registered, and goes with its service")
    void shouldRegisterEveryMethod() throws Exception {
        Desk desk = new Desk();
        ServiceRegistration<?> service = rig.handleAll("my.Desk", desk);
        assertThat(asked()).isEqualTo("base at my.Desk");
        rig.bus.call(new Tick(7), BusRig.LIVE);
        assertThat(desk.ticks).containsExactly(7);
        assertThat(rig.registry.routeFor(Tick.class).target()).isEqualTo("clock");
        assertThat(rig.registry.routeFor(Tick.class).handler()).isEqualTo("tick");
        assertThat(rig.registry.routeFor(Ask.class).owner()).isEqualTo("my.Desk");
        assertThat(rig.registry.handlers()).extracting(HandlerStatus::state).containsOnly(HandlerStatus.State.SERVING);
        service.unregister();
        assertThat(rig.registry.handlers()).isEmpty();
        assertThat(rig.registry.routeFor(Ask.class).owner()).isEmpty();
    }

    @Test
    @DisplayName("MS-4 (a) inherited tags count")
    void shouldInheritTags() {
        assertThat(routes(Heir.class)).containsExactly("Ask by ask", "Tick by tick at clock");
    }

    @Test
    @DisplayName("MS-4 (b) an untagged override keeps the registration, and is what gets called")
    void shouldCallTheOverride() throws Exception {
        assertThat(routes(Overriding.class)).containsExactly("Ask by ask", "Tick by tick at clock");
        rig.handleAll("my.Desk", new Overriding());
        assertThat(asked()).isEqualTo("override");
    }

    @Test
    @DisplayName("MS-4 (c) a re-tagged override replaces it, in a generic class too")
    void shouldReplaceTheTag() throws Exception {
        assertThat(routes(Retagging.class)).containsExactly("Ask by ask at elsewhere", "Tick by tick");
        assertThat(routes(Closed.class)).containsExactly("Other by answer");
        rig.handleAll("my.Desk", new Closed());
        assertThat(rig.bus.call(new Other(3), BusRig.LIVE)).isEqualTo(new Answer("closed 3"));
    }

    @Test
    @DisplayName("MS-4 (d) of several bases the left-most tag wins, a nearer one before what it extends")
    void shouldTakeTheLeftMostTag() throws Exception {
        assertThat(routes(Both.class)).containsExactly("Ask by ask at left");
        assertThat(routes(Diamond.class)).containsExactly("Ask by ask at nearer");
        rig.handleAll("my.Desk", new Both());
        assertThat(asked()).isEqualTo("both");
    }

    @Test
    @DisplayName("A public class makes the methods of one that is not public callable")
    void shouldCallWhatASubclassMakesPublic() throws Exception {
        rig.handleAll("my.Desk", new Shown());
        assertThat(asked()).isEqualTo("hidden");
    }

    @Test
    @DisplayName("MS-5 the target is that of the method, else of the set, else the component, else the class")
    void shouldFindTheTarget() {
        rig.context.registerService(
                HandlerSet.class, new Desk(), new Hashtable<>(Map.of(CommandHandler.TARGET, "set")));
        assertThat(rig.registry.routeFor(Ask.class).target()).isEqualTo("set");
        assertThat(rig.registry.routeFor(Tick.class).target()).isEqualTo("clock");
        rig.handleAll("another", new Closed());
        assertThat(rig.registry.routeFor(Other.class).target()).isEqualTo("another");
        rig.context.registerService(HandlerSet.class, new OnlyNews(), new Hashtable<>());
        assertThat(rig.registry.routeFor(News.class).target()).isEqualTo(OnlyNews.class.getName());
    }

    @Test
    @DisplayName("MS-5 what a method says is not that of the whole set, although it is among its properties")
    void shouldNotTakeTheTargetOfAMethodForThatOfTheSet() {
        rig.context.registerService(
                HandlerSet.class,
                new Desk(),
                new Hashtable<>(Map.of(
                        "component.name",
                        "my.Desk",
                        CommandHandler.HANDLES,
                        Tick.class.getName(),
                        CommandHandler.TARGET,
                        "clock")));
        assertThat(rig.registry.routeFor(Ask.class).target()).isEqualTo("my.Desk");
    }

    @Test
    void shouldTakeEveryFormOfAMethod() throws Exception {
        rig.handleAll("my.Desk", new Forms());
        assertThat(asked()).isEqualTo("later");
        assertThat(rig.bus.call(new AskAll(1), BusRig.LIVE)).containsExactly(new Answer("all"));
        assertThatThrownBy(() -> rig.bus.call(new Other(1), BusRig.LIVE))
                .isInstanceOf(HandlerFailedException.class)
                .hasMessageContaining("as told");
    }

    @Test
    @DisplayName("MS-8 a set with one wrong method leaves nothing behind")
    void shouldTakeASetWholeOrNotAtAll() {
        ServiceRegistration<?> service = rig.handleAll("my.Desk", new HandlerMethodsTest.WrongReply());
        assertThat(rig.registry.routes()).isEmpty();
        assertThat(rig.registry.failures()).singleElement().asString().contains("my.Desk", "WrongReply.ask");
        assertThat(rig.registry.handlers())
                .singleElement()
                .returns(HandlerStatus.State.INVALID, HandlerStatus::state)
                .returns("my.Desk", HandlerStatus::owner);
        service.unregister();
        assertThat(rig.registry.failures()).isEmpty();
    }

    @Test
    @DisplayName("MS-8 a set of which one command is taken is refused whole, and promoted whole")
    void shouldRefuseASetThatConflicts() throws Exception {
        ServiceRegistration<?> first = rig.handle(Ask.class, "desk", (command, context) -> new Answer("first"));
        rig.handleAll("my.Desk", new Desk());
        assertThat(rig.registry.routes()).hasSize(1);
        assertThat(rig.registry.handlers())
                .extracting(HandlerStatus::state)
                .containsExactly(
                        HandlerStatus.State.SERVING, HandlerStatus.State.CONFLICT, HandlerStatus.State.CONFLICT);
        first.unregister();
        assertThat(rig.registry.failures()).isEmpty();
        assertThat(asked()).isEqualTo("base at my.Desk");
        assertThat(rig.registry.routes()).hasSize(2);
    }

    @Test
    @DisplayName("A set whose object cannot be had is listed, and tried again until it can")
    void shouldTryAgainWhatCannotBeActivated() {
        AtomicReference<HandlerSet> desk = new AtomicReference<>();
        AtomicInteger given = new AtomicInteger();
        List<Object> got = new ArrayList<>();
        ServiceFactory<HandlerSet> factory = new ServiceFactory<>() {
            @Override
            public HandlerSet getService(Bundle bundle, ServiceRegistration<HandlerSet> registration) {
                HandlerSet now = desk.get();
                got.add(now);
                return now;
            }

            @Override
            public void ungetService(Bundle bundle, ServiceRegistration<HandlerSet> registration, HandlerSet service) {
                given.incrementAndGet();
            }
        };
        ServiceRegistration<?> service = rig.context.registerService(HandlerSet.class, factory, new Hashtable<>());
        assertThat(rig.registry.handlers()).singleElement().returns(HandlerStatus.State.FAILING, HandlerStatus::state);
        assertThat(rig.registry.failures()).singleElement().asString().contains("cannot be activated");
        desk.set(new Desk());
        await().atMost(BusRig.LIVE)
                .until(() -> rig.registry.routes().size() == 2
                        && rig.registry.failures().isEmpty());
        service.unregister();
        assertThat(given).as("given back").hasValue(1);
    }

    /** Says its target by a broadcast alone. */
    public static final class OnlyNews implements HandlerSet {
        /** Reads. */
        @Handles(News.class)
        public Void read(News command) {
            return null;
        }
    }
}
