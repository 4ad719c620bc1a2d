// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.lifecycle.LogLevel;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LayoutTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);

    private static String format(String format, Logged logged) {
        return new Layout(format, NOON).format(logged);
    }

    private static Logged logged(int level, String message, Throwable cause) {
        return new Logged("default", "RUN", level, message, cause);
    }

    @Test
    @DisplayName("MB-54: a line has the time, the bus and the message, and its end")
    void shouldWriteTimeBusAndMessage() {
        assertThat(format(Layout.DEFAULT, logged(LogLevel.INFO, "Bus state: RUN", null)))
                .isEqualTo("[2026-11-20T12:00:00.000Z] (Bus default) Bus state: RUN\n");
    }

    @Test
    @DisplayName("MB-54: the stack of the cause stands behind the line, whatever the layout ends with")
    void shouldAppendTheStack() {
        Exception cause = new IllegalStateException("burnt", new IllegalArgumentException("hot"));

        String text = format("{message}!", logged(LogLevel.ERROR, "Error in RUN listener", cause));

        assertThat(text)
                .startsWith("Error in RUN listener!\njava.lang.IllegalStateException: burnt\n\tat ")
                .contains("\nCaused by: java.lang.IllegalArgumentException: hot\n")
                .endsWith("\n");
    }

    @Test
    @DisplayName("MB-54: the layout is configured by placeholders; other braces are text")
    void shouldReplacePlaceholders() {
        String line =
                format("{level} {bus}/{state} {{message}} {} {A} on {thread}", logged(LogLevel.WARN, "hot", null));

        assertThat(line)
                .isEqualTo("WARN default/RUN {hot} {} {A} on "
                        + Thread.currentThread().getName() + "\n");
        assertThat(format("{level}", logged(25, "", null))).isEqualTo("25\n");
    }

    @Test
    @DisplayName("MB-54: placeholders within a message are not replaced")
    void shouldLeaveMessagesAlone() {
        assertThat(format("{message} {bus}", logged(LogLevel.INFO, "{bus} {time}", null)))
                .isEqualTo("{bus} {time} default\n");
    }

    @Test
    @DisplayName("MB-54: an unknown placeholder is refused, and those that are known are named")
    void shouldRefuseUnknownPlaceholders() {
        assertThatThrownBy(() -> new Layout("{date} {message}", NOON))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("format has {date}, which is not known;"
                        + " give {time}, {bus}, {level}, {message}, {state}, {thread}, or other text");
    }
}
