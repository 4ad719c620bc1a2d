// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.YieldingWaitStrategy;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The limit where both ends may spin: one ring there, one back, both yielding. The asker consumes the second. */
final class RawPingPong implements Peer {
    private final RingBuffer<Slot> replies;
    private final SequenceBarrier replied;
    private final Sequence consumed = new Sequence();
    private final Disruptor<Slot> requests;
    private final Reply[] pool = new Reply[RawRing.SIZE];

    private static final class Slot {
        private long number;
    }

    /** Numbers begin at 0, as sequences do. */
    private final class Reply implements Future<Slot> {
        private long number;

        @Override
        public boolean isDone() {
            // Of many producers the cursor says only what was claimed.
            return replied.getCursor() >= number && replies.isAvailable(number);
        }

        @Override
        public Slot get() throws InterruptedException {
            try {
                while (replied.waitFor(number) < number) {
                    // Claimed, and about to be published.
                    Thread.onSpinWait();
                }
            } catch (AlertException | TimeoutException e) {
                throw new IllegalStateException(e);
            }
            consumed.set(number);
            return replies.get(number);
        }

        @Override
        public Slot get(long timeout, TimeUnit unit) throws InterruptedException {
            return get();
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            return false;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }
    }

    RawPingPong(ProducerType producers) {
        replies = RingBuffer.create(producers, Slot::new, RawRing.SIZE, new YieldingWaitStrategy());
        replied = replies.newBarrier();
        requests = new Disruptor<>(Slot::new, RawRing.SIZE, Threads::daemon, producers, new YieldingWaitStrategy());
    }

    @Override
    public Asker asker() {
        for (int i = 0; i < pool.length; i++) {
            pool[i] = new Reply();
        }
        replies.addGatingSequences(consumed);
        requests.handleEventsWith((slot, sequence, endOfBatch) -> put(replies, slot.number));
        RingBuffer<Slot> ring = requests.start();
        return new Asker() {
            @Override
            public Future<?> ask(long number) {
                put(ring, number);
                Reply reply = pool[(int) number & pool.length - 1];
                reply.number = number;
                return reply;
            }

            @Override
            public long number(Object reply) {
                return ((Slot) reply).number;
            }
        };
    }

    private static void put(RingBuffer<Slot> ring, long number) {
        long sequence = ring.next();
        ring.get(sequence).number = number;
        ring.publish(sequence);
    }

    @Override
    public void close() {
        requests.shutdown();
    }
}
