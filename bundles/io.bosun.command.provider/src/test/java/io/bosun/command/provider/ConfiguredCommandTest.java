// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bosun.command.CommandPolicy;
import io.bosun.command.CommandRegistrationException;
import io.bosun.command.CommandRoute;
import io.bosun.command.FullPolicy;
import io.bosun.command.Reason;
import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.Other;
import io.bosun.command.provider.Commands.Urgent;
import io.bosun.command.runtime.RegistryEvent;
import io.bosun.command.runtime.RegistryEvent.Kind;
import io.bosun.transport.Placement;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.ServiceRegistration;

/** Commands and targets that configuration names. */
@Timeout(60)
class ConfiguredCommandTest {
    private BusRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new BusRig();
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private void answer() {
        rig.handle(Ask.class, "desk", (command, context) -> new Answer("yes " + command.id()));
    }

    private CommandPolicy policy() {
        return rig.registry.routeFor(Ask.class).policy();
    }

    @Test
    @DisplayName("An unknown command fails at once, a configured one waits for the handler that was never there")
    void shouldParkAConfiguredCommand() throws Exception {
        assertThat(BusTests.reason(rig.bus.ask(new Ask(1)))).isEqualTo(Reason.UNKNOWN_COMMAND);
        rig.configure(Ask.class.getName());
        CompletionStage<Answer> asked = rig.bus.ask(new Ask(2));
        assertThat(asked.toCompletableFuture()).isNotDone();
        assertThat(rig.registry.routeFor(Ask.class).target()).isEmpty();
        assertThat(rig.registry.explain(Ask.class).why().get(0)).contains("waits", "configured");
        answer();
        assertThat(BusTests.reply(asked).text()).isEqualTo("yes 2");
        assertThat(BusTests.reason(rig.bus.ask(new Other(3)))).isEqualTo(Reason.UNKNOWN_COMMAND);
    }

    @Test
    @DisplayName("A command that a configured target names waits, too")
    void shouldParkACommandOfAConfiguredTarget() throws Exception {
        ConfiguredPlacement placement = ConfiguredPlacementTest.placement(
                "desk", true, new String[0], new String[] {Ask.class.getName() + "/1"});
        ServiceRegistration<?> configured = rig.context.registerService(Placement.class, placement, new Hashtable<>());
        assertThat(rig.registry.routeFor(Ask.class).target()).isEqualTo("desk");
        CompletionStage<Answer> asked = rig.bus.ask(new Ask(1));
        assertThat(rig.parked()).isEqualTo(1);
        answer();
        assertThat(BusTests.reply(asked).text()).isEqualTo("yes 1");
        configured.unregister();
        assertThat(rig.bus.call(new Ask(2), BusRig.LIVE).text()).isEqualTo("yes 2");
    }

    @Test
    @DisplayName("Each command waits its own grace; later ones go on waiting")
    void shouldGiveUpEachCommandAfterItsOwnGrace() throws Exception {
        rig.close();
        rig = new BusRig("boss", BusRig.settings(50, 10_000, 10_000));
        rig.configure(Ask.class.getName());
        Route route = rig.registry.table().routeOf(Ask.class);
        for (int i = 1; i <= 2; i++) {
            AskedEnvelope waiting = new AskedEnvelope(new Ask(i));
            assertThat(route.park(waiting)).isTrue();
            rig.registry.table().waits(route);
            assertThat(BusTests.reply(waiting.end)).isEqualTo(Reason.NO_HANDLER);
            assertThat(route.lapsed).isFalse();
        }
    }

    @Test
    @DisplayName("A command whose configuration goes, and which nobody has named, is unknown again")
    void shouldForgetACommandThatIsNotConfiguredAnyMore() throws Exception {
        rig.close();
        rig = new BusRig("boss", BusRig.settings(50, 10_000, 10_000));
        ServiceRegistration<?> configured = rig.configure(Ask.class.getName());
        CompletionStage<Answer> waits = rig.bus.ask(new Ask(1));
        configured.unregister();
        assertThat(BusTests.reason(rig.bus.ask(new Ask(2)))).isEqualTo(Reason.UNKNOWN_COMMAND);
        assertThat(BusTests.reason(waits)).isEqualTo(Reason.NO_HANDLER);
        assertThat(rig.registry.routes()).isEmpty();
    }

    @Test
    @DisplayName("What is configured is used instead of what the record declares, before and after a handler comes")
    void shouldOverrideTheDeclaration() {
        ServiceRegistration<?> configured = rig.configure(
                Ask.class.getName() + "/1",
                "deadlineMillis",
                1_234L,
                "idempotent",
                "true",
                "retries",
                3,
                "whenFull",
                "block",
                "control",
                true);
        assertThat(policy())
                .isEqualTo(new CommandPolicy(1_234, true, 3, 100, 10_000, 0.5, FullPolicy.BLOCK, 1_000, true));
        answer();
        assertThat(policy().deadlineMillis()).isEqualTo(1_234);
        configured.setProperties(new Hashtable<>(
                Map.of("command", Ask.class.getName(), "retryDelayMillis", "20000", "blockMillis", "")));
        assertThat(policy())
                .isEqualTo(new CommandPolicy(0, false, 0, 20_000, 20_000, 0, FullPolicy.REFUSE, 1_000, false));
        configured.unregister();
        assertThat(policy()).isEqualTo(CommandPolicy.DEFAULT);
    }

    @Test
    @DisplayName("A command that is handled elsewhere goes by what the asker's record declares")
    void shouldGoByTheAskersRecord() {
        rig.add(new PeerBerth("desk", "h1", 10, Urgent.class));
        assertThat(rig.registry.routeFor(Urgent.class).policy().deadlineMillis())
                .isEqualTo(50);
        rig.configure(Urgent.class.getName(), "deadlineMillis", 70);
        assertThat(rig.registry.routeFor(Urgent.class).policy().deadlineMillis())
                .isEqualTo(70);
    }

    @Test
    @DisplayName("A wrong value is refused and listed, and what was said before goes on")
    void shouldKeepTheOldValueWhereTheNewOneCannotBe() {
        answer();
        ServiceRegistration<?> configured = rig.configure(Ask.class.getName(), "retries", 2);
        configured.setProperties(new Hashtable<>(Map.of("command", Ask.class.getName(), "retries", 1_000)));
        assertThat(rig.registry.failures()).singleElement().asString().contains("retries is 1000", "0 to 100");
        assertThat(policy().retries()).isEqualTo(2);
        configured.setProperties(new Hashtable<>(Map.of("command", Ask.class.getName(), "retries", 4)));
        assertThat(rig.registry.failures()).isEmpty();
        assertThat(policy().retries()).isEqualTo(4);
        ServiceRegistration<?> again = rig.configure(Ask.class.getName(), "retries", 9);
        assertThat(rig.registry.failures()).singleElement().asString().contains("configured 2 times");
        assertThat(policy().retries()).isEqualTo(4);
        configured.unregister();
        assertThat(policy().retries()).isEqualTo(9);
        again.unregister();
        assertThat(rig.registry.failures()).isEmpty();
    }

    @Test
    void shouldNameWhatCannotBeInAConfiguration() {
        for (Map<String, Object> each : List.<Map<String, Object>>of(
                Map.of(),
                Map.of("command", "a b"),
                Map.of("command", "a/0"),
                Map.of("command", "a/70000"),
                Map.of("command", "a", "retries", "many"),
                Map.of("command", "a", "idempotent", "maybe"),
                Map.of("command", "a", "whenFull", "later"),
                Map.of("command", "a", "retryJitter", 1.5),
                Map.of("command", "a", "retryDelayMillis", 10, "retryMaxDelayMillis", 5),
                Map.of("command", "a", "blockMillis", 0))) {
            assertThatThrownBy(() -> Overrides.of(each::get))
                    .as("%s", each)
                    .isInstanceOf(CommandRegistrationException.class)
                    .hasMessageMatching("(?s)\\w+ is .*: (use|name) .*");
        }
        assertThat(Overrides.key(" a.B$C-d ")).isEqualTo("a.B$C-d/1");
        assertThat(Overrides.key("a/65535")).isEqualTo("a/65535");
    }

    @Test
    void shouldTellWhatWasConfigured() {
        rig.configure(Ask.class.getName()).unregister();
        assertThat(rig.registry.history())
                .extracting(RegistryEvent::kind)
                .containsExactly(Kind.CONFIGURED, Kind.UNCONFIGURED);
        assertThat(rig.registry.routes()).extracting(CommandRoute::key).isEmpty();
    }

    @Test
    @DisplayName("MS-41 what was sent before its first handler came runs first, in order, before all that comes later")
    void shouldRunWhatWasSentAtTheStartBeforeAllElse() throws Exception {
        rig.configure(Ask.class.getName());
        Queue<Integer> ran = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 100; i++) {
            assertThat(rig.bus.send(new Ask(i)).isAccepted()).isTrue();
        }
        CountDownLatch first = new CountDownLatch(1);
        AtomicInteger next = new AtomicInteger(100);
        Thread sender = new Thread(() -> {
            while (next.get() < 2_000) {
                if (rig.bus.send(new Ask(next.get())).isAccepted() && next.incrementAndGet() == 200) {
                    first.countDown();
                }
            }
        });
        sender.start();
        first.await();
        rig.handle(Ask.class, "desk", (command, context) -> {
            ran.add(command.id());
            return new Answer("done");
        });
        sender.join();
        await().atMost(BusRig.LIVE).until(() -> ran.size() == 2_000);
        assertThat(ran)
                .containsExactlyElementsOf(IntStream.range(0, 2_000).boxed().toList());
        assertThat(rig.letters.total()).isZero();
    }
}
