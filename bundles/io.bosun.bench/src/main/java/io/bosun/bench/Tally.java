// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** What one producer sent, and what of it arrived: counted by the one consumer, without a barrier that others see. */
public final class Tally {
    /** As many as there may be producers; a command names its own by index. */
    private static final Tally[] ALL = new Tally[16];

    private static final long LIVENESS_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final int index;
    private final AtomicLong arrived = new AtomicLong();

    private Tally(int index) {
        this.index = index;
    }

    static synchronized Tally open() {
        for (int i = 0; i < ALL.length; i++) {
            if (ALL[i] == null) {
                ALL[i] = new Tally(i);
                return ALL[i];
            }
        }
        throw new IllegalStateException("More than " + ALL.length + " producers: use fewer threads");
    }

    static Tally at(int index) {
        return ALL[index];
    }

    int index() {
        return index;
    }

    long count() {
        return arrived.get();
    }

    /** Called by the consumer only. */
    void arrive() {
        arrived.lazySet(arrived.getPlain() + 1);
    }

    void await(long expected) {
        long begin = System.nanoTime();
        while (arrived.get() < expected) {
            LockSupport.parkNanos(1);
            if (System.nanoTime() - begin > LIVENESS_NANOS) {
                throw new IllegalStateException(arrived.get() + " arrived of " + expected);
            }
        }
        if (arrived.get() > expected) {
            throw new IllegalStateException(arrived.get() + " arrived, but only " + expected + " were sent");
        }
    }
}
