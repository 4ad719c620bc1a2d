// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The bounded store of dead letters: a new one displaces the oldest. Any thread may ask. */
@ProviderType
public interface DeadLetters {
    /** Those still stored, oldest first. */
    List<DeadLetter> letters();

    /** How many there have been, displaced ones included. */
    long total();
}
