// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.link;

import java.io.IOException;
import java.net.URI;
import org.osgi.annotation.versioning.ProviderType;

/** Opens links. The service property {@link #SCHEME} says for which kind of address. */
@ProviderType
public interface LinkFactory {
    /** Service property: the URI scheme of the addresses that are understood, such as {@code unix}. */
    String SCHEME = "bosun.link.scheme";

    /**
     * Waits for peers in the background.
     *
     * @param address {@code unix:/path}; the path's directory is made, with mode 0700, if it is not there. A stale
     *     socket file is replaced, a live one is not
     * @param gate decides who may come in
     * @throws IOException if the address cannot be bound: in use, too long, or not allowed
     */
    LinkServer listen(URI address, LinkGate gate) throws IOException;

    /**
     * Connects and proves this process's name; blocks until that is done, five seconds at most. Listeners have been
     * told of the link when it returns.
     *
     * @throws IOException if the peer does not answer, or refuses the token; an {@link java.io.InterruptedIOException}
     *     if the calling thread was interrupted, whose flag is set again
     */
    Link connect(URI address, String name, String token) throws IOException;
}
