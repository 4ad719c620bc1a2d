// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Ends a publication at once: the listeners behind the one that throws it do not run. What others had thrown before is
 * suppressed in it. {@link VirtualMachineError} does the same; nothing else does.
 *
 * <p>In a walk the bus stays in the state that it is in, and whoever asked for the walk gets this exception. Where
 * nobody waits for the walk, the bus exits, with the status of an {@link ExitRequest} or else with 0.
 */
@ProviderType
public abstract class BusAbortException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BusAbortException(String message) {
        super(message);
    }
}
