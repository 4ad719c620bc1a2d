// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import java.util.List;

/** The limit: a Disruptor with nothing around it, as large as a berth, whose one consumer fans out. */
final class RawRing implements Peer {
    static final int SIZE = 1024;

    private final Disruptor<Slot> disruptor;

    private static final class Slot {
        private int producer;
        private long number;
        private long due;
    }

    RawRing(ProducerType producers, WaitStrategy waiting) {
        disruptor = new Disruptor<>(Slot::new, SIZE, Threads::daemon, producers, waiting);
    }

    @Override
    public Sender sender(Receiver receiver) {
        disruptor.handleEventsWith(
                (slot, sequence, endOfBatch) -> receiver.receive(slot.producer, slot.number, slot.due));
        return started();
    }

    @Override
    public Sender publisher(List<Receiver> receivers) {
        Receiver[] all = receivers.toArray(Receiver[]::new);
        disruptor.handleEventsWith((slot, sequence, endOfBatch) -> {
            for (Receiver each : all) {
                each.receive(slot.producer, slot.number, slot.due);
            }
        });
        return started();
    }

    private Sender started() {
        RingBuffer<Slot> ring = disruptor.start();
        return (producer, number, due) -> {
            long sequence;
            try {
                sequence = ring.tryNext();
            } catch (InsufficientCapacityException full) {
                return false;
            }
            Slot slot = ring.get(sequence);
            slot.producer = producer;
            slot.number = number;
            slot.due = due;
            ring.publish(sequence);
            return true;
        };
    }

    @Override
    public void close() {
        disruptor.shutdown();
    }
}
