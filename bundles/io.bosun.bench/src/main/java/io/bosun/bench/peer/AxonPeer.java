// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.axonframework.commandhandling.AsynchronousCommandBus;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.callbacks.FutureCallback;

/** Axon's asynchronous command bus on one thread, without transactions, interceptors or tracing. */
final class AxonPeer implements Peer {
    private final ExecutorService executor = Threads.single();
    private final AsynchronousCommandBus bus =
            AsynchronousCommandBus.builder().executor(executor).build();

    @Override
    public Sender sender(Receiver receiver) {
        bus.subscribe(Tick.class.getName(), message -> {
            ((Tick) message.getPayload()).to(receiver);
            return null;
        });
        return (producer, number, due) -> {
            bus.dispatch(new GenericCommandMessage<>(new Tick(producer, number, due)));
            return true;
        };
    }

    @Override
    public Asker asker() {
        bus.subscribe(Ask.class.getName(), message -> new Answer(((Ask) message.getPayload()).number()));
        return new Asker() {
            @Override
            public Future<?> ask(long number) {
                FutureCallback<Ask, Answer> callback = new FutureCallback<>();
                bus.dispatch(new GenericCommandMessage<>(new Ask(number)), callback);
                return callback;
            }

            @Override
            public long number(Object reply) {
                return Asker.super.number(((CommandResultMessage<?>) reply).getPayload());
            }
        };
    }

    @Override
    public void close() {
        bus.shutdown();
    }
}
