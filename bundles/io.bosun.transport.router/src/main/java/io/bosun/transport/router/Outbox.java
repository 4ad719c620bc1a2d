// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import io.bosun.transport.link.Frame;
import io.bosun.transport.link.Link;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Sends answers, which must not get lost while a link's backlog is full: they wait here and are tried again, for a link
 * has no event for that. There is no order among them. A peer that takes nothing at all loses its link.
 */
final class Outbox {
    private static final System.Logger LOG = System.getLogger(Outbox.class.getName());
    /** Times the longest frame. */
    private static final int CAPACITY = 4;

    private final Link link;
    private final Consumer<Runnable> later;
    private final Queue<Frame> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicBoolean givenUp = new AtomicBoolean();

    /** @param later runs a task after a short while, one task at a time */
    Outbox(Link link, Consumer<Runnable> later) {
        this.link = link;
        this.later = later;
    }

    /** Sends a frame now or later; a closed link drops it. */
    void send(Frame frame) {
        if (link.send(frame) >= 0) {
            return;
        }
        if (!link.isOpen()) {
            LOG.log(Level.DEBUG, "{0} is gone, and the {1} {2} with it", link, frame.kind(), frame.correlation());
            return;
        }
        if (waitingBytes.addAndGet(frame.body().remaining()) > (long) CAPACITY * link.maxBody()) {
            if (givenUp.compareAndSet(false, true)) {
                LOG.log(Level.WARNING, "{0} takes no answers: closing it", link);
                later.accept(link::close);
            }
            return;
        }
        waiting.add(frame);
        schedule();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            later.accept(this::flush);
        }
    }

    private void flush() {
        scheduled.set(false);
        for (Frame first = waiting.peek(); first != null; first = waiting.peek()) {
            if (link.send(first) < 0 && link.isOpen()) {
                schedule();
                return;
            }
            waiting.remove();
            waitingBytes.addAndGet(-first.body().remaining());
        }
    }
}
