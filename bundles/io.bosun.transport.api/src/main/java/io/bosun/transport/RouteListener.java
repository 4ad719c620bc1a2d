// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

import org.osgi.annotation.versioning.ConsumerType;

/** A whiteboard service that is told when {@link RouteSource#local()} has another answer. */
@ConsumerType
@FunctionalInterface
public interface RouteListener {
    /**
     * Called after the change and before that returns, on the thread that made it or on another one that makes changes,
     * one call at a time over all listeners: so it must return soon, and wait for nobody. Several changes may have one
     * call, which sees them all. A change that a listener makes itself is told once that has returned; and where one
     * does not return, a change that waits for it returns after a while, and is told later. Who registers is not called
     * for what was there before: that is what {@link RouteSource#local()} says.
     */
    void routesChanged(RouteSource source);
}
