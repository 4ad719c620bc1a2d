// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Where senders wait for room in a full ring. One of them at most waits awake, for a moment, until half of the ring is
 * free. The others sleep, in the order in which they came, and are woken by the berth's thread: once half of the ring
 * is free, as many as find room; all of them, where that thread has nothing to do or the berth takes no more.
 *
 * <p>The first one that sleeps also looks by itself, for the berth's thread says nothing while it runs a command, which
 * may take long: once that one has slept for {@link #PATIENCE_NANOS}, it goes on with any room there is. So a wake-up
 * that the berth's thread misses, because it looks without a fence after each command, costs a moment and no more.
 */
final class Room extends Apart {
    private static final long PATIENCE_NANOS = 1_000_000;
    private static final long LONGEST_LOOK_NANOS = 16_000_000;
    /** Each look takes a cache line from the berth's thread: so it is to be worth it. */
    private static final int TURNS = 16;

    private static final long NEVER = Long.MAX_VALUE;
    private static final long NOW = Long.MIN_VALUE;

    /** Written by senders, so not beside what the berth's thread reads with each command. */
    private static final class Seat extends Apart {
        private static final AtomicIntegerFieldUpdater<Seat> TAKEN =
                AtomicIntegerFieldUpdater.newUpdater(Seat.class, "taken");

        private volatile int taken;
    }

    /** Linked by hand: where a sender's stack ends, nothing is called that might leave it half in the row. */
    private static final class Sleeper {
        private final Thread thread;
        private final long since;
        private Sleeper before;
        private Sleeper behind;
        private volatile boolean waits = true;
        /** It is the first one of all, and looks by itself. */
        private volatile boolean looks;

        Sleeper(Thread thread, long since) {
            this.thread = thread;
            this.since = since;
        }
    }

    private final Ring ring;
    private final BooleanSupplier closed;
    private final BooleanSupplier look = this::look;
    private final int half;
    /** In the order in which they came; guarded by this, as those between them. */
    private Sleeper first;

    private Sleeper last;
    private int sleeping;
    /** Who waits awake. */
    private final Seat seat = new Seat();

    private final Spin spin;
    private final LongSupplier clock;
    /** From which command on the berth's thread looks after sleepers; written under the lock of this. */
    private volatile long lookAt = NEVER;
    /** Woken, but their threads do not run yet; written under the lock of this. */
    private volatile int woken;

    Room(Ring ring, BooleanSupplier closed, Spin spin) {
        this(ring, closed, spin, System::nanoTime);
    }

    /** With a clock in nanoseconds. */
    Room(Ring ring, BooleanSupplier closed, Spin spin, LongSupplier clock) {
        this.ring = ring;
        this.closed = closed;
        this.spin = spin;
        this.clock = clock;
        this.half = ring.slots.length / 2;
    }

    /** Any thread but the berth's: as {@link io.bosun.transport.LocalBerth#awaitRoom}. */
    boolean await(long nanos) {
        if (nanos > 0 && !isThereForMany()) {
            long begin = System.nanoTime();
            if (!awaitAwake(clock.getAsLong())) {
                sleep(begin + nanos);
            }
        }
        return isThere();
    }

    /** Whether there is room, or there will be none any more. */
    boolean isThere() {
        return ring.free() > 0 || closed.getAsBoolean();
    }

    /** Whoever waits waits for this: to go on with each single command would cost more than the commands. */
    private boolean isThereForMany() {
        return ring.free() >= half || closed.getAsBoolean();
    }

    private boolean look() {
        for (int turn = 0; turn < TURNS; turn++) {
            Thread.onSpinWait();
        }
        return isThereForMany();
    }

    private boolean awaitAwake(long now) {
        if (isOthersTurn(now) || seat.taken != 0 || !Seat.TAKEN.compareAndSet(seat, 0, 1)) {
            return false;
        }
        try {
            return spin.await(look);
        } finally {
            seat.taken = 0;
        }
    }

    /** Whoever waits awake takes the room as it comes: not for ever, while others sleep, nor once they are woken. */
    private boolean isOthersTurn(long now) {
        if (lookAt == NEVER && woken == 0) {
            return false;
        }
        synchronized (this) {
            return woken > 0 || first != null && isImpatient(first, now);
        }
    }

    private static boolean isImpatient(Sleeper sleeper, long now) {
        return now - sleeper.since >= PATIENCE_NANOS;
    }

    private void sleep(long end) {
        Sleeper self = new Sleeper(Thread.currentThread(), clock.getAsLong());
        add(self);
        try {
            VarHandle.fullFence();
            sleep(self, end);
        } finally {
            remove(self);
        }
        lead();
    }

    private void sleep(Sleeper self, long end) {
        long pause = PATIENCE_NANOS;
        while (!isThereForMany() && !(self.looks && isImpatient(self, clock.getAsLong()) && isThere())) {
            long left = end - System.nanoTime();
            boolean looked = self.looks;
            boolean passed = left <= 0 || park(looked ? Math.min(pause, left) : left);
            if (left <= 0 || !self.waits || !passed && self.looks == looked) {
                // Where somebody else has woken this thread, the caller looks why.
                return;
            }
            pause = looked ? Math.min(2 * pause, LONGEST_LOOK_NANOS) : pause;
        }
    }

    /** Whether the whole time has passed. */
    private boolean park(long nanos) {
        long begin = System.nanoTime();
        LockSupport.parkNanos(this, nanos);
        return System.nanoTime() - begin >= nanos && !Thread.currentThread().isInterrupted();
    }

    private synchronized void add(Sleeper self) {
        self.before = last;
        self.looks = last == null;
        if (last == null) {
            first = self;
        } else {
            last.behind = self;
        }
        last = self;
        sleeping++;
        if (lookAt == NEVER) {
            lookAt = NOW;
        }
    }

    private synchronized void remove(Sleeper self) {
        if (self.waits) {
            unlink(self);
        } else {
            woken--;
        }
    }

    private void unlink(Sleeper left) {
        if (left.before == null) {
            first = left.behind;
        } else {
            left.before.behind = left.behind;
        }
        if (left.behind == null) {
            last = left.before;
        } else {
            left.behind.before = left.before;
        }
        left.waits = false;
        sleeping--;
        lookAt = first == null ? NEVER : NOW;
    }

    /** The first one looks by itself from now on. */
    private void lead() {
        Thread leader = null;
        synchronized (this) {
            if (first != null && !first.looks) {
                first.looks = true;
                leader = first.thread;
            }
        }
        LockSupport.unpark(leader);
    }

    private synchronized Sleeper next() {
        Sleeper next = first;
        if (next != null) {
            unlink(next);
            woken++;
        }
        return next;
    }

    /** The berth's thread has done the command of this number. */
    void advanced(long number) {
        if (number >= lookAt) {
            wake(howMany(number));
        }
    }

    /** How many are to be woken; decides when to look again, if there are none. */
    private synchronized int howMany(long number) {
        if (first == null) {
            return 0;
        }
        int free = ring.free();
        if (free >= half) {
            return Math.min(free, sleeping);
        }
        lookAt = number + half - free;
        return 0;
    }

    /** The berth's thread has nothing to do, or the berth takes no more. */
    void wakeAll() {
        VarHandle.fullFence();
        if (lookAt != NEVER) {
            wake(sleeping());
        }
    }

    private synchronized int sleeping() {
        return sleeping;
    }

    /** So many of those who sleep now: one that is woken may be back before the next one is woken. */
    private void wake(int count) {
        for (int i = 0; i < count; i++) {
            Sleeper next = next();
            if (next == null) {
                return;
            }
            LockSupport.unpark(next.thread);
        }
        if (count > 0) {
            lead();
        }
    }
}
