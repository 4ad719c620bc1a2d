// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import org.osgi.annotation.versioning.ProviderType;

/**
 * What became of the commands that were sent or asked in this process, since its bus started: once none is under way,
 * accepted = handled + failed + deadLettered. A broadcast counts once for each berth that it was offered to.
 *
 * @param accepted taken
 * @param handled the handler answered
 * @param failed the handler threw
 * @param deadLettered neither, see {@link DeadLetter}
 * @param refused not taken, and told so
 */
@ProviderType
public record BusCounts(long accepted, long handled, long failed, long deadLettered, long refused) {
    /** Accepted and not yet ended. */
    public long underWay() {
        return accepted - handled - failed - deadLettered;
    }
}
