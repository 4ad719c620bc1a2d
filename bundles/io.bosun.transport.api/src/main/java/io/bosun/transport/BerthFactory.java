// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

import org.osgi.annotation.versioning.ProviderType;

/** Opens berths in this process. */
@ProviderType
public interface BerthFactory {
    /**
     * Opens a berth. Its thread, a daemon named after the target, calls {@code work} for each command that was taken,
     * one at a time, in order.
     *
     * @return the berth, closed by whoever opened it; null if as many are open as may be
     */
    LocalBerth open(String target, BerthWork work);
}
