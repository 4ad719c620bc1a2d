// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.MultiProducerSequencer;
import com.lmax.disruptor.Sequence;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The normal lane of a berth: many producers, one consumer, no lock, nothing allocated. Who may put what where is the
 * affair of a Disruptor's sequencer. Pending and done are read off its two sequences, so that counting costs nothing; a
 * command counts as done when its work has returned.
 */
final class Ring {
    /**
     * A place in the ring: an envelope, or a loose command with its route. That the command is there says that the rest
     * is. Taking it is atomic, because the sweep after the end competes with the consumer; nothing is put into a place
     * before the consumer has moved on from it.
     */
    static final class Slot {
        private static final VarHandle COMMAND;

        static {
            try {
                COMMAND = MethodHandles.lookup().findVarHandle(Slot.class, "command", Object.class);
            } catch (ReflectiveOperationException impossible) {
                throw new ExceptionInInitializerError(impossible);
            }
        }

        private volatile Object command;
        private Object route;
        private long deadlineNanos;

        /** The envelope or loose command, or null if another thread took it; whoever has it may read the rest. */
        Object take() {
            return COMMAND.getAndSet(this, null);
        }

        /** The route of a loose command, once; null for an envelope. */
        Object takeRoute() {
            Object taken = route;
            if (taken != null) {
                route = null;
            }
            return taken;
        }

        long deadlineNanos() {
            return deadlineNanos;
        }
    }

    private final Slot[] slots;
    private final MultiProducerSequencer sequencer;
    private final Sequence consumed = new Sequence();
    private final AtomicLong swept = new AtomicLong();
    private volatile boolean sealing;
    private boolean sealed;

    Ring(int size) {
        slots = new Slot[size];
        Arrays.setAll(slots, i -> new Slot());
        // Nobody waits by that strategy: the consumer waits for more than the ring.
        sequencer = new MultiProducerSequencer(size, new BusySpinWaitStrategy());
        sequencer.addGatingSequences(consumed);
    }

    /** Any thread; false if there is no room. What it put is seen by whoever has not seen what it reads next. */
    boolean offer(Object command, Object route, long deadlineNanos) {
        long sequence;
        try {
            sequence = sequencer.tryNext();
        } catch (InsufficientCapacityException full) {
            return false;
        }
        // No call from here on: a sender whose stack overflows now would leave a gap that nobody ever fills.
        Slot slot = slots[(int) sequence & slots.length - 1];
        slot.route = route;
        slot.deadlineNanos = deadlineNanos;
        slot.command = command;
        return true;
    }

    /** Whether the consumer has something to take. */
    boolean hasNext() {
        return next().command != null;
    }

    /** What the consumer is to take next. */
    Slot next() {
        return slots[(int) (consumed.get() + 1) & slots.length - 1];
    }

    /** The consumer has done what it took. */
    void advance() {
        consumed.set(consumed.get() + 1);
    }

    /** Whether the consumer has done all, and no producer is about to publish more. */
    boolean isIdle() {
        return sequencer.getCursor() == consumed.get();
    }

    /** Claims the whole ring, which only succeeds while it is empty: no producer gets a slot from then on. */
    synchronized boolean seal() {
        if (sealed || !isIdle()) {
            return sealed;
        }
        sealing = true;
        try {
            sequencer.tryNext(slots.length);
            sealed = true;
        } catch (InsufficientCapacityException taken) {
            sealing = false;
        }
        return sealed;
    }

    /** Never false after an offer was refused because the ring is sealed. */
    boolean isSealed() {
        if (!sealing) {
            return false;
        }
        synchronized (this) {
            return sealed;
        }
    }

    int pending() {
        long left = sequencer.getCursor() - consumed.get() - swept.get();
        return left == slots.length && isSealed() ? 0 : (int) Math.max(0, left);
    }

    long done() {
        return consumed.get() + 1 + swept.get();
    }

    /** All places, for the sweep. */
    Slot[] slots() {
        return slots;
    }

    /** Whoever swept a place counts what was in it as done. */
    void swept() {
        swept.incrementAndGet();
    }
}
