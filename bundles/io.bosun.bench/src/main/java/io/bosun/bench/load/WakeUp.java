// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.load;

import io.bosun.bench.peer.Peer;
import io.bosun.bench.peer.Waking;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long it takes from what wakes a thread until that thread has returned from its wait. It is fast asleep before:
 * its processor may be, too.
 */
final class WakeUp {
    private static final long ASLEEP_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

    private final Waking waking;
    private final Thread waiter = new Thread(this::awaitAll, "bosun-bench-waiter");
    private volatile boolean stopped;
    private volatile long awaited = -1;
    private volatile long returned = -1;
    private volatile long returnedAt;
    private volatile Exception failure;
    private long number;

    WakeUp(Waking waking) {
        this.waking = waking;
        waiter.setDaemon(true);
    }

    Figures run(Peer peer, Span span) throws Exception {
        waiter.start();
        Figures figures = peer.within(() -> measure(span));
        waiter.join();
        return figures;
    }

    private void awaitAll() {
        try {
            for (long next = 0; !stopped; next++) {
                awaited = next;
                waking.await(next);
                returnedAt = System.nanoTime();
                returned = next;
            }
        } catch (Exception e) {
            failure = e;
        }
    }

    private Figures measure(Span span) throws Exception {
        // With pauses alone the compilers would not have seen enough of it.
        wakeFor(span.warmUpNanos() / 2, 0, new Latencies());
        wakeFor(span.warmUpNanos() / 2, ASLEEP_NANOS, new Latencies());
        Latencies latencies = new Latencies();
        Allocation allocation = new Allocation();
        long begin = System.nanoTime();
        wakeFor(span.nanos(), ASLEEP_NANOS, latencies);
        long nanos = System.nanoTime() - begin;
        double bytes = allocation.bytes();
        stopped = true;
        wake(0);
        return new Figures(
                latencies.count() * 1e9 / nanos, latencies.micros(50), latencies.micros(99), bytes / latencies.count());
    }

    private void wakeFor(long nanos, long asleepNanos, Latencies latencies) throws Exception {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            latencies.record(wake(asleepNanos));
        }
    }

    /** @param asleepNanos how long the other sleeps before; 0 for the least, and to stay awake meanwhile */
    private long wake(long asleepNanos) throws Exception {
        while (awaited != number || !isAsleep()) {
            look(asleepNanos);
        }
        LockSupport.parkNanos(asleepNanos);
        long begin = System.nanoTime();
        waking.wake(number);
        while (returned != number) {
            look(asleepNanos);
        }
        number++;
        return returnedAt - begin;
    }

    private boolean isAsleep() {
        Thread.State state = waiter.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    /** It may sleep now and then: the time is taken by the other. */
    private void look(long asleepNanos) {
        if (!waiter.isAlive() && returned != number) {
            throw new IllegalStateException("The waiter has ended before " + number, failure);
        }
        if (asleepNanos == 0) {
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
