// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.ChannelFailures;
import io.bosun.lifecycle.Hop;
import io.bosun.lifecycle.PastTransition;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.TransitionReport.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One walk, on one leg or, where it is to come by another state first, on two. Its goal changes when a listener fails:
 * to the last state.
 */
final class Walk {
    private final Walker walker;
    private final List<State> legs;
    private final String reason;
    private final String requester;
    private final State from;
    private final Instant at = Instant.now();
    private final long begun = System.nanoTime();
    private final List<Hop> hops = new ArrayList<>();
    private volatile State goal;
    private volatile Boolean supersededAtEnd;
    private int legBegin;
    private boolean diverted;
    private RuntimeException failure;
    private TransitionReport report;

    Walk(Walker walker, List<State> legs, String reason, String requester) {
        this.walker = walker;
        this.legs = legs;
        this.reason = reason;
        this.requester = requester;
        this.from = walker.arrival().state();
        this.goal = legs.get(0);
    }

    TransitionReport run() {
        try {
            for (State leg : legs) {
                goal = leg;
                legBegin = hops.size();
                if (!arrive()) {
                    break;
                }
            }
            report = new TransitionReport(
                    from, target(), state(), reason, requester, outcome(), hops, Optional.ofNullable(failure));
            return report;
        } finally {
            supersededAtEnd = superseded();
        }
    }

    /** Any thread; also when this walk has ended. */
    boolean isSuperseded() {
        Boolean ended = supersededAtEnd;
        return ended == null ? superseded() : ended;
    }

    boolean isLast() {
        return goal.equals(walker.plan().last());
    }

    private boolean superseded() {
        return walker.gate().ends(goal);
    }

    private State state() {
        return walker.arrival().state();
    }

    private State target() {
        return legs.get(legs.size() - 1);
    }

    /** Returns whether the goal of this leg was reached, and nothing failed. */
    private boolean arrive() {
        while (!diverted && !state().equals(goal)) {
            State next = superseded() ? null : walker.next(state(), goal);
            if (next == null) {
                diverted = true;
            } else if (!mayHop() || !hop(next)) {
                return false;
            }
        }
        return !diverted && failure == null;
    }

    private boolean mayHop() {
        if (walker.mayHop()) {
            return true;
        }
        fail(new IllegalStateException("Gave up on the way to " + goal + " after " + walker.maxHops() + " hops, in "
                + state() + ": do listeners send each other to and fro?"));
        return false;
    }

    /** Returns whether the walk may go on. */
    private boolean hop(State to) {
        ChannelFailures failed = visit(to, null);
        if (failed == null) {
            return true;
        }
        State error = walker.error(to);
        if (error == null) {
            return isLast();
        }
        goal = walker.plan().last();
        walker.bind(error, "a listener of " + to + " failed");
        // A nested walk may have left the state that failed: then that one's way is the right one.
        if (state().equals(to)) {
            visit(error, failed);
        }
        return true;
    }

    private ChannelFailures visit(State to, ChannelFailures cause) {
        walker.countHop();
        Visit visit = new Visit(walker, this, to);
        try {
            visit.run(cause);
        } finally {
            hops.add(visit.hop());
        }
        // A failure goes before: it has a goal that must be reached.
        diverted = visit.cut() && visit.failure() == null;
        if (visit.failure() != null) {
            fail(visit.failure());
        }
        return visit.failure();
    }

    private void fail(RuntimeException cause) {
        if (failure == null) {
            failure = cause;
        } else if (failure != cause) {
            failure.addSuppressed(cause);
        }
    }

    private Outcome outcome() {
        if (failure != null) {
            return Outcome.FAILED;
        }
        if (!diverted) {
            return Outcome.REACHED;
        }
        return hops.size() == legBegin && !superseded() ? Outcome.UNREACHABLE : Outcome.DIVERTED;
    }

    /** Returns this walk in words. */
    PastTransition past(long number, Throwable abort) {
        return new PastTransition(
                number,
                at,
                System.nanoTime() - begun,
                from,
                target(),
                state(),
                reason,
                requester,
                Optional.ofNullable(report).map(TransitionReport::outcome),
                Past.hops(hops),
                Optional.ofNullable(abort == null ? failure : abort).map(Texts::line));
    }
}
