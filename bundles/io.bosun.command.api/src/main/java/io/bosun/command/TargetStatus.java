// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A target and its berths as they were when asked.
 *
 * @param name the target
 * @param commands keys of the commands that it answers, sorted
 * @param berths its live berths
 * @param parked commands that wait for a berth or a handler to come back
 */
@ProviderType
public record TargetStatus(String name, List<String> commands, List<BerthStatus> berths, int parked) {

    /**
     * One berth.
     *
     * @param place the process that it is in: {@code boss}, or the name of a hand
     * @param pending commands accepted and not yet ended
     * @param done commands ended since it opened
     */
    @ProviderType
    public record BerthStatus(String place, int pending, long done) {}
}
