// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.log;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.Logger;

/** The levels of the OSGi log, and what they are on a bus. In the order of the numbers. */
enum OsgiLevel {
    TRACE(5, Logger::isTraceEnabled, Logger::trace),
    DEBUG(io.bosun.lifecycle.LogLevel.DEBUG, Logger::isDebugEnabled, Logger::debug),
    INFO(io.bosun.lifecycle.LogLevel.INFO, Logger::isInfoEnabled, Logger::info),
    WARN(io.bosun.lifecycle.LogLevel.WARN, Logger::isWarnEnabled, Logger::warn),
    ERROR(io.bosun.lifecycle.LogLevel.ERROR, Logger::isErrorEnabled, Logger::error);

    private interface Method {
        void log(Logger logger, String format, Object... arguments);
    }

    private final int number;
    private final Predicate<Logger> enabled;
    private final Method method;

    OsgiLevel(int number, Predicate<Logger> enabled, Method method) {
        this.number = number;
        this.enabled = enabled;
        this.method = method;
    }

    int number() {
        return number;
    }

    /** Returns the level of this number, or the next lower one; the lowest for what is below it. */
    static OsgiLevel of(int number) {
        OsgiLevel found = TRACE;
        for (OsgiLevel each : values()) {
            if (each.number <= number) {
                found = each;
            }
        }
        return found;
    }

    /** Returns what a level of the OSGi log is on a bus. AUDIT stands beside the others: it is no failure. */
    static int number(LogLevel level) {
        return level == LogLevel.AUDIT ? INFO.number : valueOf(level.name()).number;
    }

    /** Writes what was logged, if the logger wants it; a number that is none of these stands behind the message. */
    void write(Logger logger, Logged logged) {
        if (!enabled.test(logger)) {
            return;
        }
        String message =
                logged.level() == number ? logged.message() : logged.message() + " (level " + logged.level() + ")";
        List<Object> arguments = new ArrayList<>();
        // Only then as an argument: not every log service shows its readers what it made of format and arguments.
        boolean isFormat = message.contains("{}");
        if (isFormat) {
            arguments.add(message);
        }
        if (logged.cause() != null) {
            arguments.add(logged.cause());
        }
        method.log(logger, isFormat ? "{}" : message, arguments.toArray());
    }
}
