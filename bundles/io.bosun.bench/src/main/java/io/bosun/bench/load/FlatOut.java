// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.load;

import io.bosun.bench.peer.Sender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * One way, as fast as it goes. At most {@link #WINDOW} messages are under way: nothing else holds back the producers of
 * peers whose queues have no bound. Where there is no room a peer blocks, or its producer parks and tries again.
 */
public final class FlatOut {
    static final int WINDOW = 1 << 16;
    /** To look at how far the receivers are costs a cache miss: not for each message. */
    private static final int LOOK_EVERY = 256;

    private final Sender sender;
    private final List<Inbox> inboxes;
    private final List<Producer> producers = new ArrayList<>();
    private volatile boolean stopped;

    private final class Producer extends Thread {
        private final int index;
        private final int window;
        private volatile long sent;

        Producer(int index, int window) {
            super("bosun-bench-producer-" + index);
            this.index = index;
            this.window = window;
            setDaemon(true);
        }

        @Override
        public void run() {
            long number = 0;
            while (!stopped) {
                if (number % LOOK_EVERY == 0 && number - arrived() > window || !sender.send(index, number, 0)) {
                    LockSupport.parkNanos(1);
                } else {
                    number++;
                }
            }
            sent = number;
        }

        /** At the receiver that is the slowest. */
        long arrived() {
            long least = Long.MAX_VALUE;
            for (int i = 0; i < inboxes.size(); i++) {
                least = Math.min(least, inboxes.get(i).arrivedFrom(index));
            }
            return least;
        }
    }

    FlatOut(Sender sender, List<Inbox> inboxes, int producers) {
        this.sender = sender;
        this.inboxes = inboxes;
        for (int i = 0; i < producers; i++) {
            this.producers.add(new Producer(i, WINDOW / producers));
        }
    }

    Figures run(Span span) throws InterruptedException {
        producers.forEach(Thread::start);
        Thread.sleep(span.warmUpMillis());
        Allocation allocation = new Allocation();
        long before = arrived();
        long begin = System.nanoTime();
        Thread.sleep(span.millis());
        long arrived = arrived() - before;
        long nanos = System.nanoTime() - begin;
        long bytes = allocation.bytes();
        stopped = true;
        for (Producer each : producers) {
            each.join();
            inboxes.forEach(inbox -> inbox.await(each.index, each.sent));
        }
        return new Figures(arrived * 1e9 / nanos, Double.NaN, Double.NaN, (double) bytes / arrived);
    }

    private long arrived() {
        return producers.stream().mapToLong(Producer::arrived).sum();
    }
}
