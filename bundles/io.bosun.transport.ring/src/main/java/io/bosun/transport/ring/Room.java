// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Where senders wait for room in a full ring. One of them at most waits awake, for a moment, until half of the ring is
 * free. The others sleep, in the order in which they came, and are woken by the berth's thread: once half of the ring
 * is free, or once the first of them has slept for {@link #PATIENCE_NANOS} and there is any room, as many as find
 * room; all of them, where that thread has nothing to do or the berth takes no more.
 *
 * <p>No wake-up is lost: a sender says that it sleeps, then looks at the ring once more; the berth's thread says what
 * it has done, then looks whether anybody sleeps. It does so without a fence after each command, where it may come too
 * soon, and behind a fence before it rests.
 */
final class Room extends Apart {
    private static final long PATIENCE_NANOS = 1_000_000;
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

    private record Sleeper(Thread thread, long since) {}

    private final Ring ring;
    private final BooleanSupplier closed;
    private final BooleanSupplier look = this::look;
    private final int half;
    /** In the order in which they came; guarded by this. */
    private final Queue<Sleeper> sleepers = new ArrayDeque<>(1);
    /** Who waits awake. */
    private final Seat seat = new Seat();

    private final Spin spin;
    private final LongSupplier clock;
    /** From which command on the berth's thread looks after sleepers; written under the lock of this. */
    private volatile long lookAt = NEVER;
    /** Woken, but their threads do not run yet; written under the lock of this. */
    private volatile int woken;
    /** How many commands there were between its last two looks; doubles, so that there are few of many commands. */
    private long step;

    Room(Ring ring, BooleanSupplier closed, Spin spin) {
        this(ring, closed, spin, System::nanoTime);
    }

    /** With a clock in nanoseconds. */
    Room(Ring ring, BooleanSupplier closed, Spin spin, LongSupplier clock) {
        this.ring = ring;
        this.closed = closed;
        this.spin = spin;
        this.clock = clock;
        this.half = Math.max(1, ring.slots.length / 2);
    }

    /** Any thread but the berth's: as {@link io.bosun.transport.LocalBerth#awaitRoom}. */
    boolean await(long nanos) {
        if (nanos > 0 && !isThereForMany()) {
            long begin = clock.getAsLong();
            if (!awaitAwake(begin)) {
                sleep(begin, nanos);
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
            Sleeper first = sleepers.peek();
            return woken > 0 || first != null && isImpatient(first, now);
        }
    }

    private static boolean isImpatient(Sleeper first, long now) {
        return now - first.since >= PATIENCE_NANOS;
    }

    private void sleep(long begin, long nanos) {
        long now = clock.getAsLong();
        Sleeper self = new Sleeper(Thread.currentThread(), now);
        add(self);
        try {
            VarHandle.fullFence();
            if (!isThereForMany()) {
                // At most once: if somebody else has woken this thread, then the caller looks why.
                LockSupport.parkNanos(this, nanos - (now - begin));
            }
        } finally {
            remove(self);
        }
    }

    private synchronized void add(Sleeper self) {
        sleepers.add(self);
        if (lookAt == NEVER) {
            lookAt = NOW;
        }
    }

    private synchronized void remove(Sleeper self) {
        if (!sleepers.remove(self)) {
            woken--;
        } else if (sleepers.isEmpty()) {
            lookAt = NEVER;
        }
    }

    private synchronized Sleeper next() {
        Sleeper next = sleepers.poll();
        if (next != null) {
            woken++;
        }
        lookAt = sleepers.isEmpty() ? NEVER : NOW;
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
        Sleeper first = sleepers.peek();
        if (first == null) {
            return 0;
        }
        int free = ring.free();
        boolean impatient = isImpatient(first, clock.getAsLong());
        if (free >= half || impatient && free > 0) {
            return Math.min(free, sleepers.size());
        }
        step = lookAt == NOW || impatient ? 1 : 2 * step;
        lookAt = number + Math.min(step, half - free);
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
        return sleepers.size();
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
    }
}
