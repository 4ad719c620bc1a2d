// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Tells those whose wait has ended, on threads of its own: berths and links go on meanwhile, and replies are decoded
 * here. What a user does next with a stage runs here, too, so it should not block, but it may: one thread leads, that
 * is it does all of this, in the order of the ends; another one stands by. Where the leader does not come back for
 * {@value #STUCK_MILLIS} ms, the other one leads, with a new thread to stand by; up to {@value #MOST_THREADS} threads
 * may be blocked in this way before the rest has to wait for one of them. The leader waits awake for a moment as long
 * as that pays. What may be told by whoever asks for it is looked after from time to time: soon, where the last look
 * found something that somebody waited for, and less and less often where it did not. While there is nothing to do, all
 * sleep.
 */
final class Completions implements Spin.Until {
    static final int MOST_THREADS = 16;
    static final long STUCK_MILLIS = 20;
    static final long LONGEST_LOOK_NANOS = 800_000;

    private static final long SHORTEST_LOOK_NANOS = 50_000;
    /** For each row that is looked at, so much longer at least is the time until the next look. */
    private static final long ROW_NANOS = 25;
    /** So many looks for which there is no reason, and the leader sleeps until there is one. */
    private static final int CALM = 8;

    private static final Seldom LOG = new Seldom(System.getLogger(Completions.class.getName()));

    private final Waiters waiters;
    private final Spin spin = new Spin(Runtime.getRuntime().availableProcessors());
    private volatile boolean closed;
    /** Whether anything was left since the last look. */
    private volatile boolean left;

    private volatile Worker leader;
    /** Null for a moment, or where all others are blocked; changed, like the leader, under the lock of this. */
    private volatile Worker standby;
    /** Guarded by this. */
    private int threads;

    private int made;

    Completions(Waiters waiters) {
        this.waiters = waiters;
    }

    synchronized void start() {
        leader = new Worker();
        standby = new Worker();
        leader.thread.start();
        standby.thread.start();
    }

    /** One has ended. */
    void ended(Waiter waiter, long id) {
        waiters.end(waiter, id);
        if (closed) {
            takeAll();
        } else {
            wakeLeader();
        }
    }

    /** One has ended, and may be told by whoever asks for it. */
    void left(Waiter waiter) {
        if (!left) {
            left = true;
            Worker looking = leader;
            // Else it looks soon anyway.
            if (looking != null && looking.calm) {
                looking.wake();
            }
        }
        if (closed) {
            finish(waiter);
        }
    }

    /** Something that was left is wanted. */
    void hurry() {
        left = true;
        wakeLeader();
    }

    /** All that has ended is told, and the threads end; what ends later is told by the thread that ends it. */
    void close() {
        Worker first;
        Worker second;
        synchronized (this) {
            closed = true;
            first = leader;
            second = standby;
        }
        wakeLeader();
        LockSupport.unpark(first.thread);
        BusThreads.join(first.thread);
        if (second != null) {
            LockSupport.unpark(second.thread);
            BusThreads.join(second.thread);
        }
        takeAll();
    }

    /** Whether the leader has something to do. */
    @Override
    public boolean isDone() {
        return waiters.hasEnded() || left || closed;
    }

    private void takeAll() {
        for (Waiter next = waiters.take(); next != null; next = waiters.take()) {
            finish(next);
        }
        waiters.forEach(each -> {
            if (each.isLeft()) {
                finish(each);
            }
        });
    }

    private void wakeLeader() {
        Worker sleeper = leader;
        // Null before the start: then it begins with what there is.
        if (sleeper != null) {
            sleeper.wake();
        }
    }

    private static void finish(Waiter waiter) {
        try {
            waiter.finish();
        } catch (RuntimeException | Error thrown) {
            LOG.warn("Could not tell the end of " + waiter, thrown);
        }
        // Whoever was told may have left an interrupt behind.
        Thread.interrupted();
    }

    private final class Worker implements Runnable {
        final Thread thread = BusThreads.create(this, "bosun-bus-" + ++made);
        /** Odd while it tells somebody. */
        private volatile long turns;

        private volatile boolean resting;
        /** Whether it sleeps until there is something to do, for a time at most unless it is calm. */
        private volatile boolean asleep;

        private volatile boolean calm;
        private final Consumer<Waiter> look = this::tellIfLeft;
        private final Spin.Until soon = () -> waiters.hasEnded() || closed;
        private long pause = SHORTEST_LOOK_NANOS;
        private long looked = System.nanoTime();
        private int calmLooks = CALM;
        private boolean foundWanted;
        /** Whether it told anybody since it slept last. */
        private boolean told;

        Worker() {
            threads++;
        }

        @Override
        public void run() {
            while (!closed || this == leader && waiters.hasEnded()) {
                if (this == leader) {
                    lead();
                } else if (this == standby) {
                    standBy();
                } else if (!returns()) {
                    return;
                }
            }
        }

        private void lead() {
            Waiter next = waiters.take();
            if (next != null) {
                tell(next);
                told = true;
                if (left && System.nanoTime() - looked > pause) {
                    look();
                }
                return;
            }
            if (calmLooks < CALM) {
                sleep();
            } else {
                await();
            }
            if (left && !waiters.hasEnded()) {
                look();
            }
        }

        private void look() {
            left = false;
            calmLooks = 0;
            foundWanted = false;
            waiters.forEach(look);
            pause = foundWanted ? SHORTEST_LOOK_NANOS : Math.min(2 * pause, LONGEST_LOOK_NANOS);
            pause = Math.max(pause, ROW_NANOS * waiters.rows());
            looked = System.nanoTime();
        }

        private void tellIfLeft(Waiter each) {
            if (!each.isLeft()) {
                return;
            }
            if (this != leader) {
                // Whoever leads meanwhile looks at the rest.
                hurry();
                return;
            }
            foundWanted |= each.isWanted();
            tell(each);
            // However many were left, those that were not go on meanwhile.
            Waiter next = waiters.take();
            if (next != null) {
                tell(next);
            }
        }

        /** Until it is time for the next look. */
        private void sleep() {
            if (told && spin.await(soon)) {
                return;
            }
            told = false;
            asleep = true;
            if (!soon.isDone()) {
                LockSupport.parkNanos(Completions.this, pause);
            }
            asleep = false;
            Thread.interrupted();
            if (!left && ++calmLooks == CALM) {
                pause = SHORTEST_LOOK_NANOS;
            }
        }

        private void tell(Waiter next) {
            turns++;
            Worker other = standby;
            if (other != null && other.resting) {
                other.resting = false;
                LockSupport.unpark(other.thread);
            }
            finish(next);
            turns++;
        }

        private void await() {
            if (spin.await(Completions.this)) {
                return;
            }
            asleep = true;
            calm = true;
            // It may have come back from what it told just when another one took over, which wakes it.
            if (this == leader && !Completions.this.isDone()) {
                LockSupport.park(Completions.this);
            }
            calm = false;
            asleep = false;
            Thread.interrupted();
        }

        void wake() {
            if (!asleep) {
                return;
            }
            asleep = false;
            boolean woken = false;
            try {
                LockSupport.unpark(thread);
                woken = true;
            } finally {
                if (!woken) {
                    // The stack of the caller was too short for that: the next one tries again.
                    asleep = true;
                }
            }
        }

        private void standBy() {
            Worker watched = leader;
            long seen = watched.turns;
            LockSupport.parkNanos(Completions.this, STUCK_MILLIS * 1_000_000);
            Thread.interrupted();
            if (closed || watched != leader || watched.turns != seen) {
                return;
            }
            if (seen % 2 == 1) {
                takeOver(watched);
            } else {
                rest(watched, seen);
            }
        }

        /** Until the leader has something to do. */
        private void rest(Worker watched, long seen) {
            resting = true;
            while (resting && !closed && watched.turns == seen) {
                LockSupport.park(Completions.this);
                Thread.interrupted();
            }
            resting = false;
        }

        private void takeOver(Worker from) {
            synchronized (Completions.this) {
                if (leader != from) {
                    return;
                }
                leader = this;
                // It may have been looking, or about to sleep.
                left = true;
                LockSupport.unpark(from.thread);
                standby = null;
                if (threads < MOST_THREADS && !closed) {
                    standby = new Worker();
                    standby.thread.start();
                }
            }
        }

        /** It was blocked, and another one leads: it stands by, if it is needed. */
        private boolean returns() {
            synchronized (Completions.this) {
                if (standby == null && !closed) {
                    standby = this;
                    return true;
                }
                threads--;
                return false;
            }
        }
    }
}
