// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import io.bosun.transport.link.Frame;
import io.bosun.transport.link.Link;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends answers, which must not get lost while a link's backlog is full: they wait here until the link has room, and
 * cancellations do, too. There is no order among them. A peer that takes nothing at all loses its link.
 */
final class Outbox {
    private static final System.Logger LOG = System.getLogger(Outbox.class.getName());
    /** Times the longest frame. */
    private static final int CAPACITY = 4;
    /** What a frame takes that has no body at all. */
    private static final int FRAME_BYTES = 64;

    private final Link link;
    private final Queue<Frame> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    /** How often a flush was asked for since the one that is under way began. */
    private final AtomicInteger flushes = new AtomicInteger();

    private final AtomicBoolean givenUp = new AtomicBoolean();

    Outbox(Link link) {
        this.link = link;
    }

    /** Sends a frame now or later; a closed link drops it, and one that takes far too little is closed. */
    void send(Frame frame) {
        if (offer(frame)) {
            return;
        }
        if (!link.isOpen()) {
            LOG.log(Level.DEBUG, "{0} is gone, and the {1} {2} with it", link, frame.kind(), frame.correlation());
        } else if (givenUp.compareAndSet(false, true)) {
            LOG.log(Level.WARNING, "{0} takes no answers: closing it", link);
            link.beginClose();
        }
    }

    /** Sends a frame now or later; false if it is dropped, for the link is closed or too much waits for it. */
    boolean offer(Frame frame) {
        if (link.send(frame) >= 0) {
            return true;
        }
        if (!link.isOpen()) {
            return false;
        }
        if (waitingBytes.addAndGet(size(frame)) > (long) CAPACITY * (FRAME_BYTES + link.maxBody())) {
            waitingBytes.addAndGet(-size(frame));
            return false;
        }
        waiting.add(frame);
        // what is refused from here on waits already when the link tells of room
        flush();
        return true;
    }

    /** Sends what waits, as far as the link takes it; one thread at a time does that. */
    void flush() {
        int asked = flushes.incrementAndGet();
        if (asked != 1) {
            return;
        }
        while (asked > 0) {
            sendWaiting();
            asked = flushes.addAndGet(-asked);
        }
    }

    private void sendWaiting() {
        for (Frame first = waiting.peek(); first != null; first = waiting.peek()) {
            if (link.send(first) < 0 && link.isOpen()) {
                return;
            }
            waiting.remove();
            waitingBytes.addAndGet(-size(first));
        }
    }

    private static int size(Frame frame) {
        return FRAME_BYTES + frame.body().remaining();
    }
}
