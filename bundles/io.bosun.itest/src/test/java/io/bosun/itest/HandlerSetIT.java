// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.command.CommandBus;
import io.bosun.command.CommandConflictException;
import io.bosun.command.CommandHandler;
import io.bosun.command.CommandRegistry;
import io.bosun.command.DeadLetter;
import io.bosun.command.DeadLetterListener;
import io.bosun.command.Gather;
import io.bosun.command.HandlerSet;
import io.bosun.command.HandlerStatus;
import io.bosun.command.Reason;
import io.bosun.command.runtime.CommandRuntime;
import io.bosun.command.runtime.RegistryEvent;
import io.bosun.command.runtime.RegistryListener;
import io.bosun.itest.sets.Add;
import io.bosun.itest.sets.Divide;
import io.bosun.itest.sets.Halve;
import io.bosun.itest.sets.Multiply;
import io.bosun.itest.sets.Negate;
import io.bosun.itest.sets.Shout;
import io.bosun.itest.sets.Subtract;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/** Sets of handlers in bundles as a user's build makes them, and what the registry tells of them. */
@DisplayName("a set of handlers")
class HandlerSetIT {
    private static final Duration ASK = Duration.ofSeconds(30);
    private static final String SETS = Add.class.getPackageName();

    private final TestDirectory directory = TestDirectory.create();
    private final Container container = Container.start(Container.directory(directory), SETS);
    private final CommandBus bus = container.bus();
    private final CommandRegistry registry = container.registry();
    private final List<RegistryEvent> events = new CopyOnWriteArrayList<>();
    private final List<DeadLetter> letters = new CopyOnWriteArrayList<>();
    private Bundle calculator;

    @BeforeEach
    void deploy() {
        container.configure("io.bosun.command.provider", Map.of("graceMillis", 500L));
        container.context().registerService(RegistryListener.class, events::add, null);
        container.context().registerService(DeadLetterListener.class, letters::add, null);
        calculator = container.start(only("itest.calculator", "Calculator"));
        awaitServing(Divide.class);
    }

    @AfterEach
    void close() {
        container.close();
        directory.close();
    }

    /** A bundle with some of the components; the commands are shared. */
    private static InputStream only(String symbolicName, String component) {
        String handlers = SETS + ".handler";
        return ComponentJar.of(
                symbolicName,
                "1.0.0",
                Map.of("Private-Package", handlers, "-dsannotations", handlers + "." + component));
    }

    private HandlerStatus.State stateOf(String owner, Class<?> command) {
        return registry.handlers().stream()
                .filter(each -> each.owner().endsWith("." + owner) && each.key().equals(command.getName() + "/1"))
                .map(HandlerStatus::state)
                .findFirst()
                .orElse(null);
    }

    private void awaitServing(Class<?> command) {
        Awaitility.await(command.getName())
                .atMost(Processes.LIVENESS)
                .until(() -> registry.handlers().stream()
                        .anyMatch(each -> each.key().equals(command.getName() + "/1")
                                && each.state() == HandlerStatus.State.SERVING));
    }

    @Test
    @DisplayName("MS-3: has a component description with the target of all its methods")
    void shouldBeDescribedByItsAnnotations() {
        ServiceReference<?> reference = container.context().getServiceReference(HandlerSet.class);

        assertThat(reference.getProperty(CommandHandler.TARGET)).isEqualTo("calculator");
        assertThat(reference.getProperty(CommandHandler.REPLACEABLE)).isEqualTo(false);
    }

    @Test
    @DisplayName(
            "MS-5: that does not say what it serves goes by its component's name, whatever one method says of itself")
    void shouldNotTakeAMethodForTheWhole() throws Exception {
        container.start(only("itest.unary", "Unary"));
        awaitServing(Halve.class);

        assertThat(bus.call(new Negate(6), ASK)).isEqualTo(SETS + ".handler.Unary -6");
        assertThat(bus.call(new Halve(6), ASK)).isEqualTo("halver 3");
    }

    @Test
    @DisplayName("MS-4, MS-5: inherits, overrides and names targets as declared")
    void shouldAnswerByTheNearestDeclaration() throws Exception {
        assertThat(bus.call(new Add(6, 3), ASK)).isEqualTo("Adding 9");
        assertThat(bus.call(new Subtract(6, 3), ASK)).isEqualTo("Base 3");
        assertThat(bus.call(new Multiply(6, 3), ASK)).isEqualTo("Calculator 18");
        assertThat(bus.call(new Divide(6, 3), ASK)).isEqualTo("divider 2");
        assertThat(bus.askAll(new Shout("hello"), Gather.all(), ASK)
                        .toCompletableFuture()
                        .join()
                        .replies())
                .containsExactly("calculator heard hello");
        assertThat(registry.commandForHandler("calculator", "multiply").type()).isEqualTo(Multiply.class);
        assertThat(registry.handlersForTarget("divider"))
                .containsOnlyKeys(Divide.class.getName() + "/1", Shout.class.getName() + "/1");
    }

    @Test
    @DisplayName("MS-7: conflicts with a handler of another bundle, which is listed, and takes over when it goes")
    void shouldBeTakenOverByALaterHandler() throws Exception {
        Bundle slide = container.start(only("itest.slide", "Slide"));
        Awaitility.await("the conflict")
                .atMost(Processes.LIVENESS)
                .until(() -> stateOf("Slide", Multiply.class) == HandlerStatus.State.CONFLICT);
        assertThat(registry.failures())
                .anySatisfy(each -> assertThat(each)
                        .contains(Multiply.class.getName())
                        .contains("itest.slide")
                        .contains("itest.calculator"));
        assertThat(bus.call(new Multiply(6, 3), ASK)).isEqualTo("Calculator 18");
        assertThatThrownBy(() -> registry.register(Multiply.class, "third", (command, context) -> "third"))
                .isInstanceOf(CommandConflictException.class)
                .hasMessageContaining("itest.calculator");

        calculator.stop();
        Awaitility.await("taken over")
                .atMost(Processes.LIVENESS)
                .until(() -> stateOf("Slide", Multiply.class) == HandlerStatus.State.SERVING);
        assertThat(bus.call(new Multiply(6, 3), ASK)).isEqualTo("Slide 18");
        assertThat(registry.failures()).noneMatch(each -> each.contains("itest.slide"));
        slide.stop();
    }

    @Test
    @DisplayName("is told of with one event for each change, in order, and no gap")
    void shouldBeSeenToComeAndGo() throws Exception {
        calculator.stop();
        Awaitility.await("lapsed")
                .atMost(Processes.LIVENESS)
                .until(() -> events.stream().anyMatch(each -> each.kind() == RegistryEvent.Kind.LAPSED));

        assertThat(events)
                .extracting(RegistryEvent::kind)
                .contains(RegistryEvent.Kind.HANDLER_ADDED, RegistryEvent.Kind.HANDLER_REMOVED);
        assertThat(events)
                .filteredOn(each -> each.kind() == RegistryEvent.Kind.HANDLER_REMOVED)
                .hasSize(5)
                .allMatch(each -> each.subject().contains("itest.calculator"));
        for (int i = 1; i < events.size(); i++) {
            assertThat(events.get(i).number()).isEqualTo(events.get(i - 1).number() + 1);
        }
        CommandRuntime runtime = container.service(CommandRuntime.class);
        assertThat(runtime.history()).containsAll(events);
        assertThat(runtime.snapshot().handlers()).isEmpty();
        assertThat(runtime.snapshot().changes())
                .isGreaterThanOrEqualTo(events.get(events.size() - 1).number());
    }

    @Test
    @DisplayName("leaves letters of what came too late, of which the listeners are told")
    void shouldLeaveLetters() throws Exception {
        calculator.stop();
        assertThatThrownBy(() -> bus.call(new Add(1, 2), ASK)).hasMessageContaining(Reason.NO_HANDLER.name());

        Awaitility.await("its letter").atMost(Processes.LIVENESS).until(() -> !letters.isEmpty());
        assertThat(letters)
                .allMatch(each -> each.reason() == Reason.NO_HANDLER
                        && each.target().equals("calculator")
                        && each.key().equals(Add.class.getName() + "/1"));
        long number = letters.get(0).number();
        calculator.start();
        awaitServing(Add.class);
        assertThat(container.letters().replay(number).isAccepted()).isTrue();
        assertThat(container.letters().letter(number)).isEmpty();
    }

    @Test
    @DisplayName("goes with the bundle that registered it by hand")
    void shouldGoWithItsBundle() throws Exception {
        calculator.uninstall();
        Bundle owner = container.start(ComponentJar.of("itest.owner", "1.0.0", Map.of("Import-Package", SETS)));
        CommandRegistry its = owner.getBundleContext()
                .getService(owner.getBundleContext().getServiceReference(CommandRegistry.class));
        its.register(Add.class, "owned", (command, context) -> "owned");
        assertThat(bus.call(new Add(1, 2), ASK)).isEqualTo("owned");

        owner.stop();
        assertThat(registry.handlers()).isEmpty();
        assertThatThrownBy(() -> bus.call(new Add(1, 2), ASK)).hasMessageContaining(Reason.NO_HANDLER.name());
    }
}
