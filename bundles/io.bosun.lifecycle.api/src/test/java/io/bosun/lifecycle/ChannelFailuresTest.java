// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ChannelFailuresTest {
    private final Exception first = new IllegalStateException("one");
    private final Error second = new AssertionError("two");
    private final ChannelFailures failures =
            new ChannelFailures("START", List.of(first, second), Arrays.asList("result", null));

    @Test
    @DisplayName("MB-12 keeps all failures in order, and what the others returned")
    void shouldKeepFailuresAndResults() {
        assertThat(failures.failures()).containsExactly(first, second);
        assertThat(failures).hasCause(first).hasSuppressedException(second);
        assertThat(failures.results()).containsExactly("result", null);
        assertThat(failures.channel()).isEqualTo("START");
        assertThat(failures.getMessage().lines())
                .containsExactly(
                        "2 of the listeners of START failed: java.lang.IllegalStateException: one",
                        "java.lang.AssertionError: two");
    }

    @Test
    @DisplayName("MB-12 is a text with any delimiter")
    void shouldBeJoined() {
        assertThat(failures.text("; "))
                .isEqualTo("java.lang.IllegalStateException: one; java.lang.AssertionError: two");
        assertThat(new ChannelFailures("RUN", List.of(first), List.of()).text("; "))
                .isEqualTo("java.lang.IllegalStateException: one");
    }

    @Test
    @DisplayName("MB-12 holds copies, which nobody changes")
    void shouldHoldCopies() {
        List<Throwable> given = new ArrayList<>(List.of(first));
        List<Object> results = new ArrayList<>(List.of("result"));
        ChannelFailures copied = new ChannelFailures("START", given, results);

        given.add(second);
        results.clear();

        assertThat(copied.failures()).containsExactly(first);
        assertThat(copied.results()).containsExactly("result");
        assertThatThrownBy(() -> copied.failures().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> copied.results().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    @DisplayName("MB-12 may hold the same failure twice")
    void shouldHoldAFailureTwice() {
        ChannelFailures twice = new ChannelFailures("START", List.of(first, first), List.of());

        assertThat(twice.failures()).containsExactly(first, first);
        assertThat(twice).hasCause(first);
    }
}
