// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.State;
import io.bosun.lifecycle.WhenBusy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/**
 * What waits for the bus's thread, and what that does now. Any thread asks; only the bus's takes.
 *
 * <p>An exit is asked for once, stands before all others, and is never refused; all who want it share it.
 */
final class Requests {
    private final State last;
    private final Gate gate;
    private final IntSupplier size;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Task> queue = new ArrayDeque<>();
    private Task current;
    private Request exit;
    private boolean closed;

    /** @param size how many may wait, asked for each time */
    Requests(State last, Gate gate, IntSupplier size) {
        this.last = last;
        this.gate = gate;
        this.size = size;
    }

    /**
     * Asks for a walk.
     *
     * @param waits whether the calling thread waits for its end, until it calls {@link #giveUp}
     * @return this one, or another one that is shared
     * @throws IllegalStateException if there is no room, or this is closed
     */
    Request ask(Request made, WhenBusy whenBusy, boolean waits) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("No walk to " + made.target() + ": the lifecycle bus is closed");
            }
            Request shared = made.target().equals(last) ? exit(made) : walk(made, whenBusy);
            shared.wanted(waits);
            changed.signal();
            return shared;
        } finally {
            lock.unlock();
        }
    }

    private Request exit(Request made) {
        gate.bind();
        if (exit == null) {
            exit = made;
            queue.addFirst(made);
            if (current != null) {
                gate.doom();
            }
        }
        return exit;
    }

    private Request walk(Request made, WhenBusy whenBusy) {
        if (whenBusy == WhenBusy.JOIN) {
            Request joined = joined(made.target());
            if (joined != null) {
                return joined;
            }
        }
        checkRoom("walk to " + made.target());
        if (whenBusy == WhenBusy.SUPERSEDE && !gate.bound()) {
            if (current != null && !leadsTo(current, made.target())) {
                gate.doom();
            }
            queue.addFirst(made);
        } else {
            queue.addLast(made);
        }
        return made;
    }

    /** Returns the last walk in the queue, else the one under way, if it leads there and nothing ends it before. */
    private Request joined(State target) {
        for (Iterator<Task> tasks = queue.descendingIterator(); tasks.hasNext(); ) {
            if (tasks.next() instanceof Request waiting) {
                if (waiting.target().equals(target)) {
                    return waiting;
                }
                break;
            }
        }
        boolean goesOn = !gate.doomed() && !gate.bound();
        return goesOn && leadsTo(current, target) ? (Request) current : null;
    }

    private static boolean leadsTo(Task task, State target) {
        return task instanceof Request request && request.target().equals(target);
    }

    /** @throws IllegalStateException if there is no room, or this is closed */
    void post(Post post) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("No post to " + post.channel() + ": the lifecycle bus is closed");
            }
            checkRoom("post to " + post.channel());
            queue.addLast(post);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void checkRoom(String what) {
        int most = size.getAsInt();
        if (queue.size() >= most) {
            throw new IllegalStateException("No " + what + ": " + queue.size() + " requests wait for the bus already;"
                    + " wait for the reports of those that were made, join them (WhenBusy.JOIN), or allow more"
                    + " than the " + most + " of queueSize");
        }
    }

    /** Who waited for a walk does not any more. */
    void giveUp(Request request) {
        lock.lock();
        try {
            request.givenUp();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next to do, and makes it the current one; null at the end. */
    Task take() {
        lock.lock();
        try {
            while (queue.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            if (closed) {
                return null;
            }
            gate.begin();
            current = queue.removeFirst();
            return current;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The current one is over.
     *
     * @return whether somebody waits for it, and nobody relies on it without waiting
     */
    boolean done() {
        lock.lock();
        try {
            Task over = current;
            current = null;
            if (over == exit) {
                exit = null;
            }
            return over instanceof Request request && request.isWaitedFor();
        } finally {
            lock.unlock();
        }
    }

    /** Ends what is under way, unless it goes to the last state; returns what will not be done any more. */
    List<Task> close() {
        lock.lock();
        try {
            closed = true;
            if (current != null) {
                gate.doom();
            }
            List<Task> dropped = new ArrayList<>(queue);
            queue.clear();
            changed.signalAll();
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Returns what is under way, or null. */
    Task current() {
        lock.lock();
        try {
            return current;
        } finally {
            lock.unlock();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }
}
