// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.osgi.annotation.versioning.ProviderType;

/**
 * All that went wrong in one publication. Every listener has run. Thrown by {@link LifecycleBus#publish}, and attached
 * to the hop and the report of a walk whose listeners failed. Its message has one line for each failure.
 */
@ProviderType
public class ChannelFailures extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String channel;
    private final transient List<Throwable> failures;
    private final transient List<Object> results;

    /**
     * Made by the bus.
     *
     * @param failures at least one, in the order of the calls; the first becomes the cause, the others are suppressed
     * @param results what the listeners that did not fail returned, in the order of the calls; may hold nulls
     */
    public ChannelFailures(String channel, List<? extends Throwable> failures, List<?> results) {
        super(message(channel, failures), failures.get(0));
        this.channel = channel;
        this.failures = List.copyOf(failures);
        this.results = Collections.unmodifiableList(new ArrayList<>(results));
        failures.stream().skip(1).filter(failure -> failure != this).forEach(this::addSuppressed);
    }

    /** Returns the channel whose listeners failed. */
    public String channel() {
        return channel;
    }

    /** Returns every failure, in the order of the calls. */
    public List<Throwable> failures() {
        return failures;
    }

    /** Returns what the other listeners returned, in the order of the calls. */
    public List<Object> results() {
        return results;
    }

    /** Returns each failure as text, with {@code delimiter} between them. */
    public String text(String delimiter) {
        return failures.stream().map(ChannelFailures::text).collect(Collectors.joining(delimiter));
    }

    private static String message(String channel, List<? extends Throwable> failures) {
        return failures.stream()
                .map(ChannelFailures::text)
                .collect(Collectors.joining(
                        "\n", failures.size() + " of the listeners of " + channel + " failed: ", ""));
    }

    /** A failure whose own text fails is no reason to lose the others. */
    private static String text(Throwable failure) {
        try {
            return failure.toString();
        } catch (RuntimeException | Error e) {
            return failure.getClass().getName();
        }
    }
}
