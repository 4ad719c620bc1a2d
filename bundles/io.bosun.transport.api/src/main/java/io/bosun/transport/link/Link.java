// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.link;

import org.osgi.annotation.versioning.ProviderType;

/** One connection to a peer process, open from the moment that its listeners are told. Any thread may call it. */
@ProviderType
public interface Link extends AutoCloseable {
    /** The name of the peer: that of a hand as its token says, or {@code boss}. */
    String peer();

    /** Whether this side accepted the connection; the boss does. */
    boolean isAccepted();

    /**
     * Sends a frame; never blocks. The calling thread writes it itself where the line is free; otherwise whoever is
     * writing takes it along.
     *
     * @return the position on the link, in bytes, at which this frame ends; or -1 if the link is closed or its backlog
     *     is full: then nothing of it will be written. After a full backlog {@link LinkListener#room} is called
     * @throws IllegalArgumentException if the body is longer than {@link #maxBody()}
     */
    long send(Frame frame);

    /**
     * How many bytes the operating system has taken: a frame that ends beyond it has not reached the peer as a whole.
     * It no longer grows once {@link LinkListener#closed} is called.
     */
    long written();

    /** The longest body that a frame may have, in bytes. */
    int maxBody();

    /** Whether frames can still be sent. */
    boolean isOpen();

    /**
     * Closes the connection after what was accepted for sending is written, or a second has passed, and does not wait:
     * {@link LinkListener#closed} says when it is done. No frame is taken from now on.
     */
    void beginClose();

    /** Does as {@link #beginClose()} and waits until it is done, two seconds at most. */
    @Override
    void close();
}
