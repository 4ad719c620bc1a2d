// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/** Looks again and again, so nobody needs to wake it. */
final class PollingWaiter extends Waiter {
    private static final int SPINS = 100;
    private static final int YIELDS = 200;

    /** Told how often it has looked, up to the point from where on that makes no difference. */
    private final IntConsumer pause;

    private PollingWaiter(IntConsumer pause) {
        this.pause = pause;
    }

    static PollingWaiter busy() {
        return new PollingWaiter(looks -> Thread.onSpinWait());
    }

    static PollingWaiter yielding() {
        return new PollingWaiter(PollingWaiter::spinThenYield);
    }

    static PollingWaiter sleeping() {
        return new PollingWaiter(PollingWaiter::spinThenSleep);
    }

    @Override
    void await(BooleanSupplier ready, BooleanSupplier coming, Runnable rest, int ran) {
        for (int looks = 0; !ready.getAsBoolean(); looks = Math.min(looks + 1, YIELDS)) {
            if (looks == SPINS) {
                rest.run();
            }
            pause.accept(looks);
        }
    }

    private static void spinThenYield(int looks) {
        if (looks < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    private static void spinThenSleep(int looks) {
        if (looks < YIELDS) {
            spinThenYield(looks);
        } else {
            // With it the thread would not sleep.
            Thread.interrupted();
            LockSupport.parkNanos(100);
        }
    }
}
