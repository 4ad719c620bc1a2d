// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandPolicy;
import io.bosun.command.CommandRegistrationException;
import io.bosun.command.FullPolicy;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What a configuration says about a command instead of its record; null where it says nothing. */
record Overrides(
        String key,
        Long deadlineMillis,
        Boolean idempotent,
        Integer retries,
        Long retryDelayMillis,
        Long retryMaxDelayMillis,
        Double retryJitter,
        FullPolicy whenFull,
        Long blockMillis,
        Boolean control) {
    private static final Pattern COMMAND = Pattern.compile("([\\w.$-]{1,200})(?:/(\\d{1,5}))?");
    private static final int LAST_VERSION = 65_535;
    /** As of the annotation Retry, for a record that has none. */
    private static final long RETRY_DELAY_MILLIS = 100;

    private static final long RETRY_MAX_DELAY_MILLIS = 10_000;
    private static final double RETRY_JITTER = 0.5;

    /**
     * Reads a configuration, whose values may be texts.
     *
     * @throws CommandRegistrationException if a value cannot be; the message names it
     */
    static Overrides of(Function<String, Object> values) {
        Overrides read = new Overrides(
                key(text(values, "command")),
                number(values, "deadlineMillis", Long::valueOf),
                flag(values, "idempotent"),
                number(values, "retries", Integer::valueOf),
                number(values, "retryDelayMillis", Long::valueOf),
                number(values, "retryMaxDelayMillis", Long::valueOf),
                number(values, "retryJitter", Double::valueOf),
                whenFull(text(values, "whenFull")),
                number(values, "blockMillis", Long::valueOf),
                flag(values, "control"));
        read.apply(CommandPolicy.DEFAULT);
        return read;
    }

    /**
     * The key of a command that is configured by its key, or by its name, which stands for version 1.
     *
     * @throws CommandRegistrationException if it can be neither
     */
    static String key(String command) {
        var matcher = COMMAND.matcher(command == null ? "" : command.trim());
        if (!matcher.matches()) {
            throw new CommandRegistrationException(
                    "command is " + command + ": name a command, as in command=org.example.Digest/1");
        }
        int version = matcher.group(2) == null ? 1 : Integer.parseInt(matcher.group(2));
        if (version < 1 || version > LAST_VERSION) {
            throw new CommandRegistrationException(
                    "command is " + command + ": use a version from 1 to " + LAST_VERSION);
        }
        return matcher.group(1) + "/" + version;
    }

    /** The policy of a command that declares one; of two delays that do not fit, the configured one counts. */
    CommandPolicy apply(CommandPolicy declared) {
        boolean first = retries != null && declared.retries() == 0;
        long delay = or(retryDelayMillis, first ? RETRY_DELAY_MILLIS : declared.retryDelayMillis());
        long longest = or(retryMaxDelayMillis, first ? RETRY_MAX_DELAY_MILLIS : declared.retryMaxDelayMillis());
        if (delay > longest && retryMaxDelayMillis == null) {
            longest = delay;
        } else if (delay > longest && retryDelayMillis == null) {
            delay = longest;
        }
        return new CommandPolicy(
                or(deadlineMillis, declared.deadlineMillis()),
                or(idempotent, declared.idempotent()),
                or(retries, declared.retries()),
                delay,
                longest,
                or(retryJitter, first ? RETRY_JITTER : declared.retryJitter()),
                or(whenFull, declared.whenFull()),
                or(blockMillis, declared.blockMillis()),
                or(control, declared.control()));
    }

    /** That of a command of which nothing is known but this. */
    static CommandPolicy idempotent(boolean idempotent) {
        return new Overrides(null, null, idempotent, null, null, null, null, null, null, null)
                .apply(CommandPolicy.DEFAULT);
    }

    private static <T> T or(T configured, T declared) {
        return configured == null ? declared : configured;
    }

    private static String text(Function<String, Object> values, String name) {
        Object value = values.apply(name);
        return value == null || value.toString().isBlank()
                ? null
                : value.toString().trim();
    }

    private static <T extends Number> T number(
            Function<String, Object> values, String name, Function<String, T> parse) {
        String text = text(values, name);
        try {
            return text == null ? null : parse.apply(text);
        } catch (NumberFormatException e) {
            throw new CommandRegistrationException(name + " is " + text + ": use a number", e);
        }
    }

    private static Boolean flag(Function<String, Object> values, String name) {
        String text = text(values, name);
        if (text != null && !text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
            throw new CommandRegistrationException(name + " is " + text + ": use true or false");
        }
        return text == null ? null : Boolean.valueOf(text);
    }

    private static FullPolicy whenFull(String text) {
        try {
            return text == null ? null : FullPolicy.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new CommandRegistrationException(
                    "whenFull is " + text + ": use one of " + Arrays.toString(FullPolicy.values()), e);
        }
    }
}
