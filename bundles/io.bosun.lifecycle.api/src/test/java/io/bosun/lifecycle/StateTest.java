// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateTest {
    @Test
    void shouldBeItsName() {
        assertThat(new State("RUN")).isEqualTo(ProcessState.RUN).hasToString("RUN");
        assertThat(new State("run")).isNotEqualTo(ProcessState.RUN);
        assertThat(new State("at rest").name()).isEqualTo("at rest");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "RUN ", "\tRUN"})
    void shouldRefuseWhatIsNoName(String name) {
        assertThatThrownBy(() -> new State(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + name + "'");
    }
}
