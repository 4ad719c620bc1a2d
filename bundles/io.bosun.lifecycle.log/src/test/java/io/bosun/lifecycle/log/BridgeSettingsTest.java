// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Annotation;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BridgeSettingsTest {
    @SuppressWarnings("ClassExplicitlyAnnotation")
    private record Given(boolean toOsgi, String toLevel, boolean fromOsgi, String fromLevel, int maxPending)
            implements BridgeConfiguration {
        @Override
        public Class<? extends Annotation> annotationType() {
            return BridgeConfiguration.class;
        }
    }

    @Test
    @DisplayName("MB-14: what goes over the bridge is configured")
    void shouldRead() {
        assertThat(BridgeSettings.of(new Given(false, "", true, "error", 7)))
                .isEqualTo(new BridgeSettings(false, Levels.ALL, true, 40, 7));
    }

    @ParameterizedTest
    @CsvSource({"LOUD, WARN, 1000", "'', high, 1000", "'', WARN, 0"})
    @DisplayName(
            "MB-14: of a wrong configuration nothing holds: to the OSGi log goes everything, from it comes nothing")
    void shouldFallBackToTheDefaults(String toLevel, String fromLevel, int maxPending) {
        BridgeSettings settings = BridgeSettings.of(new Given(false, toLevel, true, fromLevel, maxPending));

        assertThat(settings.toOsgi()).isTrue();
        assertThat(settings.toLevel()).isEqualTo(Levels.ALL);
        assertThat(settings.fromOsgi()).isFalse();
    }
}
