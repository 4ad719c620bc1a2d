// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.runtime;

import org.osgi.annotation.versioning.ConsumerType;

/** A whiteboard service that is told of each change of the registry. */
@ConsumerType
@FunctionalInterface
public interface RegistryListener {
    /**
     * Called after the change, in order of the numbers, one call at a time, on a thread of the registry: it may block,
     * but other listeners wait for it meanwhile, and of 100 000 changes that were not told the oldest are left out.
     * What it throws is logged. Who registers is told of the changes from then on.
     */
    void changed(RegistryEvent event);
}
