// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import java.util.List;
import java.util.concurrent.ExecutorService;

/** A plain executor of one thread: a task per message, which fans out itself. */
final class ExecutorPeer implements Peer {
    private final ExecutorService executor = Threads.single();

    @Override
    public Sender sender(Receiver receiver) {
        return (producer, number, due) -> {
            Tick tick = new Tick(producer, number, due);
            executor.execute(() -> tick.to(receiver));
            return true;
        };
    }

    @Override
    public Sender publisher(List<Receiver> receivers) {
        Receiver[] all = receivers.toArray(Receiver[]::new);
        return (producer, number, due) -> {
            Tick tick = new Tick(producer, number, due);
            executor.execute(() -> {
                for (Receiver each : all) {
                    tick.to(each);
                }
            });
            return true;
        };
    }

    @Override
    public Asker asker() {
        return number -> {
            Ask ask = new Ask(number);
            return executor.submit(() -> new Answer(ask.number()));
        };
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
