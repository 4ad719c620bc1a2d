// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import java.util.function.Supplier;

/** How a berth's thread waits for work. */
public enum RingWait {
    /** Spins for a moment where that pays, then parks. */
    AUTO(() -> new ParkingWaiter(Spin.whereItPays())),
    /** Parks at once. */
    BLOCKING(() -> new ParkingWaiter(Spin.never())),
    /** Wakes up again and again. */
    SLEEPING(PollingWaiter::sleeping),
    /** Keeps a processor busy, but for others that want it. */
    YIELDING(PollingWaiter::yielding),
    /** Keeps a processor busy. */
    BUSY(PollingWaiter::busy);

    private final Supplier<Waiter> waiter;

    RingWait(Supplier<Waiter> waiter) {
        this.waiter = waiter;
    }

    Waiter newWaiter() {
        return waiter.get();
    }

    /** How a sender waits for room before it sleeps. */
    Spin newSpin() {
        return this == BLOCKING ? Spin.never() : Spin.whereItPays();
    }
}
