// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.runtime;

import io.bosun.command.CommandRoute;
import io.bosun.command.HandlerStatus;
import io.bosun.command.TargetStatus;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The registry between two changes.
 *
 * @param changes how many there have been: the number of the last {@link RegistryEvent}
 * @param routes every known route, sorted by command key
 * @param targets every known target, sorted by name
 * @param handlers every handler of this process, sorted by command key, the one that serves first
 */
@ProviderType
public record RegistrySnapshot(
        long changes, List<CommandRoute> routes, List<TargetStatus> targets, List<HandlerStatus> handlers) {}
