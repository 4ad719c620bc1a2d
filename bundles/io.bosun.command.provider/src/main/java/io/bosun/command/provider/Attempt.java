// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.Envelope;
import io.bosun.transport.RouteEntry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;

/**
 * A command of this process on its way to one berth; a retry is another attempt for the same outcome. There is one for
 * each command that is asked, so it has no field that its route has: 48 bytes.
 */
class Attempt extends Envelope {
    /** Somebody goes on once its stage is complete: it is completed by a thread of the bus, and soon. */
    static final int OBSERVED = 1;
    /** Threads wait for its stage, and complete it themselves once they are woken. */
    static final int AWAITED = 2;

    private static final int ENDED = 4;
    private static final Object WITHDRAWN = new Object();
    private static final VarHandle PHASE;

    static {
        try {
            PHASE = MethodHandles.lookup().findVarHandle(Attempt.class, "phase", byte.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    final Route route;
    /** Who waits; once a stage's command has ended, how it did. */
    private Object outcome;
    /** Where a stage waits, what is known of that; what {@link #outcome} is depends on it. */
    private volatile byte phase;
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
                    outcome(),
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
                : new Headed(
                        route,
                        outcome,
                        1,
                        false,
                        id,
                        command,
                        deadlineNanos,
                        route.bus().name(),
                        headers);
    }

    /** That of a broadcast that came from a hand, to be gathered here. */
    static Attempt of(Route route, Outcome outcome, Envelope of) {
        return new Headed(route, outcome, 1, false, of.id(), of.command(), of.deadlineNanos(), of.sender(), Map.of());
    }

    /** The attempt after this one, which another berth may or may not have run. */
    Attempt next(boolean mayHaveRun) {
        return new Attempt(
                route, outcome(), number + 1, mayHaveRun || mayHaveRunBefore, id(), command(), deadlineNanos());
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
        return route.bus();
    }

    /**
     * Ends it without a word: it was not taken, or goes on as the copies of a broadcast.
     *
     * @return false if it had ended before, and its outcome was told
     */
    boolean withdraw() {
        return complete(WITHDRAWN);
    }

    /** Who waits; null once that is a stage that was told its end. */
    Outcome outcome() {
        return outcome instanceof Outcome waits ? waits : null;
    }

    /** Its stage is observed or awaited; false if it was told its end before. */
    boolean note(int what) {
        byte now;
        do {
            now = phase;
            if ((now & ENDED) != 0) {
                return false;
            }
        } while (!PHASE.compareAndSet(this, now, (byte) (now | what)));
        return true;
    }

    /** What was noted of the attempt before this one holds for this one; false if it was told its end before. */
    boolean inherit(Attempt before) {
        return note(before.phase & (OBSERVED | AWAITED));
    }

    /**
     * Tells its end to a stage; called by whoever has ended it.
     *
     * @param more what is to be noted besides
     * @return what was noted until now
     */
    int tell(Object end, int more) {
        outcome = end;
        return (byte) PHASE.getAndBitwiseOr(this, (byte) (ENDED | more)) | more;
    }

    /** Whether its stage was told its end, and anybody may complete that. */
    boolean isLeft() {
        return (phase & (ENDED | OBSERVED)) == ENDED;
    }

    /** Whether its end is told by a thread of the bus. */
    boolean isObserved() {
        return (phase & OBSERVED) != 0;
    }

    /** What its stage was told. */
    Object end() {
        return outcome;
    }

    /** Whether somebody watches the clock for it. */
    boolean endsInTime() {
        Outcome waits = outcome();
        return waits != null && waits.endsInTime();
    }

    @Override
    public boolean wantsReply() {
        Outcome waits = outcome();
        return waits == null || waits.wantsReply();
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
