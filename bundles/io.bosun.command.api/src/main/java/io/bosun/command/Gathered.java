// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What became of a broadcast that was asked, as far as it was waited for: who answered, who failed how, who did not.
 *
 * @param parts one for each berth that was asked, sorted by target and place
 * @param isSatisfied whether there were as many answers as asked for
 * @param <R> the reply
 */
@ProviderType
public record Gathered<R>(List<Part<R>> parts, boolean isSatisfied) {
    /**
     * What became of it at one berth.
     *
     * @param target the target
     * @param place the process that the berth is in: {@code boss}, or the name of a hand
     * @param reply the reply; null unless it answered, and where the reply is {@link Void}
     * @param failure null if it answered; {@link HandlerFailedException} if its handler threw;
     *     {@link UndeliveredException} with the reason if no reply came, or none was waited for
     * @param <R> the reply
     */
    @ProviderType
    public record Part<R>(String target, String place, R reply, CommandException failure) {
        /** Whether it answered. */
        public boolean isAnswer() {
            return failure == null;
        }

        /** Whether its handler threw. */
        public boolean isFailure() {
            return failure instanceof HandlerFailedException;
        }
    }

    /** Takes a copy of the parts. */
    public Gathered {
        parts = List.copyOf(parts);
    }

    /** The replies of those who answered, in the order of the parts; nulls are left out. */
    public List<R> replies() {
        return parts.stream()
                .filter(Part::isAnswer)
                .map(Part::reply)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Those whose handler threw. */
    public List<Part<R>> failed() {
        return parts.stream().filter(Part::isFailure).toList();
    }

    /** Those of which no answer came, or none was waited for. */
    public List<Part<R>> unanswered() {
        return parts.stream()
                .filter(each -> !each.isAnswer() && !each.isFailure())
                .toList();
    }
}
