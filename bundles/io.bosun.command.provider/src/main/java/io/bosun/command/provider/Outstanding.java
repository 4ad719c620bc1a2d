// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.BusCounts;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts commands by what became of them, without a lock until somebody waits for the end of all. */
final class Outstanding {
    /** A thread that counts does not tell whoever waits, if it has not seen yet that somebody does. */
    private static final long LOOK_MILLIS = 5;

    /** Senders and berths count different things at the same time: two counts must not share a cache line. */
    @SuppressWarnings("unused")
    private static final class Count extends LongAdder {
        private long p1;
        private long p2;
        private long p3;
        private long p4;
        private long p5;
        private long p6;
        private long p7;
        private long p8;
        private long p9;
        private long p10;
        private long p11;
        private long p12;
        private long p13;
        private long p14;
    }

    /** In an array that is longer than two pairs of cache lines. */
    private static final int MIDDLE = 16;

    private static final int HANDLED = MIDDLE;
    private static final int ACCEPTED = MIDDLE + 1;
    /** Threads that count for themselves: from then on senders count together. */
    private static final int MOST_TALLIES = 128;

    private static final AtomicLongArray NOT_ITS_OWN = new AtomicLongArray(0);

    /** What one thread, which alone may count here, has done; cheaper than a count that all may add to. */
    final class Tally {
        private final AtomicLongArray here = new AtomicLongArray(2 * MIDDLE);
        /** Weak, because it has the loader of the bundle that made it: this is kept until another thread counts. */
        private final Reference<Thread> counting = new WeakReference<>(Thread.currentThread());

        private Tally() {}

        /** The handler of one answered. */
        void handled() {
            handledUntold();
            changed();
        }

        /** The same as seen by who waits, where this thread does not see yet that somebody does. */
        void handledUntold() {
            countOne(here, HANDLED);
        }

        private boolean mayCount() {
            Thread thread = counting.get();
            return thread != null && thread.isAlive();
        }

        private long sum(int what) {
            return here.getAcquire(what);
        }
    }

    private final LongAdder accepted = new Count();
    private final LongAdder handled = new Count();
    private final LongAdder failed = new Count();
    private final LongAdder deadLettered = new Count();
    private final LongAdder takenBack = new Count();
    private final LongAdder refused = new Count();
    /** Of threads that live, or died lately; guarded by itself. */
    private final List<Tally> tallies = new ArrayList<>();

    /** That of the calling thread; of the JDK alone, because threads live longer than this bundle. */
    private final ThreadLocal<AtomicLongArray> own = new ThreadLocal<>();

    private volatile boolean awaited;

    /** One was taken, or is about to be: then it must end, or be {@linkplain #takenBack taken back}. */
    void accepted() {
        AtomicLongArray known = own.get();
        if (known == null) {
            known = begin();
        }
        if (known == NOT_ITS_OWN) {
            accepted.increment();
        } else {
            countOne(known, ACCEPTED);
        }
    }

    /** There may be very many threads, virtual ones for instance: those that come late count together. */
    private AtomicLongArray begin() {
        AtomicLongArray begun;
        synchronized (tallies) {
            if (tallies.size() >= MOST_TALLIES) {
                tallies.removeIf(this::isOver);
            }
            begun = tallies.size() < MOST_TALLIES ? tally().here : NOT_ITS_OWN;
        }
        own.set(begun);
        return begun;
    }

    private static void countOne(AtomicLongArray own, int what) {
        own.setRelease(what, own.getPlain(what) + 1);
    }

    /** One that counts as accepted was not, after all, or goes on as several others. */
    void takenBack() {
        takenBack.increment();
        changed();
    }

    /** The handler of one answered. */
    void handled() {
        handled.increment();
        changed();
    }

    /** The handler of one threw. */
    void failed() {
        failed.increment();
        changed();
    }

    /** One was given up. */
    void deadLettered() {
        deadLettered.increment();
        changed();
    }

    /** One was not taken; it does not count as accepted. */
    void refused() {
        refused.increment();
    }

    /** One for the calling thread, which keeps it. */
    Tally tally() {
        Tally mine = new Tally();
        synchronized (tallies) {
            tallies.removeIf(this::isOver);
            tallies.add(mine);
        }
        return mine;
    }

    private boolean isOver(Tally tally) {
        if (tally.mayCount()) {
            return false;
        }
        handled.add(tally.sum(HANDLED));
        accepted.add(tally.sum(ACCEPTED));
        return true;
    }

    private long byAll(LongAdder others, int what) {
        synchronized (tallies) {
            return others.sum()
                    + tallies.stream().mapToLong(each -> each.sum(what)).sum();
        }
    }

    BusCounts counts() {
        // None of these ever falls, and what has ended is read first: so no command under way is overlooked.
        long back = takenBack.sum();
        long answers = byAll(handled, HANDLED);
        long failures = failed.sum();
        long letters = deadLettered.sum();
        return new BusCounts(byAll(accepted, ACCEPTED) - back, answers, failures, letters, refused.sum());
    }

    /** Waits until none is under way, or until a time by {@link System#nanoTime()}. */
    synchronized void awaitNone(long endNanos) {
        awaited = true;
        try {
            long left = endNanos - System.nanoTime();
            while (counts().underWay() > 0 && left > 0) {
                wait(Math.max(1, Math.min(LOOK_MILLIS, TimeUnit.NANOSECONDS.toMillis(left))));
                left = endNanos - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            awaited = false;
        }
    }

    private void changed() {
        if (awaited) {
            synchronized (this) {
                notifyAll();
            }
        }
    }
}
