// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What this process knows about commands and targets. Each answer is an unchanging snapshot; any thread may ask. */
@ProviderType
public interface CommandRegistry {
    /** Every known route, sorted by command key. */
    List<CommandRoute> routes();

    /** The route of exactly this class: neither of its superclass nor of an interface. */
    Optional<CommandRoute> routeFor(Class<?> command);

    /** Every known target, sorted by name. */
    List<TargetStatus> targets();

    /** Registrations that were refused, oldest first, with what is wrong and in which bundle. */
    List<String> failures();
}
