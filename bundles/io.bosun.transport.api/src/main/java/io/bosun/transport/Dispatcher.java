// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

import org.osgi.annotation.versioning.ProviderType;

/** The bus, as the router sees it. */
@ProviderType
public interface Dispatcher {
    /**
     * Routes a command that came by a link; never blocks. The envelope ends in any case.
     *
     * @param localOnly true for a command from the boss, which goes to berths of this process only; false for one from
     *     a hand, which the boss may pass on to any berth
     */
    void dispatch(Envelope envelope, boolean localOnly);
}
