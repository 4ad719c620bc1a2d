// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bosun.command.Acceptance;
import io.bosun.command.Reason;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.transport.Placement;
import io.bosun.transport.RouteEntry;
import java.lang.annotation.Annotation;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceRegistration;

class ConfiguredPlacementTest {
    private static ConfiguredPlacement placement(String target, boolean boss, String... hands) {
        return placement(target, boss, hands, new String[0]);
    }

    static ConfiguredPlacement placement(String target, boolean boss, String[] hands, String[] commands) {
        return new ConfiguredPlacement(configuration(target, boss, hands, commands));
    }

    static ConfiguredPlacement.Configuration configuration(
            String target, boolean boss, String[] hands, String[] commands) {
        return new ConfiguredPlacement.Configuration() {
            @Override
            public String target() {
                return target;
            }

            @Override
            public String[] hands() {
                return hands;
            }

            @Override
            public String[] commands() {
                return commands;
            }

            @Override
            public boolean boss() {
                return boss;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return ConfiguredPlacement.Configuration.class;
            }
        };
    }

    @Test
    void shouldTakeHandsAsOneTextOrAsSeveral() {
        assertThat(placement("desk", false, "h1, h2,,h1").hands()).containsExactly("h1", "h2");
        assertThat(placement("desk", false, "h1", "h2").hands()).containsExactly("h1", "h2");
        assertThat(placement("desk", false).hands()).isEmpty();
        assertThat(placement("desk", false).here()).isFalse();
        assertThat(placement("desk", true).here()).isTrue();
        assertThat(placement("desk", true).target()).isEqualTo("desk");
    }

    @Test
    void shouldRefuseAConfigurationWithoutATarget() {
        assertThatThrownBy(() -> placement(" ", true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(ConfiguredPlacement.PID)
                .hasMessageContaining("target=NAME");
        assertThatThrownBy(() -> placement(null, true)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldTakeTheCommandsOfATargetByKeyOrName() {
        assertThat(placement("desk", true, new String[0], new String[] {"a.B/2, c.D"})
                        .placed()
                        .commands())
                .containsExactlyInAnyOrder("a.B/2", "c.D/1");
        assertThatThrownBy(() -> placement("desk", true, new String[0], new String[] {"a b"}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("desk")
                .hasMessageContaining("a b");
    }

    @Test
    @DisplayName("Reliability row 19: a wrong configuration changes nothing")
    void shouldKeepWhatItSaidIfTheNextConfigurationIsWrong() {
        ConfiguredPlacement placement = placement("desk", false, "h1");
        placement.modified(configuration("desk", true, new String[0], new String[] {"a.B"}));
        assertThat(placement).hasToString("desk in [] and the boss");
        assertThatThrownBy(() ->
                        placement.modified(configuration("desk", false, new String[] {"h2"}, new String[] {"a b"})))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(placement.placed()).isEqualTo(new Placed("desk", true, List.of(), Set.of("a.B/1")));
    }

    @Test
    @DisplayName("Reliability row 19: a target that is configured anew is never without its placement")
    void shouldKeepATargetPlacedWhileItsConfigurationChanges() throws Exception {
        String[] commands = {Ask.class.getName()};
        Queue<String> bad = new ConcurrentLinkedQueue<>();
        AtomicInteger sent = new AtomicInteger();
        AtomicBoolean go = new AtomicBoolean(true);
        try (BusRig rig = new BusRig()) {
            ConfiguredPlacement placement = placement("desk", false, new String[] {"h0"}, commands);
            ServiceRegistration<?> service =
                    rig.context.registerService(Placement.class, placement, new Hashtable<>(Map.of("hands", "h0")));
            rig.handle(Ask.class, "desk", (command, context) -> {
                bad.add("run here: " + command);
                return null;
            });
            Thread sender = new Thread(() -> {
                while (go.get()) {
                    Acceptance taken = rig.bus.send(new Ask(sent.incrementAndGet()));
                    if (!taken.isAccepted() && taken.reason().orElseThrow() != Reason.REJECTED_FULL) {
                        bad.add(taken.toString());
                    }
                }
            });
            sender.start();
            for (int i = 1; i <= 50; i++) {
                int seen = sent.get();
                placement.modified(configuration("desk", false, new String[] {"h" + i}, commands));
                service.setProperties(new Hashtable<>(Map.of("hands", "h" + i)));
                assertThat(rig.registry
                                .history()
                                .get(rig.registry.history().size() - 1)
                                .subject())
                        .isEqualTo("desk in [h" + i + "]");
                await().atMost(BusRig.LIVE).until(() -> sent.get() > seen);
            }
            go.set(false);
            sender.join();
            assertThat(bad).isEmpty();

            placement.modified(configuration("other", false, new String[0], new String[0]));
            service.setProperties(new Hashtable<>());
            assertThat(rig.registry.local())
                    .as("nothing keeps it away any more")
                    .extracting(RouteEntry::target)
                    .containsExactly("desk");
        }
    }
}
