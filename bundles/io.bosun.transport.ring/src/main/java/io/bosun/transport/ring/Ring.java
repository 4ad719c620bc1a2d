// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.MultiProducerSequencer;
import com.lmax.disruptor.Sequence;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The normal lane of a berth: many producers, one consumer, no lock, nothing allocated. Who may put what where is the
 * affair of a Disruptor's sequencer. Pending and done are read off two sequences, so that counting costs nothing; a
 * command counts as done when its work has returned.
 *
 * <p>A producer claims a place by an atomic write of the cursor, and fills it by plain ones. So whoever is to see what
 * a producer does sees the cursor first, and may then have to wait a moment for what is being filled in.
 */
final class Ring {
    /**
     * A place in the ring: an envelope, or a loose command with its route. The number of its turn, written last, says
     * that the rest is there, and the complement of that number that it was swept. The consumer says by a sequence of
     * its own what it has taken, so that it need not write here until it has done it.
     */
    static final class Slot {
        private static final VarHandle FILLED;

        static {
            try {
                FILLED = MethodHandles.lookup().findVarHandle(Slot.class, "filled", long.class);
            } catch (ReflectiveOperationException impossible) {
                throw new ExceptionInInitializerError(impossible);
            }
        }

        /** Before its first turn neither the number of a turn nor the complement of one. */
        volatile long filled = Long.MIN_VALUE;

        private long deadlineNanos;
        Object command;
        /** Whether the command is a loose one. */
        private boolean loose;
        /** Of the last loose command; it stays, because to write the same again would cost more than to look. */
        private Object route;

        /** The envelope or loose command; it may be read by whoever took or swept it, and a moment longer. */
        Object command() {
            return command;
        }

        /** The route of a loose command; null for an envelope. */
        Object route() {
            return loose ? route : null;
        }

        long deadlineNanos() {
            return deadlineNanos;
        }

        /** Holds on to no command. */
        void clear() {
            command = null;
        }
    }

    /** Added to the sequence of what was taken: nothing is taken any more. */
    private static final long SWEEPING = 1L << 62;

    private static final int TURNS = 100;

    final Slot[] slots;
    final MultiProducerSequencer sequencer;
    private final Sequence consumed = new Sequence();
    /** The same, or one more while the consumer runs what it took. */
    private final Sequence taken = new Sequence();

    private final long patienceNanos;
    private final AtomicLong swept = new AtomicLong();
    private volatile boolean sealing;
    private boolean sealed;
    private boolean sweeping;

    Ring(int size) {
        this(size, TimeUnit.SECONDS.toNanos(1));
    }

    /** With a time to wait for whoever fills a place while it is swept. */
    Ring(int size, long patienceNanos) {
        this.patienceNanos = patienceNanos;
        slots = new Slot[size];
        Arrays.setAll(slots, i -> new Slot());
        // Nobody waits by that strategy: the consumer waits for more than the ring.
        sequencer = new MultiProducerSequencer(size, new BusySpinWaitStrategy());
        sequencer.addGatingSequences(consumed);
    }

    /**
     * Any thread; false if there is no room. What the caller reads next is not older than the claim of its place, see
     * {@link #isIdle}.
     */
    boolean offer(Object command, Object route, long deadlineNanos) {
        long sequence;
        try {
            sequence = sequencer.tryNext();
        } catch (InsufficientCapacityException full) {
            return false;
        }
        // No call from here on: a sender whose stack overflows now would leave a gap that nobody ever fills.
        Slot slot = slots[(int) sequence & slots.length - 1];
        slot.command = command;
        slot.loose = route != null;
        if (route != null && slot.route != route) {
            slot.route = route;
        }
        slot.deadlineNanos = deadlineNanos;
        try {
            // Unlike a volatile write this does not wait until the consumer's processor has given up the place.
            Slot.FILLED.setRelease(slot, sequence);
        } catch (Throwable overflow) {
            slot.filled = sequence;
        }
        return true;
    }

    /** Whether the consumer has something to take. */
    boolean hasNext() {
        long next = consumed.get() + 1;
        return (long) Slot.FILLED.getAcquire(slots[(int) next & slots.length - 1]) == next;
    }

    /** What is that far behind the next one; null if nothing is there yet. */
    Slot ahead(int places) {
        long sequence = consumed.get() + 1 + places;
        Slot slot = slots[(int) sequence & slots.length - 1];
        return (long) Slot.FILLED.getAcquire(slot) == sequence ? slot : null;
    }

    /** What the consumer is to do next, after {@link #hasNext}; null if the sweep was quicker. */
    Slot take() {
        long last = consumed.get();
        return taken.compareAndSet(last, last + 1) ? slots[(int) (last + 1) & slots.length - 1] : null;
    }

    /**
     * The consumer has done what it took.
     *
     * @return the number of that
     */
    long advance() {
        long last = consumed.get() + 1;
        slots[(int) last & slots.length - 1].clear();
        consumed.set(last);
        return last;
    }

    /** What the consumer runs at the moment, or null. */
    Object running() {
        long last = taken.get();
        last = last < SWEEPING - 1 ? last : last - SWEEPING;
        Object command = last < 0 ? null : slots[(int) last & slots.length - 1].command;
        VarHandle.acquireFence();
        // Once it is consumed, another command may be in its place.
        return consumed.get() < last ? command : null;
    }

    /** Whether the consumer has done all, and no producer has a place that it has not filled. */
    boolean isIdle() {
        return sequencer.getCursor() == consumed.get();
    }

    /** Claims the whole ring, which only succeeds while it is empty: no producer gets a slot from then on. */
    synchronized boolean seal() {
        if (sealed || sweeping || !isIdle()) {
            return sealed;
        }
        sealing = true;
        try {
            sequencer.tryNext(slots.length);
            sealed = true;
        } catch (InsufficientCapacityException full) {
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

    /** How many more it takes just now; may be too many, where others come, but never too few. */
    int free() {
        return (int) (slots.length - (sequencer.getCursor() - consumed.get()));
    }

    int pending() {
        long left = sequencer.getCursor() - consumed.get() - swept.get();
        return left == slots.length && isSealed() ? 0 : (int) Math.max(0, left);
    }

    long done() {
        return consumed.get() + 1 + swept.get();
    }

    /**
     * Ends all taking and hands over what was not taken, each once. To be called by whoever ends the berth, and by any
     * producer whose offer may have come later than that: each sees the end after it has filled its place. What it
     * sweeps counts as done.
     */
    void sweep(Consumer<Slot> sweeper) {
        long first = endTaking();
        for (long each = first, cursor = sequencer.getCursor(); each <= cursor; each++) {
            Slot slot = slots[(int) each & slots.length - 1];
            if (isSwept(slot, each)) {
                swept.incrementAndGet();
                sweeper.accept(slot);
                slot.clear();
            }
        }
    }

    /** Which would be taken next; beyond all if this ring is sealed, and so empty. */
    private synchronized long endTaking() {
        if (sealed) {
            return Long.MAX_VALUE;
        }
        if (!sweeping) {
            sweeping = true;
            taken.addAndGet(SWEEPING);
        }
        return taken.get() - SWEEPING + 1;
    }

    /**
     * Whether it is the caller who sweeps it; waits for a producer that is about to fill it. Not for ever: one that
     * fills it later than that sees the end itself.
     */
    private boolean isSwept(Slot slot, long sequence) {
        long begin = System.nanoTime();
        for (int turn = 0; ; turn++) {
            long filled = slot.filled;
            if (filled == sequence) {
                return Slot.FILLED.compareAndSet(slot, sequence, ~sequence);
            }
            if (filled == ~sequence || turn >= TURNS && System.nanoTime() - begin > patienceNanos) {
                return false;
            }
            if (turn < TURNS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }
}
