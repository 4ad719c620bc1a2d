// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.LogLevel;
import io.bosun.lifecycle.State;
import java.util.List;

/** Where the bus is, and what belongs to its arrival there, before the listeners. Only the bus's thread enters. */
final class Arrival {
    private final Waiters waiters;
    private final BusLog log;
    private final HopHook hook;
    private volatile State state;

    Arrival(State initial, Waiters waiters, BusLog log, HopHook hook) {
        this.state = initial;
        this.waiters = waiters;
        this.log = log;
        this.hook = hook;
    }

    State state() {
        return state;
    }

    /**
     * The only place that sets the state.
     *
     * @return what went wrong that is no failure of a listener
     */
    List<String> enter(State to) {
        State from = state;
        state = to;
        waiters.entered(to);
        log.entered(to);
        try {
            return hook.entered(from, to);
        } catch (RuntimeException | LinkageError e) {
            log.log(LogLevel.ERROR, "What belongs to " + to + " is not in order", e);
            return List.of(Texts.line(e));
        }
    }
}
