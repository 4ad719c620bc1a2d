// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.link;

import java.net.URI;
import org.osgi.annotation.versioning.ProviderType;

/** An address at which peers may connect, until closed. */
@ProviderType
public interface LinkServer extends AutoCloseable {
    /** Where it listens. */
    URI address();

    /** Takes no more peers and removes the socket file; links that are open stay open. */
    @Override
    void close();
}
