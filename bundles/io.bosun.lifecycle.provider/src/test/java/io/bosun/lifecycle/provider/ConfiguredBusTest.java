// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.lifecycle.BusRuntime;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** In a real framework; what Declarative Services would call is called by hand. */
@Timeout(60)
@DisplayName("a configured bus")
class ConfiguredBusTest {
    private static final Duration LIVELY = Duration.ofSeconds(10);

    private final RealFramework framework = new RealFramework().started();
    private final List<ConfiguredBus> made = new ArrayList<>();
    private final List<String> trail = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        made.forEach(ConfiguredBus::stop);
        framework.close();
    }

    @Test
    @DisplayName("MB-5: is a service with its name, beside others")
    void shouldBeService() {
        make(Map.of("name", "one"));
        make(Map.of("name", "two"));

        assertThat(names(LifecycleBus.class)).containsExactlyInAnyOrder("one", "two");
        assertThat(names(BusRuntime.class)).containsExactlyInAnyOrder("one", "two");
        assertThat(bus("one").name()).isEqualTo("one");
        assertThat(bus("one").state()).isEqualTo(ProcessState.INITIAL);
        assertThat(bus("one").graph()).isSameAs(ProcessState.GRAPH);
    }

    @Test
    @DisplayName("MB-5: without a name has one of eight random hex digits, and keeps it")
    void shouldHaveRandomName() {
        ConfiguredBus unnamed = make(Map.of());
        make(Map.of());

        assertThat(names(LifecycleBus.class))
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[0-9a-f]{8}"));

        List<String> before = names(LifecycleBus.class);
        modify(unnamed, Map.of("edges", new String[] {"A>B"}));
        assertThat(names(LifecycleBus.class)).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    @DisplayName("walks on its own graph, starts by itself only if it is told to")
    void shouldWalkOnOwnGraph() throws Exception {
        framework.listen(
                Map.of("bosun.channel", new String[] {"ON", "OFF"}, "bosun.bus", "pump"),
                event -> trail.add(event.channel()));
        make(Map.of("name", "pump", "edges", new String[] {"NEW>OFF,OFF>ON,END,ON>OFF"}, "rest", "OFF", "work", "ON"));
        LifecycleBus pump = bus("pump");
        assertThat(pump.state()).isEqualTo(new State("NEW"));

        pump.transition(new State("ON"), "test");
        assertThat(pump.graceful("test").state()).isEqualTo(new State("ON"));
        assertThat(trail).containsExactly("OFF", "ON", "OFF", "ON");

        make(Map.of("name", "self", "autoStart", true));
        assertThat(bus("self").await(ProcessState.RUN, LIVELY)).isTrue();
    }

    @Test
    @DisplayName("a failing listener leads to its own error state and to its last one")
    void shouldFailByOwnErrors() throws Exception {
        framework.listen(Map.of("bosun.channel", "ON", "bosun.bus", "pump"), event -> {
            throw new IllegalStateException("dry");
        });
        make(Map.of(
                "name", "pump", "edges", new String[] {"OFF>ON,END,ON>OFF,BAD>END"}, "errors", new String[] {"ON>BAD"
                }));

        assertThat(bus("pump").transition(new State("ON"), "test").state()).isEqualTo(new State("END"));
    }

    @Test
    @DisplayName("with a wrong configuration is not made, and is when it has been put right")
    void shouldRefuseWrongConfiguration() {
        ConfiguredBus wrong = make(Map.of("name", "x", "maxHops", 10));
        make(Map.of("name", "y", "edges", new String[] {"A>B>C"}));
        make(Map.of("name", "default"));
        make(Map.of("name", "z", "autoStart", true, "edges", new String[] {"A>B"}));
        assertThat(names(LifecycleBus.class)).isEmpty();

        modify(wrong, Map.of("name", "x", "maxHops", 11));

        assertThat(names(LifecycleBus.class)).containsExactly("x");
    }

    @Test
    @DisplayName("of a name that is taken is refused until the other one is gone")
    void shouldRefuseSecondOfName() {
        ConfiguredBus first = make(Map.of("name", "aux"));
        LifecycleBus bus = bus("aux");
        ConfiguredBus second = make(Map.of("name", "aux"));
        ConfiguredBus third = make(Map.of("name", "third"));
        modify(third, Map.of("name", "aux"));
        assertThat(names(LifecycleBus.class)).containsExactlyInAnyOrder("aux", "third");
        assertThat(bus("aux")).isSameAs(bus);

        first.stop();
        modify(second, Map.of("name", "aux", "historySize", 5));

        assertThat(bus("aux")).isNotSameAs(bus);
    }

    @Test
    @DisplayName("goes on with what may change while it works; another name or graph makes it anew")
    void shouldTakeChanges() throws Exception {
        ConfiguredBus component = make(Map.of("name", "aux"));
        LifecycleBus bus = bus("aux");
        bus.transition(ProcessState.RUN, "test");

        modify(component, Map.of("name", "aux", "stopMillis", 5L, "maxHops", 70));
        assertThat(bus("aux")).isSameAs(bus);
        assertThat(bus.state()).isEqualTo(ProcessState.RUN);
        modify(component, Map.of("name", "aux", "stopMillis", -5L));
        modify(component, Map.of("name", "aux", "edges", new String[] {"A"}));
        assertThat(bus("aux")).isSameAs(bus);
        assertThat(((HostedBus) bus).options().stopMillis()).isEqualTo(5);

        modify(component, Map.of("name", "other"));
        assertThat(names(LifecycleBus.class)).containsExactly("other");
        assertThat(bus.state()).isEqualTo(ProcessState.EXITED);
        assertThat(bus("other").state()).isEqualTo(ProcessState.INITIAL);
    }

    @Test
    @DisplayName("walks to its end while its listeners and users are still there, when its configuration goes")
    void shouldEndInOrder() throws Exception {
        framework.listen(Map.of("bosun.channel", new String[] {"STOP", "EXITED"}, "bosun.bus", "aux"), event -> {
            return trail.add(event.channel() + " " + names(LifecycleBus.class));
        });
        ConfiguredBus component = make(Map.of("name", "aux"));
        bus("aux").transition(ProcessState.RUN, "test");

        component.stop();

        assertThat(trail).containsExactly("STOP [aux]", "EXITED [aux]");
        assertThat(names(LifecycleBus.class)).isEmpty();
        assertThat(framework.conditions(null)).isEmpty();
        await().atMost(LIVELY)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("bosun-lifecycle-aux")));
    }

    @Test
    @DisplayName("MB-38: walks to its end before the framework stops")
    void shouldEndBeforeFramework() throws Exception {
        make(Map.of("name", "aux", "autoStart", true));
        LifecycleBus bus = bus("aux");
        assertThat(bus.await(ProcessState.RUN, LIVELY)).isTrue();
        framework.listen(Map.of("bosun.channel", "EXITED", "bosun.bus", "aux"), event -> trail.add("EXITED"));

        framework.stop();

        assertThat(trail).containsExactly("EXITED");
        made.clear();
    }

    private ConfiguredBus make(Map<String, Object> values) {
        ConfiguredBus component = new ConfiguredBus(
                framework.context(), Configured.as(OwnBusConfiguration.class, values), Map.of("service.pid", "test"));
        made.add(component);
        return component;
    }

    private static void modify(ConfiguredBus component, Map<String, Object> values) {
        component.modify(Configured.as(OwnBusConfiguration.class, values), Map.of("service.pid", "test"));
    }

    private LifecycleBus bus(String name) {
        return references(LifecycleBus.class).stream()
                .filter(each -> name.equals(each.getProperty(LifecycleBus.BUS)))
                .map(framework.context()::getService)
                .findFirst()
                .orElseThrow();
    }

    private List<String> names(Class<?> type) {
        return references(type).stream()
                .map(each -> (String) each.getProperty(LifecycleBus.BUS))
                .toList();
    }

    private <S> List<ServiceReference<S>> references(Class<S> type) {
        try {
            return List.copyOf(framework.context().getServiceReferences(type, null));
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
