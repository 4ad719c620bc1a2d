// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.load;

import io.bosun.bench.peer.Peer;
import io.bosun.bench.peer.Receiver;
import io.bosun.bench.peer.Sender;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One way, at a fixed rate. Each message has a time at which it is due, whatever became of those before; its latency
 * counts from then, so that a delay is not hidden by the messages that it delays. The producer spins until the next one
 * is due.
 */
final class FixedRate implements Receiver {
    private static final long RATE = 50_000;
    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1) / RATE;
    private static final int WARM_UP_WINDOW = 1024;

    private final Inbox inbox = new Inbox(1);
    private final Latencies latencies = new Latencies();
    private volatile long from = Long.MAX_VALUE;
    private Sender sender;
    private long sent;

    @Override
    public void receive(int producer, long number, long due) {
        if (due >= from) {
            latencies.record(System.nanoTime() - due);
        }
        inbox.receive(producer, number, due);
    }

    Figures run(Peer peer, Span span) throws Exception {
        sender = peer.sender(this);
        // At the rate alone the compilers would not have seen enough of it.
        long flatOutEnd = System.nanoTime() + span.warmUpNanos() / 2;
        while (System.nanoTime() < flatOutEnd) {
            send(Long.MIN_VALUE, WARM_UP_WINDOW);
        }
        inbox.await(0, sent);
        Allocation allocation = new Allocation();
        long before = sent;
        long begin = System.nanoTime();
        from = begin + span.warmUpNanos() / 2;
        long end = from + span.nanos();
        // What is due is sent late if need be; a peer that never catches up is stopped all the same.
        for (long due = begin; due < end && System.nanoTime() < end; due += INTERVAL) {
            while (System.nanoTime() < due) {
                Thread.onSpinWait();
            }
            send(due, FlatOut.WINDOW);
        }
        inbox.await(0, sent);
        return new Figures(
                (sent - before) * 1e9 / (System.nanoTime() - begin),
                latencies.micros(50),
                latencies.micros(99),
                (double) allocation.bytes() / (sent - before));
    }

    private void send(long due, int window) {
        while (sent - inbox.arrivedFrom(0) >= window || !sender.send(0, sent, due)) {
            LockSupport.parkNanos(1);
        }
        sent++;
    }
}
