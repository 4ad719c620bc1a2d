// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.State;

/**
 * What ends a walk before its goal, and whom that interrupts: the bus's thread, only while it is within a listener of a
 * start state, and not within anything that such a listener calls the bus for. The flag is cleared before anybody else
 * is called.
 */
final class Gate {
    private final State last;
    private final Object lock = new Object();
    private volatile boolean bound;
    private volatile boolean doomed;
    private volatile Thread interruptible;

    Gate(State last) {
        this.last = last;
    }

    /** From now on the bus goes to its last state, and nowhere else. */
    void bind() {
        bound = true;
    }

    boolean bound() {
        return bound;
    }

    /** What is under way ends at its next hop, unless its goal is the last state. */
    void doom() {
        synchronized (lock) {
            doomed = true;
            // Who asks for it itself does not wait.
            if (interruptible != null && interruptible != Thread.currentThread()) {
                interruptible.interrupt();
            }
        }
    }

    boolean doomed() {
        return doomed;
    }

    /** For the bus's thread, before it does something else. */
    void begin() {
        synchronized (lock) {
            doomed = false;
            interruptible = null;
            Thread.interrupted();
        }
    }

    boolean ends(State goal) {
        return (bound || doomed) && !goal.equals(last);
    }

    /** Before each listener of a start state: whether it shall be called. */
    boolean enter() {
        synchronized (lock) {
            if (doomed) {
                return false;
            }
            // What a listener of the log has left behind is for nobody.
            Thread.interrupted();
            interruptible = Thread.currentThread();
            return true;
        }
    }

    /** After a successful {@link #enter}. */
    void leave() {
        synchronized (lock) {
            interruptible = null;
            Thread.interrupted();
        }
    }

    /** Before others are called by way of a listener; any thread. Returns what {@link #uncover} needs. */
    Cover cover() {
        // Only the bus's thread sets and clears it, so whoever finds itself here is that thread.
        if (interruptible != Thread.currentThread()) {
            return null;
        }
        synchronized (lock) {
            interruptible = null;
            return new Cover(doomed, Thread.interrupted());
        }
    }

    /** Gives the listener back what was kept from the others: an interrupt that it had not heard, or one come since. */
    void uncover(Cover cover) {
        if (cover == null) {
            return;
        }
        synchronized (lock) {
            interruptible = Thread.currentThread();
            if (cover.interrupted() || doomed && !cover.doomed()) {
                interruptible.interrupt();
            }
        }
    }

    /**
     * How it stood with a listener when others began to be called by way of it.
     *
     * @param doomed whether the walk was to end already; then the listener was told
     * @param interrupted whether the listener had not heard of its interrupt yet
     */
    record Cover(boolean doomed, boolean interrupted) {}
}
