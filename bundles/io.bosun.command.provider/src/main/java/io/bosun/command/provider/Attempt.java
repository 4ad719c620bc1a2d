// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.Envelope;
import io.bosun.transport.RouteEntry;
import java.util.Map;

/**
 * A command of this process on its way to one berth; a retry is another attempt for the same outcome. There is one for
 * each command that is asked, so it has no field that its route has: 48 bytes.
 */
class Attempt extends Envelope implements Waiter {
    private static final Object WITHDRAWN = new Object();

    final Route route;
    final Outcome outcome;
    /** From 1 on. */
    final byte number;
    /** Whether an earlier attempt may have run it. */
    final boolean mayHaveRunBefore;

    /** One with headers, or from another process. */
    private static final class Headed extends Attempt {
        private final String sender;
        private final Map<String, String> headers;

        Headed(
                Route route,
                Outcome outcome,
                int number,
                boolean mayHaveRunBefore,
                long id,
                Object command,
                long deadlineNanos,
                String sender,
                Map<String, String> headers) {
            super(route, outcome, number, mayHaveRunBefore, id, command, deadlineNanos);
            this.sender = sender;
            this.headers = headers;
        }

        @Override
        public String sender() {
            return sender;
        }

        @Override
        public Map<String, String> headers() {
            return headers;
        }

        @Override
        Attempt next(boolean mayHaveRun) {
            return new Headed(
                    route,
                    outcome,
                    number + 1,
                    mayHaveRun || mayHaveRunBefore,
                    id(),
                    command(),
                    deadlineNanos(),
                    sender,
                    headers);
        }
    }

    private Attempt(
            Route route,
            Outcome outcome,
            int number,
            boolean mayHaveRunBefore,
            long id,
            Object command,
            long deadlineNanos) {
        super(id, command, deadlineNanos);
        this.route = route;
        this.outcome = outcome;
        this.number = (byte) number;
        this.mayHaveRunBefore = mayHaveRunBefore;
    }

    /** The first one of a command. */
    static Attempt first(
            Route route, Outcome outcome, long id, Object command, long deadlineNanos, Map<String, String> headers) {
        return headers.isEmpty()
                ? new Attempt(route, outcome, 1, false, id, command, deadlineNanos)
                : new Headed(route, outcome, 1, false, id, command, deadlineNanos, route.bus.name(), headers);
    }

    /** That of a broadcast that came from a hand, to be gathered here. */
    static Attempt of(Route route, Outcome outcome, Envelope of) {
        return new Headed(route, outcome, 1, false, of.id(), of.command(), of.deadlineNanos(), of.sender(), Map.of());
    }

    /** The attempt after this one, which another berth may or may not have run. */
    Attempt next(boolean mayHaveRun) {
        return new Attempt(
                route, outcome, number + 1, mayHaveRun || mayHaveRunBefore, id(), command(), deadlineNanos());
    }

    @Override
    public final String key() {
        return route.key();
    }

    @Override
    public String sender() {
        return bus().name();
    }

    @Override
    public Map<String, String> headers() {
        return Map.of();
    }

    /** The target that it was offered to, for people; null if that was never known. */
    String target() {
        RouteEntry known = route.entry;
        return headers().getOrDefault(Offering.TARGET, known == null ? null : known.target());
    }

    RoutingCommandBus bus() {
        return route.bus;
    }

    /**
     * Ends it without a word: it was not taken, or goes on as the copies of a broadcast.
     *
     * @return false if it had ended before, and its outcome was told
     */
    boolean withdraw() {
        return complete(WITHDRAWN);
    }

    @Override
    public void expire(Reason reason) {
        cancel(reason);
    }

    @Override
    public void finish() {
        ((Asking) outcome).finish(this);
    }

    @Override
    public boolean wantsReply() {
        return outcome.wantsReply();
    }

    @Override
    public boolean isControl() {
        return route.policy.control();
    }

    @Override
    protected void completed(Object reply) {
        if (reply == WITHDRAWN) {
            bus().endings().withdrawn();
        } else {
            bus().endings().replied(this, reply);
        }
    }

    @Override
    protected void failed(Reason reason, boolean mayHaveRun, Throwable cause) {
        bus().endings().failed(this, reason, mayHaveRun, cause);
    }

    @Override
    protected void threw(HandlerFailedException failure) {
        bus().endings().threw(this, failure);
    }
}
