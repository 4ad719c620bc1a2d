// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Annotation;
import org.junit.jupiter.api.Test;

class ConfiguredPlacementTest {
    private static ConfiguredPlacement placement(String target, boolean boss, String... hands) {
        return new ConfiguredPlacement(new ConfiguredPlacement.Configuration() {
            @Override
            public String target() {
                return target;
            }

            @Override
            public String[] hands() {
                return hands;
            }

            @Override
            public boolean boss() {
                return boss;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return ConfiguredPlacement.Configuration.class;
            }
        });
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
}
