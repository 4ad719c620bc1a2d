// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.log;

import io.bosun.lifecycle.LifecycleBus;
import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** A configuration as Declarative Services would give it. */
@SuppressWarnings("ClassExplicitlyAnnotation")
record Configured(String bus, String to, String level, String format, String encoding, long maxBytes)
        implements LogConfiguration {
    static final Clock NOON = Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);

    static Configured to(Path file) {
        return to(file.toString());
    }

    static Configured to(String to) {
        return new Configured(LifecycleBus.DEFAULT_BUS, to, "", Layout.DEFAULT, "UTF-8", 10 * 1024 * 1024);
    }

    Configured level(String changed) {
        return new Configured(bus, to, changed, format, encoding, maxBytes);
    }

    Configured format(String changed) {
        return new Configured(bus, to, level, changed, encoding, maxBytes);
    }

    Configured encoding(String changed) {
        return new Configured(bus, to, level, format, changed, maxBytes);
    }

    Configured maxBytes(long changed) {
        return new Configured(bus, to, level, format, encoding, changed);
    }

    LogSettings settings() {
        return LogSettings.of(this, Path.of(""), NOON);
    }

    @Override
    public Class<? extends Annotation> annotationType() {
        return LogConfiguration.class;
    }
}
