// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Acceptance;
import io.bosun.command.CommandPolicy;
import io.bosun.command.FullPolicy;
import io.bosun.command.Reason;
import io.bosun.transport.Berth;
import io.bosun.transport.Envelope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Does what a command's policy says where no berth has room for it. */
final class Fullness {
    /** To wait as long as the policy says. */
    static final long AS_DECLARED = Long.MAX_VALUE;

    private static final long SHORTEST_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Acceptance FULL = Acceptance.refused(Reason.REJECTED_FULL);

    private final Offering offering;
    private final BooleanSupplier stopping;
    /** Threads that wait for room; guarded by itself. */
    private final List<Thread> waiting = new ArrayList<>();

    Fullness(Offering offering, BooleanSupplier stopping) {
        this.offering = offering;
        this.stopping = stopping;
    }

    /** Offers a command that was not accepted before; waits no longer than so many nanoseconds. */
    Acceptance offer(Attempt attempt, long mostNanos) {
        Acceptance now = offering.offer(attempt.route, attempt);
        CommandPolicy policy = attempt.route.policy;
        if (now != FULL || policy.whenFull() == FullPolicy.REFUSE) {
            return now;
        }
        if (policy.whenFull() == FullPolicy.DROP) {
            attempt.fail(Reason.REJECTED_FULL, false, null);
            return Acceptance.ACCEPTED;
        }
        if (!mayWait(policy)) {
            return FULL;
        }
        long end = System.nanoTime() + Math.min(mostNanos, nanos(policy, attempt.deadlineNanos()));
        return waitForRoom(attempt.route, attempt, attempt.deadlineNanos(), end);
    }

    /** Whether the calling thread is to wait: no berth's is, for two that waited for each other would wait in vain. */
    static boolean mayWait(CommandPolicy policy) {
        return policy.whenFull() == FullPolicy.BLOCK && !Chain.isBerth();
    }

    /** How long a command is to wait that is full now. */
    static long nanos(CommandPolicy policy, long deadlineNanos) {
        long left = deadlineNanos == Envelope.NO_DEADLINE ? Long.MAX_VALUE : deadlineNanos - System.nanoTime();
        return Math.min(TimeUnit.MILLISECONDS.toNanos(policy.blockMillis()), left);
    }

    /** Those who wait for room look at once whether the bus stops. */
    void stopping() {
        List<Thread> all;
        synchronized (waiting) {
            all = List.copyOf(waiting);
        }
        all.forEach(LockSupport::unpark);
    }

    /**
     * Offers a command that was refused, again and again, whenever there may be room.
     *
     * @param command an attempt, or a loose command
     * @param end by {@link System#nanoTime()}
     * @return null if a loose command needs an envelope after all
     */
    Acceptance waitForRoom(Route route, Object command, long deadlineNanos, long end) {
        Thread self = Thread.currentThread();
        synchronized (waiting) {
            waiting.add(self);
        }
        try {
            return offerUntil(end, route, command, deadlineNanos);
        } finally {
            synchronized (waiting) {
                waiting.remove(self);
            }
        }
    }

    private Acceptance offerUntil(long end, Route route, Object command, long deadlineNanos) {
        long pause = SHORTEST_NANOS;
        while (true) {
            if (stopping.getAsBoolean()) {
                return Acceptance.refused(Reason.SHUT_DOWN);
            }
            Acceptance now = offer(route, command, deadlineNanos);
            long left = end - System.nanoTime();
            if (now != FULL || left <= 0 || Thread.currentThread().isInterrupted()) {
                return now;
            }
            if (!awaitRoom(route, command, left)) {
                LockSupport.parkNanos(this, Math.min(pause, left));
                pause = Math.min(pause * 2, LONGEST_NANOS);
            }
        }
    }

    private Acceptance offer(Route route, Object command, long deadlineNanos) {
        if (command instanceof Attempt attempt) {
            return offering.offer(route, attempt);
        }
        Acceptance now = offering.offerLoose(route, command, deadlineNanos);
        // Until a berth that is being closed opens again, commands wait in envelopes.
        return now == FULL && !Offering.isAnyOpen(route) ? null : now;
    }

    /** False, and at once, where nobody would tell of room. */
    private static boolean awaitRoom(Route route, Object command, long nanos) {
        Berth[] berths = route.berths;
        boolean control = command instanceof Attempt attempt && attempt.isControl();
        return !control
                && berths.length == 1
                && berths[0] instanceof LocalTarget target
                && target.awaitRoom(route.key(), nanos);
    }
}
