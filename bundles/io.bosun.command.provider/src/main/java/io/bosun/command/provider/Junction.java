// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/** What all routes of a table share: senders read it with each command, however many routes there are. */
final class Junction extends Apart {
    private static final AtomicIntegerFieldUpdater<Junction> QUEUED =
            AtomicIntegerFieldUpdater.newUpdater(Junction.class, "queued");

    private volatile RoutingCommandBus bus;
    private volatile int queued;

    /** The bus that the commands of this process come by from now on. */
    void bus(RoutingCommandBus now) {
        bus = now;
    }

    RoutingCommandBus bus() {
        return bus;
    }

    /** A command waits on a route, or somebody begins to send on those that do. */
    void queue() {
        QUEUED.incrementAndGet(this);
    }

    /** The end of one {@link #queue}. */
    void unqueue() {
        QUEUED.decrementAndGet(this);
    }

    /** Whether a command might overtake another one if it passed by its route. */
    boolean isQueued() {
        return queued > 0;
    }
}
