// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.lifecycle.LogLevel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogSettingsTest {
    @TempDir
    Path directory;

    private static Logged logged(int level, String message) {
        return new Logged("default", "RUN", level, message, null);
    }

    @ParameterizedTest
    @CsvSource({
        "'', -5, true", "'', 10, true", "DEBUG, 9, false", "debug, 10, true", "INFO, 19, false", "INFO, 20, true",
        "WARN, 20, false", "WARN, 40, true", "ERROR, 39, false", "ERROR, 50, true", "25, 24, false", " 25 , 25, true"
    })
    @DisplayName("MB-54: a message passes if no level is configured, or one that is not above its own")
    void shouldPassByLevel(String least, int level, boolean passes) throws IOException {
        Path file = directory.resolve("bus.log");

        Configured.to(file).level(least).settings().write(logged(level, "hot"));

        assertThat(Files.exists(file)).isEqualTo(passes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "ISO-8859-1", "UTF-16LE"})
    @DisplayName("MB-54: lines are written in the configured encoding")
    void shouldEncode(String encoding) throws IOException {
        Path file = directory.resolve("bus.log");

        Configured.to(file).encoding(encoding).format("{message}").settings().write(logged(20, "Käse"));

        assertThat(Files.readAllBytes(file)).isEqualTo("Käse\n".getBytes(encoding));
    }

    @Test
    @DisplayName("MB-54: the encoding is UTF-8 unless configured")
    void shouldEncodeAsUtf8() throws IOException {
        Path file = directory.resolve("bus.log");

        Configured.to(file).settings().write(logged(LogLevel.INFO, "Käse 🧀"));

        assertThat(Files.readString(file, StandardCharsets.UTF_8))
                .isEqualTo("[2026-11-20T12:00:00.000Z] (Bus default) Käse 🧀\n");
    }

    @Test
    @DisplayName("MB-54: a path that is not absolute starts at the directory of the process")
    void shouldStartFromTheDirectory() throws IOException {
        LogSettings.of(Configured.to("logs/bus.log"), directory, Configured.NOON)
                .write(logged(20, "hot"));

        assertThat(directory.resolve("logs/bus.log")).content().endsWith("hot\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    @DisplayName("MB-54: without a stream or a file it is refused")
    void shouldRefuseToWriteNowhere(String to) {
        assertThatThrownBy(() -> Configured.to(to).settings())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("to is missing; give stdout, stderr or the path of a file");
    }

    @Test
    @DisplayName("MB-54: what makes no sense is refused, with its key and value and what to give")
    void shouldRefuseNonsense() {
        Configured good = Configured.to(directory.resolve("bus.log"));

        assertThatThrownBy(() -> good.level("LOUD").settings())
                .hasMessage("level is 'LOUD'; give a number, or DEBUG, INFO, WARN or ERROR");
        assertThatThrownBy(() -> good.encoding("UTF-9").settings())
                .hasMessage("encoding is 'UTF-9'; give one such as UTF-8");
        assertThatThrownBy(() -> good.encoding("x-JISAutoDetect").settings())
                .hasMessage("encoding is 'x-JISAutoDetect'; give one such as UTF-8");
        assertThatThrownBy(() -> good.encoding("").settings()).hasMessage("encoding is ''; give one such as UTF-8");
        assertThatThrownBy(() -> good.maxBytes(0).settings()).hasMessage("maxBytes is 0; give 1 or more");
        assertThatThrownBy(() -> Configured.to(directory).settings())
                .hasMessage("to is '" + directory + "', a directory; give the path of a file in it");
        assertThatThrownBy(() -> Configured.to("/").settings())
                .hasMessage("to is '/', a directory; give the path of a file in it");
        assertThatThrownBy(() -> Configured.to("a\0b").settings())
                .hasMessageStartingWith("to is 'a\0b', which cannot be a path");
        assertThatThrownBy(() -> new Configured("", "stdout", "", "", "UTF-8", 1).settings())
                .hasMessage("bus is empty; give the name of a bus, or leave the key out");
    }
}
