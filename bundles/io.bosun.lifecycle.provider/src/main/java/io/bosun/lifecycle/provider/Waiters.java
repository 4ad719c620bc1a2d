// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.State;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Who waits for a state. Released by the hop itself, so a state that is only passed through is not missed. */
final class Waiters {
    private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();

    boolean await(State state, Duration timeout, Supplier<State> current) throws InterruptedException {
        Waiter waiter = new Waiter(state, new CountDownLatch(1));
        waiters.add(waiter);
        try {
            // Only now, being registered: what was entered before is seen here, what is entered later releases us.
            return current.get().equals(state)
                    || waiter.latch().await(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
        } finally {
            waiters.remove(waiter);
        }
    }

    void entered(State state) {
        for (Waiter waiter : waiters) {
            if (waiter.state().equals(state)) {
                waiter.latch().countDown();
            }
        }
    }

    int size() {
        return waiters.size();
    }

    private record Waiter(State state, CountDownLatch latch) {}
}
