// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleException;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;

class OsgiLevelTest {
    private static final String NAME = "bosun.bus.default";

    @TempDir
    Path cache;

    private OsgiLog log;

    @BeforeEach
    void open() throws BundleException {
        log = new OsgiLog(cache);
        log.level(LogLevel.TRACE);
    }

    @AfterEach
    void close() throws BundleException, InterruptedException {
        log.close();
    }

    private LogEntry write(int level, String message, Throwable cause) throws InterruptedException {
        OsgiLevel.of(level).write(log.logger(NAME), new Logged("default", "RUN", level, message, cause));
        return log.next(NAME);
    }

    @ParameterizedTest
    @CsvSource({
        "5, TRACE, hot",
        "10, DEBUG, hot",
        "20, INFO, hot",
        "30, WARN, hot",
        "40, ERROR, hot",
        "-1, TRACE, hot (level -1)",
        "9, TRACE, hot (level 9)",
        "19, DEBUG, hot (level 19)",
        "25, INFO, hot (level 25)",
        "39, WARN, hot (level 39)",
        "50, ERROR, hot (level 50)"
    })
    @DisplayName("MB-14: 10, 20, 30, 40 are DEBUG, INFO, WARN, ERROR of the OSGi log; others the next lower, and shown")
    void shouldMapNumbersToLevels(int number, LogLevel level, String message) throws InterruptedException {
        LogEntry entry = write(number, "hot", null);

        assertThat(entry.getLogLevel()).isEqualTo(level);
        assertThat(entry.getMessage()).isEqualTo(message);
        assertThat(entry.getException()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hot", "{} and \\{} of {0}", "a \\ b { c } %s", "{}", ""})
    @DisplayName("MB-14: message and cause reach the OSGi log unchanged, braces too")
    void shouldKeepMessageAndCause(String message) throws InterruptedException {
        assertThat(write(40, message, null).getMessage()).isEqualTo(message);

        LogEntry entry = write(40, message, new IllegalStateException("burnt"));
        assertThat(entry.getMessage()).isEqualTo(message);
        assertThat(entry.getException().getMessage()).contains("burnt");
    }

    @Test
    @DisplayName("MB-14: what the OSGi log does not want is not written")
    void shouldObeyTheLevelOfTheOsgiLog() throws InterruptedException {
        log.level(LogLevel.ERROR);
        OsgiLevel.of(30).write(log.logger(NAME), new Logged("default", "RUN", 30, "left out", null));

        assertThat(write(40, "written", null).getMessage()).isEqualTo("written");
    }

    @ParameterizedTest
    @EnumSource(LogLevel.class)
    @DisplayName("MB-14: each level of the OSGi log has a number on the bus, and goes back to itself")
    void shouldMapLevelsToNumbers(LogLevel level) {
        int number = OsgiLevel.number(level);

        assertThat(OsgiLevel.of(number).name()).isEqualTo(level == LogLevel.AUDIT ? "INFO" : level.name());
    }
}
