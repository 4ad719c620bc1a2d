// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

import org.osgi.annotation.versioning.ProviderType;

/** Who has an envelope at the moment: the thread of a handler, or a link that it was sent over. */
@ProviderType
@FunctionalInterface
public interface Carrier {
    /**
     * Nobody waits any more: stop the work, if that is possible. Called by the thread of whoever gave up, after the
     * envelope has ended, and perhaps more than once; must not block.
     */
    void cancelled(Envelope envelope);
}
