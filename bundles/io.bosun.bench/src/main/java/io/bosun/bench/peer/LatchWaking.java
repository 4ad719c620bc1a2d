// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A new latch for each wait. */
final class LatchWaking implements Waking {
    private volatile CountDownLatch latch;

    @Override
    public void await(long number) throws InterruptedException {
        CountDownLatch made = new CountDownLatch(1);
        latch = made;
        if (!made.await(LIVENESS.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException(number + " did not wake");
        }
    }

    @Override
    public void wake(long number) {
        latch.countDown();
    }
}
