// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.SleepingWaitStrategy;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import java.util.function.Supplier;

/** How a berth's thread waits for work. */
public enum RingWait {
    /** Spins for a moment where that pays, then parks. */
    AUTO(AdaptiveWaitStrategy::new),
    /** Parks at once; each producer takes a lock. */
    BLOCKING(BlockingWaitStrategy::new),
    /** Wakes up again and again. */
    SLEEPING(SleepingWaitStrategy::new),
    /** Keeps a processor busy, but for others that want it. */
    YIELDING(YieldingWaitStrategy::new),
    /** Keeps a processor busy. */
    BUSY(BusySpinWaitStrategy::new);

    private final Supplier<WaitStrategy> strategy;

    RingWait(Supplier<WaitStrategy> strategy) {
        this.strategy = strategy;
    }

    WaitStrategy newStrategy() {
        return strategy.get();
    }
}
