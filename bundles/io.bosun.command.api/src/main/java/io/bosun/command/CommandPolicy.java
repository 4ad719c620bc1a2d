// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import org.osgi.annotation.versioning.ProviderType;

/**
 * How a command is to be carried: what its record declares, or the configuration says instead.
 *
 * @param deadlineMillis how long it is worth an answer; 0 for the bus's default
 * @param idempotent whether it may be run twice
 * @param retries attempts after the first, see {@link Retry}
 * @param retryDelayMillis the first delay
 * @param retryMaxDelayMillis the longest delay
 * @param retryJitter the largest share that is added to a delay, from 0 to 1
 * @param whenFull what becomes of it where no berth has room
 * @param blockMillis how long {@link FullPolicy#BLOCK} waits
 * @param control whether it goes by the control lane
 */
@ProviderType
public record CommandPolicy(
        long deadlineMillis,
        boolean idempotent,
        int retries,
        long retryDelayMillis,
        long retryMaxDelayMillis,
        double retryJitter,
        FullPolicy whenFull,
        long blockMillis,
        boolean control) {
    /** That of a record without annotations. */
    public static final CommandPolicy DEFAULT =
            new CommandPolicy(0, false, 0, 0, 0, 0, FullPolicy.REFUSE, 1_000, false);

    private static final int MOST_RETRIES = 100;

    /** @throws CommandRegistrationException if a value is out of range; the message names it */
    public CommandPolicy {
        require(deadlineMillis >= 0, "deadlineMillis", deadlineMillis, "0 or more");
        require(retries >= 0 && retries <= MOST_RETRIES, "retries", retries, "0 to " + MOST_RETRIES);
        require(retryDelayMillis >= 0, "retryDelayMillis", retryDelayMillis, "0 or more");
        require(
                retryMaxDelayMillis >= retryDelayMillis,
                "retryMaxDelayMillis",
                retryMaxDelayMillis,
                "at least the first delay, " + retryDelayMillis);
        require(retryJitter >= 0 && retryJitter <= 1, "retryJitter", retryJitter, "0 to 1");
        require(blockMillis > 0, "blockMillis", blockMillis, "more than 0");
    }

    private static void require(boolean condition, String name, Object value, String use) {
        if (!condition) {
            throw new CommandRegistrationException(name + " is " + value + ": use " + use);
        }
    }
}
