// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where a target is to run, as configured; a service per target, which says itself for which. A target
 * without one runs in the process that has its handler. What it says may change while it is registered: then whoever
 * provides it changes its service properties afterwards, so that those who follow it look again.
 */
@ProviderType
public interface Placement {
    /** The target. */
    String target();

    /** Whether it has a berth in this process. */
    boolean here();

    /** The hands that it has a berth in. */
    List<String> hands();
}
