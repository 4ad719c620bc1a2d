// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * For a ring with one consumer: it spins for a moment, as long as that pays, then parks. To be woken costs more than
 * the moment; but where nothing comes within it, several times in a row, the spinning pauses, for longer each time.
 * Producers take no lock: a busy consumer costs them one fence, and the first that finds it parked wakes it.
 */
final class AdaptiveWaitStrategy implements WaitStrategy {
    private static final long SPIN_NANOS = 20_000;
    /** To look at the clock takes as long as some turns. */
    private static final int TURNS = 32;

    private static final int MISSES = 4;
    private static final int SHORTEST_PAUSE = 64;
    private static final int LONGEST_PAUSE = 4_096;

    private final AtomicReference<Thread> parked = new AtomicReference<>();
    private final boolean mayPay = Runtime.getRuntime().availableProcessors() > 1;
    private int misses;
    /** How many waits the next pause lasts. */
    private int pause = SHORTEST_PAUSE;

    private int pausing;

    @Override
    public long waitFor(long sequence, Sequence cursor, Sequence dependent, SequenceBarrier barrier)
            throws AlertException, InterruptedException {
        if (dependent.get() < sequence && !spin(sequence, dependent, barrier)) {
            park(sequence, dependent, barrier);
        }
        barrier.checkAlert();
        return dependent.get();
    }

    @Override
    public void signalAllWhenBlocking() {
        // Either this thread sees the consumer parked, or the consumer sees what was published before it parks.
        VarHandle.fullFence();
        if (parked.get() != null) {
            LockSupport.unpark(parked.getAndSet(null));
        }
    }

    private boolean spin(long sequence, Sequence dependent, SequenceBarrier barrier) {
        if (!mayPay || pausing > 0) {
            pausing--;
            return false;
        }
        long start = System.nanoTime();
        do {
            for (int turn = 0; turn < TURNS; turn++) {
                if (dependent.get() >= sequence || barrier.isAlerted()) {
                    misses = 0;
                    pause = SHORTEST_PAUSE;
                    return true;
                }
                Thread.onSpinWait();
            }
        } while (System.nanoTime() - start < SPIN_NANOS);
        if (++misses >= MISSES) {
            pausing = pause;
            pause = Math.min(pause * 2, LONGEST_PAUSE);
        }
        return false;
    }

    private void park(long sequence, Sequence dependent, SequenceBarrier barrier) throws InterruptedException {
        while (dependent.get() < sequence && !barrier.isAlerted()) {
            parked.set(Thread.currentThread());
            if (dependent.get() < sequence && !barrier.isAlerted()) {
                LockSupport.park(this);
            }
            parked.lazySet(null);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}
