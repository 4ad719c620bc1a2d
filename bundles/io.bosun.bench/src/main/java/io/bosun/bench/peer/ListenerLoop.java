// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The limit of a publication: nothing but a loop over those who listen, on the thread of the caller. */
final class ListenerLoop implements Peer {
    @Override
    public Sender publisher(List<Receiver> receivers) {
        List<Receiver> listeners = new CopyOnWriteArrayList<>(receivers);
        return (producer, number, due) -> {
            Tick tick = new Tick(producer, number, due);
            for (Receiver each : listeners) {
                tick.to(each);
            }
            return true;
        };
    }

    @Override
    public void close() {
        // nothing is left
    }
}
