// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.SleepingWaitStrategy;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import java.util.function.Supplier;

/** How a berth's thread waits for work. All but BLOCKING keep a processor busy, or awake, while there is none. */
public enum RingWait {
    BLOCKING(BlockingWaitStrategy::new),
    SLEEPING(SleepingWaitStrategy::new),
    YIELDING(YieldingWaitStrategy::new),
    BUSY(BusySpinWaitStrategy::new);

    private final Supplier<WaitStrategy> strategy;

    RingWait(Supplier<WaitStrategy> strategy) {
        this.strategy = strategy;
    }

    WaitStrategy newStrategy() {
        return strategy.get();
    }
}
