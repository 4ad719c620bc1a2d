// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A lock, its condition, and the number that it guards. */
final class ConditionWaking implements Waking {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long woken = -1;

    @Override
    public void await(long number) throws InterruptedException {
        lock.lock();
        try {
            long left = LIVENESS.toNanos();
            while (woken < number && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void wake(long number) {
        lock.lock();
        try {
            woken = number;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
