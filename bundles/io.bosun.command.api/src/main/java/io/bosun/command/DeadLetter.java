// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A command that could not be delivered.
 *
 * @param number its own, given by the store, from 1 on
 * @param id the number that the asking bus gave to the command
 * @param key name and major version of the command
 * @param target where it was to go; empty if that was never known
 * @param sender the name of the process that asked
 * @param reason why it was not delivered
 * @param mayHaveRun whether a handler may have run it
 * @param detail more about the reason, for people; may be empty
 * @param command the command as text, for people; cut off where it is long
 * @param payloadBytes how many bytes of it are kept, encoded, to be replayed; 0 if it cannot be
 * @param time when it was given up, by the wall clock
 */
@ProviderType
public record DeadLetter(
        long number,
        long id,
        String key,
        String target,
        String sender,
        Reason reason,
        boolean mayHaveRun,
        String detail,
        String command,
        int payloadBytes,
        Instant time) {}
