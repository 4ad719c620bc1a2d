// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ChannelFailuresTest {
    @Test
    @DisplayName("MB-12 keeps all failures in order, and what the others returned")
    void shouldKeepFailuresAndResults() {
        Exception first = new IllegalStateException("one");
        Error second = new AssertionError("two");

        ChannelFailures failures = new ChannelFailures("START", List.of(first, second), Arrays.asList("result", null));

        assertThat(failures.failures()).containsExactly(first, second);
        assertThat(failures).hasCause(first).hasSuppressedException(second);
        assertThat(failures.results()).containsExactly("result", null);
        assertThat(failures.channel()).isEqualTo("START");
        assertThat(failures.getMessage().lines())
                .containsExactly(
                        "2 of the listeners of START failed: java.lang.IllegalStateException: one",
                        "java.lang.AssertionError: two");
    }
}
