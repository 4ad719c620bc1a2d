// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bosun.command.Command;
import io.bosun.command.CommandConflictException;
import io.bosun.command.CommandContext;
import io.bosun.command.CommandHandler;
import io.bosun.command.CommandRegistrationException;
import io.bosun.command.CommandRoute;
import io.bosun.command.HandlerRegistration;
import io.bosun.command.HandlerSet;
import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.Other;
import io.bosun.command.provider.Commands.Tick;
import java.lang.ref.WeakReference;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.FrameworkWiring;

/** What is registered by a call. */
@Timeout(60)
class RegisterTest {
    /** Says that it handles another command than it is registered for. */
    private static final class OfOther implements CommandHandler<Other, Answer> {
        @Override
        public Answer handle(Other command, CommandContext context) {
            return null;
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

    private static CommandHandler<Ask, Answer> answering(String answer) {
        return (command, context) -> new Answer(answer);
    }

    private String asked() throws Exception {
        return rig.bus.call(new Ask(1), BusRig.LIVE).text();
    }

    @Test
    @DisplayName("MS-9, MS-5 an object is registered for a target, by default its class, until it is closed")
    void shouldRegisterAnObject() throws Exception {
        HandlerRegistration named = rig.registry.register(new HandlerSetTest.Desk(), "my desk");
        assertThat(named.routes())
                .extracting(CommandRoute::target, CommandRoute::owner, CommandRoute::handler)
                .map(Object::toString)
                .containsExactly(
                        "(\"my desk\", \"" + HandlerSetTest.Desk.class.getName() + "\", \"ask\")",
                        "(\"clock\", \"" + HandlerSetTest.Desk.class.getName() + "\", \"tick\")");
        assertThat(asked()).isEqualTo("base at my desk");
        named.close();
        named.close();
        assertThat(rig.registry.handlers()).isEmpty();
        try (HandlerRegistration unnamed = rig.registry.register(new HandlerSetTest.Desk(), null)) {
            assertThat(unnamed.routes().get(0).target()).isEqualTo(HandlerSetTest.Desk.class.getName());
        }
        try (HandlerRegistration one = rig.registry.register(Ask.class, "one", answering("one"))) {
            assertThat(one.routes()).singleElement().returns("handle", CommandRoute::handler);
            assertThat(asked()).isEqualTo("one");
        }
    }

    @Test
    @DisplayName("MS-7, MS-8 a conflict names both and their bundles, and leaves nothing behind")
    void shouldThrowAtAConflict() throws Exception {
        rig.registry.register(Tick.class, "first", (command, context) -> null);
        assertThatThrownBy(() -> rig.registry.register(new HandlerSetTest.Desk(), "second"))
                .isInstanceOf(CommandConflictException.class)
                .hasMessageContaining("Tick/1")
                .hasMessageContaining("first")
                .hasMessageContaining(HandlerSetTest.Desk.class.getName())
                .hasMessageContaining("org.apache.felix.framework");
        assertThat(rig.registry.routes()).hasSize(1);
        assertThat(rig.registry.handlers()).hasSize(1);
        assertThat(rig.registry.failures()).isEmpty();
    }

    @Test
    @DisplayName("MS-7 the same registration once more counts, and goes with the last one")
    void shouldCountEqualRegistrations() throws Exception {
        HandlerSetTest.Desk desk = new HandlerSetTest.Desk();
        HandlerRegistration first = rig.registry.register(desk, "desk");
        HandlerRegistration second = rig.registry.register(desk, "desk");
        assertThat(rig.registry.handlers()).hasSize(2);
        first.close();
        assertThat(asked()).isEqualTo("base at desk");
        assertThatThrownBy(() -> rig.registry.register(desk, "another")).isInstanceOf(CommandConflictException.class);
        second.close();
        assertThat(rig.registry.handlers()).isEmpty();
    }

    @Test
    @DisplayName("MS-7 one object cannot answer two commands by one method")
    @SuppressWarnings({"unchecked", "rawtypes"})
    void shouldRefuseOneHandlerForTwoCommands() {
        CommandHandler handler = answering("any");
        rig.registry.register(Ask.class, "desk", handler);
        assertThatThrownBy(() -> rig.registry.register(Other.class, "desk", handler))
                .isInstanceOf(CommandConflictException.class)
                .hasMessageContaining("Ask/1")
                .hasMessageContaining("Other/1");
    }

    @Test
    @DisplayName("MS-6, W-MS-12 what cannot be is refused with what to do")
    @SuppressWarnings({"unchecked", "rawtypes"})
    void shouldRefuseWhatCannotBe() {
        assertThatThrownBy(() -> rig.registry.register((HandlerSet) null, "desk"))
                .isInstanceOf(CommandRegistrationException.class)
                .hasMessageContaining("handlers is null");
        CommandHandler other = new OfOther();
        assertThatThrownBy(() -> rig.registry.register((Class) Ask.class, "desk", other))
                .isInstanceOf(CommandRegistrationException.class)
                .hasMessageContaining(Ask.class.getName())
                .hasMessageContaining(Other.class.getName());
        CommandHandler any = answering("any");
        assertThatThrownBy(() -> rig.registry.register((Class) String.class, "desk", any))
                .isInstanceOf(CommandRegistrationException.class)
                .hasMessageContaining("record");
        assertThat(rig.registry.routes()).isEmpty();
    }

    @Test
    void shouldLetAHandlerCloseItself() throws Exception {
        AtomicReference<HandlerRegistration> self = new AtomicReference<>();
        self.set(rig.registry.register(Ask.class, "desk", (command, context) -> {
            self.get().close();
            return new Answer("last");
        }));
        assertThat(asked()).isEqualTo("last");
        assertThat(rig.registry.handlers()).isEmpty();
    }

    @Test
    @DisplayName("What a bundle registered goes when it stops, and what it did not stays")
    void shouldRemoveWhatABundleRegistered() throws Exception {
        Bundle user = rig.install("user", Bundled.class);
        HandlerSet its = (HandlerSet) BusRig.make(user, Bundled.Desk.class);
        HandlerRegistration registered = rig.registryOf(user).register(its, "desk");
        rig.registryOf(user).register(Ask.class, "other", answering("of the user"));
        rig.registry.register(Other.class, "ours", (command, context) -> new Answer("ours"));
        assertThat(registered.routes()).singleElement().returns("user 1.0.0", CommandRoute::bundle);
        user.stop();
        assertThat(rig.registry.handlers())
                .singleElement()
                .satisfies(each -> assertThat(each.target()).isEqualTo("ours"));
        registered.close();
        user.start();
        rig.registry.register(its, "desk");
        user.stop();
        assertThat(rig.registry.handlers())
                .as("goes with the bundle of its class")
                .hasSize(1);
    }

    @Test
    @DisplayName("W-MS-7: nothing holds a handler's class loader after its bundle is gone")
    void shouldLetTheClassLoaderGo() throws Exception {
        WeakReference<ClassLoader> gone = registerAndUninstall();
        await().atMost(BusRig.LIVE).until(() -> {
            System.gc();
            return gone.get() == null;
        });
        assertThat(rig.registry.routes())
                .hasSize(2)
                .allMatch(each -> each.spec().isEmpty());
        assertThat(rig.registry.history()).isNotEmpty();
    }

    private WeakReference<ClassLoader> registerAndUninstall() throws Exception {
        Bundle bundle = rig.install("brings", Bundled.class);
        HandlerSet desk = (HandlerSet) BusRig.make(bundle, Bundled.Desk.class);
        rig.registryOf(bundle).register(desk, "desk");
        Object bell = BusRig.make(bundle, Bundled.Bell.class);
        bundle.getBundleContext()
                .registerService(HandlerSet.class.getName(), bell, new Hashtable<>(Map.of("component.name", "bell")));
        Object open = bundle.loadClass(Bundled.Open.class.getName())
                .getConstructor(int.class)
                .newInstance(7);
        @SuppressWarnings("unchecked")
        Command<String> command = (Command<String>) open;
        assertThat(rig.bus.call(command, BusRig.LIVE)).isEqualTo("opened 7");
        WeakReference<ClassLoader> loader = new WeakReference<>(open.getClass().getClassLoader());
        bundle.uninstall();
        rig.framework().adapt(FrameworkWiring.class).refreshBundles(null);
        return loader;
    }
}
