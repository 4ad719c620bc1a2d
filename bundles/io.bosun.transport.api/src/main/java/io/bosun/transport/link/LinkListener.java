// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.link;

import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A whiteboard service that hears about every link of this process and gets the frames of its kinds. For one link, the
 * calls come one at a time: opened, frames in the order sent and news of room, closed. They come on a thread of the
 * link: do not block. What a listener throws from {@link #received} closes that link. A listener that is registered
 * while links are open is told of these first; one that is unregistered hears nothing more, not even that they close.
 */
@ConsumerType
public interface LinkListener {
    /** The kinds of frame that this listener gets; always the same answer. */
    Set<FrameKind> kinds();

    /** A peer is connected and has proved its name. */
    void opened(Link link);

    /** A frame came; its body now belongs to the listener. */
    void received(Link link, Frame frame);

    /**
     * A link that had refused a frame for its backlog takes frames again; called on the link's thread, in order with
     * the other calls, and once for however many frames were refused. It may be full again by then: who is refused once
     * more is called once more.
     */
    default void room(Link link) {}

    /** The link is gone; {@link Link#written()} has its last value. */
    void closed(Link link, String reason);
}
