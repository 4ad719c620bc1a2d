// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

import org.osgi.annotation.versioning.ConsumerType;

/** A whiteboard service that is told when {@link RouteSource#local()} has another answer. */
@ConsumerType
@FunctionalInterface
public interface RouteListener {
    /** Called after the change, one call at a time, under no lock; must return soon. */
    void routesChanged(RouteSource source);
}
