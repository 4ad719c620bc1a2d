// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.Envelope;
import java.util.Map;

/** A command of this process on its way to one berth; a retry is another attempt for the same outcome. */
final class Attempt extends Envelope {
    final Route route;
    final Outcome outcome;
    final int number;
    /** Whether an earlier attempt may have run it. */
    final boolean mayHaveRunBefore;

    private final RoutingCommandBus bus;

    Attempt(
            RoutingCommandBus bus,
            Route route,
            Outcome outcome,
            long id,
            Object command,
            long deadlineNanos,
            Map<String, String> headers) {
        this(bus, route, outcome, 1, false, id, command, deadlineNanos, headers);
    }

    private Attempt(
            RoutingCommandBus bus,
            Route route,
            Outcome outcome,
            int number,
            boolean mayHaveRunBefore,
            long id,
            Object command,
            long deadlineNanos,
            Map<String, String> headers) {
        super(id, route.key(), command, bus.name(), deadlineNanos, headers);
        this.bus = bus;
        this.route = route;
        this.outcome = outcome;
        this.number = number;
        this.mayHaveRunBefore = mayHaveRunBefore;
    }

    /** The attempt after this one, which another berth may or may not have run. */
    Attempt next(boolean mayHaveRun) {
        return new Attempt(
                bus,
                route,
                outcome,
                number + 1,
                mayHaveRun || mayHaveRunBefore,
                id(),
                command(),
                deadlineNanos(),
                headers());
    }

    @Override
    public boolean wantsReply() {
        return outcome.wantsReply();
    }

    @Override
    protected void completed(Object reply) {
        outcome.replied(this, reply);
        bus.ended();
    }

    @Override
    protected void failed(Reason reason, boolean mayHaveRun, Throwable cause) {
        bus.failed(this, reason, mayHaveRun, cause);
    }

    @Override
    protected void threw(HandlerFailedException failure) {
        outcome.threw(this, failure);
        bus.ended();
    }
}
