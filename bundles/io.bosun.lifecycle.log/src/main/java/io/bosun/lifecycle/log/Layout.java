// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a line of what was logged. Immutable. */
final class Layout {
    static final String DEFAULT = "[{time}] (Bus {bus}) {message}";

    // In UTC, so that the lines of several processes can be sorted, and no hour comes twice.
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z]+)}");
    private static final Map<String, Function<Logged, String>> VALUES = Map.of(
            "bus", Logged::bus,
            "level", logged -> Levels.text(logged.level()),
            "message", Logged::message,
            "state", Logged::state,
            "thread", logged -> Thread.currentThread().getName());

    private final Clock clock;
    private final List<Function<Logged, String>> parts = new ArrayList<>();

    /** @throws IllegalArgumentException if there is a placeholder that is not known */
    Layout(String format, Clock clock) {
        this.clock = clock;
        Matcher matcher = PLACEHOLDER.matcher(format);
        int end = 0;
        while (matcher.find()) {
            text(format.substring(end, matcher.start()));
            parts.add(value(matcher.group(1)));
            end = matcher.end();
        }
        text(format.substring(end));
    }

    private void text(String text) {
        if (!text.isEmpty()) {
            parts.add(logged -> text);
        }
    }

    private Function<Logged, String> value(String name) {
        if (name.equals("time")) {
            return logged -> TIME.format(Instant.now(clock));
        }
        Function<Logged, String> value = VALUES.get(name);
        if (value == null) {
            throw new IllegalArgumentException("format has {" + name + "}, which is not known; give {time}, {"
                    + String.join("}, {", new TreeSet<>(VALUES.keySet())) + "}, or other text");
        }
        return value;
    }

    /** Returns the line with its end, and the stack of the cause behind it. */
    String format(Logged logged) {
        StringBuilder line = new StringBuilder();
        parts.forEach(part -> line.append(part.apply(logged)));
        line.append('\n');
        if (logged.cause() != null) {
            line.append(stack(logged.cause()));
        }
        return line.toString();
    }

    private static String stack(Throwable cause) {
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text);
        cause.printStackTrace(writer);
        writer.flush();
        return text.toString();
    }
}
