// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.load;

import io.bosun.bench.peer.Caller;

/** There and back, one at a time. */
final class Blocking {
    private final Caller caller;
    private long number;

    Blocking(Caller caller) {
        this.caller = caller;
    }

    Figures run(Span span) throws Exception {
        run(span.warmUpNanos());
        Latencies latencies = new Latencies();
        Allocation allocation = new Allocation();
        long begin = System.nanoTime();
        run(span.nanos(), latencies);
        long nanos = System.nanoTime() - begin;
        return new Figures(
                latencies.count() * 1e9 / nanos,
                latencies.micros(50),
                latencies.micros(99),
                (double) allocation.bytes() / latencies.count());
    }

    private void run(long nanos) throws Exception {
        run(nanos, new Latencies());
    }

    private void run(long nanos, Latencies latencies) throws Exception {
        long before = System.nanoTime();
        long end = before + nanos;
        while (before < end) {
            long reply = caller.call(number);
            if (reply != number) {
                throw new IllegalStateException("got the reply to " + reply + " instead of " + number);
            }
            number++;
            long now = System.nanoTime();
            latencies.record(now - before);
            before = now;
        }
    }
}
