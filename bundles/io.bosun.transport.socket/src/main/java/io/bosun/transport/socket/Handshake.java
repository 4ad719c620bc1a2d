// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import io.bosun.transport.link.Frame;

/** How a connection becomes a link: one way for who accepts it, one for who connects. On the link's thread. */
interface Handshake {
    /** What the peer has to send first. */
    FrameReader.Phase awaited();

    /** How long the peer may take for that. */
    int patienceMillis(Limits limits);

    /** What is sent at once, or null. */
    Frame greeting();

    /**
     * Judges the peer's first frame.
     *
     * @return the name of the peer
     * @throws BadFrameException if it may not come in
     */
    String judge(Frame first) throws BadFrameException;

    /** What is sent to a peer that may come in, or null. */
    Frame answer();

    /** The link is open, and its listeners have been told. */
    void opened(SocketLink link);

    /** The connection ended before it was open. */
    void failed(String reason);
}
