// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import io.bosun.command.Command;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The limit with many command types: a map from class to handler, and a Disruptor that brings it the command. */
final class RawTypes implements Peer {
    private final Disruptor<Slot> disruptor =
            new Disruptor<>(Slot::new, RawRing.SIZE, Threads::daemon, ProducerType.MULTI, new YieldingWaitStrategy());
    private final int types;

    private static final class Slot {
        private Command<?> command;
        private Consumer<Command<?>> handler;
    }

    RawTypes(int types) {
        this.types = types;
    }

    @Override
    public Sender sender(Receiver receiver) throws Exception {
        TypeOrder order = new TypeOrder(types);
        List<Command<?>> commands = CommandTypes.commands(types);
        Map<Class<?>, Consumer<Command<?>>> handlers = new HashMap<>();
        for (int i = 0; i < types; i++) {
            int type = i;
            handlers.put(commands.get(i).getClass(), ignored -> order.receive(type, receiver));
        }
        disruptor.handleEventsWith((slot, sequence, endOfBatch) -> {
            slot.handler.accept(slot.command);
            slot.command = null;
        });
        RingBuffer<Slot> ring = disruptor.start();
        Command<?>[] all = commands.toArray(Command<?>[]::new);
        return (producer, number, due) -> {
            Command<?> command = all[order.typeOf(number)];
            Consumer<Command<?>> handler = handlers.get(command.getClass());
            long sequence;
            try {
                sequence = ring.tryNext();
            } catch (InsufficientCapacityException full) {
                return false;
            }
            Slot slot = ring.get(sequence);
            slot.command = command;
            slot.handler = handler;
            ring.publish(sequence);
            return true;
        };
    }

    @Override
    public void close() {
        disruptor.shutdown();
    }
}
