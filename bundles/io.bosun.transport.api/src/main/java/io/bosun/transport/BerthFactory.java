// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/** Opens berths in this process. */
@ProviderType
public interface BerthFactory {
    /**
     * Opens a berth. Its thread, a daemon named after the target, calls {@code work} for each envelope that was taken,
     * one at a time, in order. Whatever {@code work} throws fails that envelope only.
     *
     * @param work runs a command and ends it, or arranges that somebody does
     */
    LocalBerth open(String target, Consumer<Envelope> work);
}
