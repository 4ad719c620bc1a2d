// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.runtime;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The registry as data; any thread may ask. Every change has its {@link RegistryEvent}. */
@ProviderType
public interface CommandRuntime {
    /** All of it, as it was between two changes. */
    RegistrySnapshot snapshot();

    /** The last changes, oldest first; their number is bounded by {@code historyLimit}. */
    List<RegistryEvent> history();
}
