// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What this process serves, as the bus knows it and the router announces it. */
@ProviderType
public interface RouteSource {
    /** What berths of this process serve, parked targets included; sorted by target and key. */
    List<RouteEntry> local();
}
