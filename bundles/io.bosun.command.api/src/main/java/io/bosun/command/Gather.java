// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import org.osgi.annotation.versioning.ProviderType;

/**
 * How many answers {@link CommandBus#askAll} waits for.
 *
 * @param kind how to count
 * @param count how many, for {@link Kind#FIRST}; else 0
 */
@ProviderType
public record Gather(Kind kind, int count) {
    /** How to count. */
    @ProviderType
    public enum Kind {
        /** Every berth that was asked: waits for each, also where one has failed. */
        ALL,
        /** So many of them. */
        FIRST,
        /** More than half of them. */
        QUORUM
    }

    /** @throws IllegalArgumentException if the count does not fit the kind */
    public Gather {
        if (kind == Kind.FIRST ? count < 1 : count != 0) {
            throw new IllegalArgumentException("count is " + count + ": use 1 or more with FIRST, else 0");
        }
    }

    /** Waits until every berth that was asked has answered or failed. */
    public static Gather all() {
        return new Gather(Kind.ALL, 0);
    }

    /** Waits for one answer. */
    public static Gather any() {
        return first(1);
    }

    /** Waits for so many answers, 1 or more. */
    public static Gather first(int count) {
        return new Gather(Kind.FIRST, count);
    }

    /** Waits for the answers of more than half of those that were asked. */
    public static Gather quorum() {
        return new Gather(Kind.QUORUM, 0);
    }

    /** How many answers are wanted of so many berths; it may be more than these. */
    public int needed(int asked) {
        return switch (kind) {
            case ALL -> asked;
            case FIRST -> count;
            case QUORUM -> asked / 2 + 1;
        };
    }
}
