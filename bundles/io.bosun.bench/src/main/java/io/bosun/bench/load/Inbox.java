// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.load;

import io.bosun.bench.peer.Receiver;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Counts what arrives at one receiver, and holds it to the order in which each producer sent it. */
final class Inbox implements Receiver {
    private static final long LIVENESS_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final AtomicLong[] lanes;
    private volatile String broken;

    Inbox(int producers) {
        lanes = Stream.generate(AtomicLong::new).limit(producers).toArray(AtomicLong[]::new);
    }

    @Override
    public void receive(int producer, long number, long due) {
        AtomicLong lane = lanes[producer];
        long expected = lane.getPlain();
        if (number != expected) {
            broken = "number " + number + " of producer " + producer + " came instead of " + expected;
        }
        lane.lazySet(expected + 1);
    }

    long arrivedFrom(int producer) {
        return lanes[producer].get();
    }

    /** Waits until all that a producer sent is there. */
    void await(int producer, long sent) {
        long begin = System.nanoTime();
        while (lanes[producer].get() < sent) {
            LockSupport.parkNanos(1);
            if (System.nanoTime() - begin > LIVENESS_NANOS) {
                throw new IllegalStateException(
                        lanes[producer].get() + " of producer " + producer + " arrived, " + sent + " were sent");
            }
        }
        if (broken != null) {
            throw new IllegalStateException(broken);
        }
    }
}
