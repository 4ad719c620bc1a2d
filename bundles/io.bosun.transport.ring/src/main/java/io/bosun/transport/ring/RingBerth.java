// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.EventTranslatorOneArg;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.WaitStrategy;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.Envelope;
import io.bosun.transport.LocalBerth;
import io.bosun.transport.RouteEntry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.VarHandle;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A mailbox with one consumer, the thread {@code bosun-berth-TARGET}. Pending and done are read off the ring's two
 * sequences, so that counting costs nothing; an envelope counts as done when its work has returned.
 */
final class RingBerth implements LocalBerth {
    private static final Logger LOG = System.getLogger(RingBerth.class.getName());
    private static final long AFTER_INTERRUPT_MILLIS = 200;
    private static final EventTranslatorOneArg<Slot, Envelope> FILL = (slot, sequence, envelope) -> slot.put(envelope);

    /** A place in the ring. Taking is atomic, because the sweep after the end competes with late offers. */
    private static final class Slot extends AtomicReference<Envelope> {
        private static final long serialVersionUID = 1;

        void put(Envelope envelope) {
            setPlain(envelope);
        }

        Envelope take() {
            return getAndSet(null);
        }
    }

    private final String target;
    private final Consumer<Envelope> work;
    private final Consumer<RingBerth> whenClosed;
    private final RingBuffer<Slot> ring;
    private final Sequence consumed = new Sequence();
    private final SequenceBarrier barrier;
    private final Thread thread;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicLong swept = new AtomicLong();
    private volatile boolean refusing;
    private volatile boolean ended;
    /** An object of its own, so that what the consumer writes is not beside what the producers read. */
    private final AtomicReference<Envelope> running = new AtomicReference<>();

    RingBerth(String target, int size, WaitStrategy waiting, Consumer<Envelope> work, Consumer<RingBerth> whenClosed) {
        this.target = target;
        this.work = work;
        this.whenClosed = whenClosed;
        this.ring = RingBuffer.createMultiProducer(Slot::new, size, waiting);
        this.barrier = ring.newBarrier();
        ring.addGatingSequences(consumed);
        this.thread = newThread(this::consume, "bosun-berth-" + target);
    }

    /** Opened by whoever sends first: nothing of that bundle may stay with the thread, or be seen by handlers. */
    @SuppressWarnings("removal")
    private static Thread newThread(Runnable task, String name) {
        // A thread keeps the domains of all that are on the stack when it is made, and so their class loaders.
        Thread thread =
                AccessController.doPrivileged((PrivilegedAction<Thread>) () -> new Thread(null, task, name, 0, false));
        thread.setContextClassLoader(RingBerth.class.getClassLoader());
        thread.setDaemon(true);
        return thread;
    }

    void start() {
        thread.start();
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public String place() {
        return LOCAL;
    }

    @Override
    public List<RouteEntry> routes() {
        return List.of();
    }

    @Override
    public boolean isOwnThread() {
        return Thread.currentThread() == thread;
    }

    @Override
    public int pending() {
        return (int) Math.max(0, ring.getCursor() - consumed.get() - swept.get());
    }

    @Override
    public long done() {
        return consumed.get() + 1 + swept.get();
    }

    @Override
    public boolean offer(Envelope envelope) {
        if (refusing || !ring.tryPublishEvent(FILL, envelope)) {
            return false;
        }
        // Either this thread sees the end, or whoever ended the berth sees this envelope.
        VarHandle.fullFence();
        if (ended) {
            sweep();
        }
        return true;
    }

    @Override
    public void close(Duration drain) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        refusing = true;
        barrier.alert();
        if (!isOwnThread()) {
            join(drain.toMillis());
        }
        if (thread.isAlive()) {
            ended = true;
            thread.interrupt();
            if (!isOwnThread()) {
                join(AFTER_INTERRUPT_MILLIS);
            }
            endRunning();
        }
        ended = true;
        VarHandle.fullFence();
        sweep();
        whenClosed.accept(this);
    }

    private void join(long millis) {
        try {
            if (millis > 0) {
                thread.join(millis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A handler that does not react to its interrupt keeps its thread, but nobody waits for it any longer. */
    private void endRunning() {
        Envelope stuck = running.get();
        if (stuck != null && !isOwnThread() && stuck.fail(Reason.SHUT_DOWN, true, null)) {
            LOG.log(Level.WARNING, "Berth {0} closed while its handler still runs {1}", target, stuck);
        }
    }

    private void consume() {
        long next = consumed.get() + 1;
        while (!ended) {
            long available = await(next);
            if (available < next && refusing && ring.getCursor() < next) {
                return;
            }
            for (; next <= available && !ended; next++) {
                run(ring.get(next).take());
                consumed.set(next);
            }
        }
    }

    /** Waits for work; once the berth closes, the barrier stays alerted and this returns what is there. */
    private long await(long next) {
        try {
            return barrier.waitFor(next);
        } catch (AlertException e) {
            return ring.isAvailable(next) ? next : next - 1;
        } catch (InterruptedException e) {
            // Meant for a handler that has returned meanwhile.
            return next - 1;
        } catch (TimeoutException e) {
            return next - 1;
        }
    }

    private void run(Envelope envelope) {
        if (envelope == null) {
            // Swept at this very moment: its place is counted as consumed.
            swept.decrementAndGet();
            return;
        }
        running.setRelease(envelope);
        try {
            work.accept(envelope);
        } catch (Throwable thrown) {
            fail(envelope, thrown);
        } finally {
            running.setRelease(null);
            // An interrupt was meant for this command: the next one must not see it.
            Thread.interrupted();
        }
    }

    private void fail(Envelope envelope, Throwable thrown) {
        try {
            envelope.fail(new HandlerFailedException(envelope.key(), thrown));
        } catch (Throwable again) {
            LOG.log(Level.ERROR, "Berth " + target + " could not report the failure of " + envelope, again);
        }
    }

    private void sweep() {
        for (long i = 0; i < ring.getBufferSize(); i++) {
            Envelope left = ring.get(i).take();
            if (left != null) {
                swept.incrementAndGet();
                left.fail(Reason.SHUT_DOWN, false, null);
            }
        }
    }
}
