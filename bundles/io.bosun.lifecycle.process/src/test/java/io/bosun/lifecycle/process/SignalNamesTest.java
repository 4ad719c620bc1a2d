// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SignalNamesTest {
    @Test
    @DisplayName("MB-44 names come as a list or as one text, with or without SIG")
    void shouldReadNamesAsPeopleWriteThem() {
        assertThat(SignalNames.of("TERM, sigint ,,HUP", "TERM", "usr1")).containsExactly("TERM", "INT", "HUP", "USR1");
        assertThat(SignalNames.of()).isEmpty();
        assertThat(SignalNames.of(" ")).isEmpty();
    }

    @Test
    @DisplayName("MB-44 USR2 belongs to the JVM and is refused")
    void shouldRefuseUsr2() {
        assertThat(SignalNames.of("USR2,SIGUSR2,TERM")).containsExactly("TERM");
    }
}
