// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Acceptance;
import io.bosun.command.CommandPolicy;
import io.bosun.command.FullPolicy;
import io.bosun.command.Reason;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Does what a command's policy says where no berth has room for it. */
final class Fullness {
    private static final long SHORTEST_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Offering offering;
    private final BooleanSupplier stopping;

    Fullness(Offering offering, BooleanSupplier stopping) {
        this.offering = offering;
        this.stopping = stopping;
    }

    /** Offers a command that was not accepted before. */
    Acceptance offer(Attempt attempt) {
        Acceptance now = offering.offer(attempt.route, attempt);
        CommandPolicy policy = attempt.route.policy;
        if (now.isAccepted() || policy.whenFull() == FullPolicy.REFUSE || !isFull(now)) {
            return now;
        }
        if (policy.whenFull() == FullPolicy.DROP) {
            attempt.fail(Reason.REJECTED_FULL, false, null);
            return Acceptance.ACCEPTED;
        }
        // Two berths whose threads wait for room at each other would wait in vain.
        return Chain.isBerth() ? now : waitForRoom(attempt, policy.blockMillis());
    }

    /** A berth has no event for room. */
    private Acceptance waitForRoom(Attempt attempt, long millis) {
        long end = System.nanoTime() + Math.min(TimeUnit.MILLISECONDS.toNanos(millis), attempt.remainingNanos());
        long pause = SHORTEST_NANOS;
        Acceptance now = Acceptance.refused(Reason.REJECTED_FULL);
        while (isFull(now)
                && end - System.nanoTime() > 0
                && !Thread.currentThread().isInterrupted()) {
            if (stopping.getAsBoolean()) {
                return Acceptance.refused(Reason.SHUT_DOWN);
            }
            LockSupport.parkNanos(this, pause);
            pause = Math.min(pause * 2, LONGEST_NANOS);
            now = offering.offer(attempt.route, attempt);
        }
        return now;
    }

    private static boolean isFull(Acceptance taken) {
        return !taken.isAccepted() && taken.reason().orElseThrow() == Reason.REJECTED_FULL;
    }
}
