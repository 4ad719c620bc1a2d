// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import io.bosun.transport.Envelope;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/**
 * What overtakes the ring: few envelopes, so a short queue does, under a lock that nobody holds for longer than it
 * takes to add one. The consumer, as long as nothing comes by here, reads one field.
 */
final class ControlLane {
    private final int size;
    private final Queue<Envelope> queue = new ArrayDeque<>();
    private volatile boolean waiting;
    /** Queued or running. */
    private volatile int pending;

    private volatile long done;
    private boolean closed;

    ControlLane(int size) {
        this.size = size;
    }

    int pending() {
        return pending;
    }

    long done() {
        return done;
    }

    synchronized boolean offer(Envelope envelope) {
        if (closed || queue.size() == size) {
            return false;
        }
        queue.add(envelope);
        pending++;
        waiting = true;
        return true;
    }

    boolean hasNext() {
        return waiting;
    }

    /** The next, to be run; null if the end was quicker. */
    synchronized Envelope take() {
        Envelope next = queue.poll();
        waiting = !queue.isEmpty();
        return next;
    }

    /** What was taken has been run. */
    synchronized void finish() {
        pending--;
        done++;
    }

    /** Closes if it has nothing to do, and if something else is done meanwhile; nothing is taken after that. */
    synchronized boolean closeIfIdle(BooleanSupplier also) {
        if (pending > 0 || !also.getAsBoolean()) {
            return false;
        }
        closed = true;
        return true;
    }

    /** Closes and gives what is left, which counts as done. */
    synchronized List<Envelope> sweep() {
        closed = true;
        List<Envelope> left = List.copyOf(queue);
        queue.clear();
        waiting = false;
        pending -= left.size();
        done += left.size();
        return left;
    }
}
