// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The store of dead letters, bounded in their number and their bytes: a new one displaces the oldest. Any thread may
 * call it.
 */
@ProviderType
public interface DeadLetters {
    /** Those still stored, oldest first. */
    List<DeadLetter> letters();

    /** The one of this number, if it is still stored. */
    Optional<DeadLetter> letter(long number);

    /** How many there have been, displaced ones included. */
    long total();

    /**
     * Sends its command again, as {@link CommandBus#send} does, with a new id and deadline, and takes the letter out if
     * it is accepted. It may run twice where the letter says that it may have run.
     *
     * @throws CommandException if there is no such letter, or its payload was not kept
     */
    Acceptance replay(long number);

    /** Takes letters out for good; returns how many. */
    int purge(Predicate<DeadLetter> which);
}
