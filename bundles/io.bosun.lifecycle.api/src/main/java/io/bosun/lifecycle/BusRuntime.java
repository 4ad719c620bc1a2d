// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What can be seen of a bus from outside: for shells and consoles. A service beside {@link LifecycleBus}. */
@ProviderType
public interface BusRuntime {
    /** Returns the bus. */
    LifecycleBus bus();

    /** Returns all listeners, by channel in the order in which they would be called; those refused come last. */
    List<ListenerStatus> listeners();

    /** Returns the last walks, the oldest first; how many is configured. */
    List<PastTransition> history();
}
