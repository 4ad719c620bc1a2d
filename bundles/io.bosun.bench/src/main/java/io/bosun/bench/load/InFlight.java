// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.load;

import io.bosun.bench.peer.Asker;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * There and back, up to 64 at a time: whoever asks takes the oldest reply before it asks again. It waits awake for 20
 * us, then as the peer's future does.
 */
final class InFlight {
    private static final int SIZE = 64;
    private static final long AWAKE_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final int LOOK_EVERY = 1024;

    private final Asker asker;
    private final Future<?>[] asked = new Future<?>[SIZE];
    private long number;

    InFlight(Asker asker) {
        this.asker = asker;
    }

    Figures run(Span span) throws Exception {
        for (; number < SIZE; number++) {
            asked[(int) number] = asker.ask(number);
        }
        run(span.warmUpNanos());
        long before = number;
        Allocation allocation = new Allocation();
        long begin = System.nanoTime();
        run(span.nanos());
        long nanos = System.nanoTime() - begin;
        double bytes = allocation.bytes();
        long count = number - before;
        for (long i = number - SIZE; i < number; i++) {
            take(i);
        }
        return new Figures(count * 1e9 / nanos, Double.NaN, Double.NaN, bytes / count);
    }

    private void run(long nanos) throws Exception {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            for (int i = 0; i < LOOK_EVERY; i++) {
                take(number - SIZE);
                asked[(int) (number % SIZE)] = asker.ask(number);
                number++;
            }
        }
    }

    private void take(long expected) throws Exception {
        Future<?> future = asked[(int) (expected % SIZE)];
        if (!future.isDone()) {
            awake(future);
        }
        long reply = asker.number(future.get());
        if (reply != expected) {
            throw new IllegalStateException("got the reply to " + reply + " instead of " + expected);
        }
    }

    private static void awake(Future<?> future) {
        long end = System.nanoTime() + AWAKE_NANOS;
        while (!future.isDone() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
