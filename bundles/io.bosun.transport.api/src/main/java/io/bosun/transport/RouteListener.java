// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

import org.osgi.annotation.versioning.ConsumerType;

/** A whiteboard service that is told when {@link RouteSource#local()} has another answer. */
@ConsumerType
@FunctionalInterface
public interface RouteListener {
    /**
     * Called after the change, on the thread that made it, one call at a time over all listeners: so it must return
     * soon, and wait for nobody. Who registers is not called for what was there before: that is what
     * {@link RouteSource#local()} says.
     */
    void routesChanged(RouteSource source);
}
