// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ProcessState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;
import org.osgi.service.condition.Condition;

/** The conditions of states, in a real framework. */
@Timeout(60)
@DisplayName("the condition of a state")
class StateConditionsTest {
    private static final String OF_DEFAULT = "(!(" + LifecycleBus.BUS + "=*))";

    private final RealFramework framework = new RealFramework().started();
    private final HostedBus bus = new HostedBus(framework.context(), BusPlan.process(), BusOptions.DEFAULTS);
    private final List<String> trail = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() throws Exception {
        bus.open();
        framework
                .context()
                .addServiceListener(
                        event -> trail.add((event.getType() == ServiceEvent.REGISTERED ? "+" : "-")
                                + RealFramework.conditionId(event.getServiceReference())
                                        .substring(LifecycleBus.STATE_CONDITION.length())),
                        "(&(" + Constants.OBJECTCLASS + "=" + Condition.class.getName()
                                + ")(osgi.condition.id=bosun.*))");
    }

    @AfterEach
    void close() {
        bus.close();
        framework.close();
    }

    @Test
    @DisplayName("MB-29: is there for each state, one at a time, and from the beginning")
    void shouldFollowBus() throws Exception {
        assertThat(framework.conditions(null)).containsExactly("bosun.state.INITIAL");

        bus.transition(ProcessState.RUN, "test");

        assertThat(framework.conditions(null)).containsExactly("bosun.state.RUN");
        assertThat(trail).containsExactly("-INITIAL", "+ENTER", "-ENTER", "+IDLE", "-IDLE", "+START", "-START", "+RUN");
    }

    @Test
    @DisplayName("MB-29: comes after the listeners of the old state and before those of the new one, and goes likewise")
    void shouldComeBetweenListeners() throws Exception {
        framework.listen(50, event -> trail.add(event.channel()), "START", "RUN", "STOP");

        bus.transition(ProcessState.RUN, "test");
        bus.transition(ProcessState.IDLE, "test");

        assertThat(trail)
                .containsSubsequence("+START", "START", "-START", "+RUN", "RUN", "-RUN", "+STOP", "STOP", "-STOP");
    }

    @Test
    @DisplayName("MB-29: a START that fails never brings RUN's")
    void shouldNotComeAfterFailure() throws Exception {
        framework.listen(
                50,
                event -> {
                    throw new IllegalStateException("no");
                },
                "START");

        bus.transition(ProcessState.RUN, "test");

        assertThat(trail).contains("-START", "+START_ERROR").doesNotContain("+RUN");
        assertThat(framework.conditions(null)).containsExactly("bosun.state.EXITED");
    }

    @Test
    @DisplayName("of another bus carries that one's name, so that filters tell them apart")
    void shouldNameOtherBus() throws Exception {
        HostedBus other = new HostedBus(framework.context(), BusPlan.process("aux"), BusOptions.DEFAULTS);
        other.open();
        bus.transition(ProcessState.RUN, "test");
        other.transition(ProcessState.RUN, "test");

        assertThat(framework.conditions("(&(osgi.condition.id=bosun.state.RUN)(bosun.bus=aux))"))
                .hasSize(1);
        assertThat(framework.conditions("(&(osgi.condition.id=bosun.state.RUN)" + OF_DEFAULT + ")"))
                .hasSize(1);
        assertThat(framework.conditions("(osgi.condition.id=bosun.state.RUN)")).hasSize(2);

        bus.transition(ProcessState.IDLE, "test");
        assertThat(framework.conditions("(&(osgi.condition.id=bosun.state.RUN)" + OF_DEFAULT + ")"))
                .isEmpty();
        other.close();
    }

    @Test
    @DisplayName("is not there without conditions, and comes and goes with the next hop after a change")
    void shouldFollowConfiguration() throws Exception {
        bus.apply(options(false));
        bus.transition(ProcessState.IDLE, "test");
        assertThat(framework.conditions(null)).isEmpty();

        bus.apply(options(true));
        bus.transition(ProcessState.RUN, "test");
        assertThat(framework.conditions(null)).containsExactly("bosun.state.RUN");
    }

    @Test
    @DisplayName("goes at once if who comes with it has the bus walk on")
    void shouldSurviveWalkWhileItComes() throws Exception {
        framework
                .context()
                .addServiceListener(
                        event -> {
                            if (event.getType() == ServiceEvent.REGISTERED) {
                                walkTo();
                            }
                        },
                        "(osgi.condition.id=bosun.state.RUN)");

        bus.transition(ProcessState.RUN, "test");

        assertThat(framework.conditions(null))
                .containsExactly("bosun.state." + bus.state().name());
        assertThat(trail).contains("+RUN", "-RUN", "+STOP", "-STOP", "+IDLE");
    }

    private void walkTo() {
        try {
            if (bus.state().equals(ProcessState.RUN)) {
                bus.transition(ProcessState.IDLE, "nested");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static BusOptions options(boolean conditions) {
        return BusOptions.of(Configured.as(BusConfiguration.class, Map.of("conditions", conditions)));
    }
}
