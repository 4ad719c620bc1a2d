// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Parks, and costs nothing while it does. Producers take no lock: the first that finds it parked wakes it. */
final class ParkingWaiter extends Waiter {
    private static final int YIELDS = 100;
    private static final long REST_NANOS = 50_000;

    /** What is tried before. */
    private final Spin spin;

    private volatile Thread parked;

    ParkingWaiter(Spin spin) {
        this.spin = spin;
    }

    @Override
    void await(BooleanSupplier ready, BooleanSupplier coming, Runnable rest, int ran) {
        if (!spin.await(ready, ran)) {
            rest.run();
            park(ready, coming);
        }
    }

    private void park(BooleanSupplier ready, BooleanSupplier coming) {
        int looks = 0;
        while (!ready.getAsBoolean()) {
            // Either the producer sees this, or what it is about to make ready is seen here before the thread parks.
            parked = Thread.currentThread();
            VarHandle.fullFence();
            if (coming.getAsBoolean()) {
                pause(looks++);
            } else if (!ready.getAsBoolean()) {
                LockSupport.park(this);
            }
            parked = null;
            // It was meant for a handler that has returned meanwhile, and would keep the thread from parking.
            Thread.interrupted();
        }
    }

    /** Whoever is about to make it ready need not wake this thread, but wants a processor, perhaps this one. */
    private void pause(int looks) {
        if (looks < YIELDS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(this, REST_NANOS);
        }
    }

    @Override
    void wake() {
        Thread thread = parked;
        if (thread == null) {
            return;
        }
        // Two may come here at once, or late: then the thread looks once more in vain.
        parked = null;
        boolean woken = false;
        try {
            LockSupport.unpark(thread);
            woken = true;
        } finally {
            if (!woken) {
                // The stack of the producer was too short for that: the next one tries again.
                parked = thread;
            }
        }
    }
}
