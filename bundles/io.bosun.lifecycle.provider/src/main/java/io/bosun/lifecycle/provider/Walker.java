// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.Hop;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.TransitionReport.Outcome;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Moves the bus. For the bus's thread alone, except for {@link #state}; walks may nest. */
final class Walker {
    private static final Logger LOG = System.getLogger(Walker.class.getName());

    private final LifecycleBus bus;
    private final BusPlan plan;
    private final ChannelTable channels;
    private final Waiters waiters;
    private final ExitGate gate;
    private final HopHook hook;
    private volatile State state;
    private int depth;
    private int hopsLeft;

    Walker(LifecycleBus bus, BusPlan plan, ChannelTable channels, Waiters waiters, ExitGate gate, HopHook hook) {
        this.hook = hook;
        this.bus = bus;
        this.plan = plan;
        this.channels = channels;
        this.waiters = waiters;
        this.gate = gate;
        this.state = plan.initial();
    }

    State state() {
        return state;
    }

    TransitionReport walk(State target, String reason) {
        if (depth == 0) {
            hopsLeft = BusSettings.DEFAULTS.maxHops();
        }
        depth++;
        try {
            return new Walk(target, reason).run();
        } finally {
            depth--;
        }
    }

    /** The only place that sets the state. */
    private void enter(State to, String reason) {
        hopsLeft--;
        state = to;
        gate.entered(to);
        waiters.entered(to);
        LOG.log(Level.DEBUG, "Bus state: {0} ({1})", to, reason);
    }

    /** One walk. Its goal changes once at most: to the last state, when a listener has failed. */
    private final class Walk {
        private final State from = state;
        private final State target;
        private final String reason;
        private final List<Hop> hops = new ArrayList<>();
        private State goal;
        private RuntimeException failure;

        Walk(State target, String reason) {
            this.target = target;
            this.goal = target;
            this.reason = reason;
        }

        TransitionReport run() {
            boolean diverted = false;
            while (!state.equals(goal) && !diverted) {
                Optional<State> next =
                        superseded() ? Optional.empty() : plan.graph().next(state, goal);
                diverted = next.isEmpty();
                if (next.isPresent() && (!mayHop() || !hop(next.get()))) {
                    break;
                }
            }
            return new TransitionReport(
                    from,
                    target,
                    state,
                    reason,
                    Thread.currentThread().getName(),
                    outcome(diverted),
                    hops,
                    Optional.ofNullable(failure));
        }

        private boolean superseded() {
            return gate.requested() && !goal.equals(plan.last());
        }

        private boolean mayHop() {
            if (hopsLeft > 0) {
                return true;
            }
            fail(new IllegalStateException(
                    "Gave up on the way to " + target + " after " + BusSettings.DEFAULTS.maxHops() + " hops, in "
                            + state + ": do listeners send each other to and fro?"));
            return false;
        }

        /** Returns whether the walk may go on. */
        private boolean hop(State to) {
            if (call(to)) {
                return true;
            }
            State error = plan.errors().get(to);
            if (error == null) {
                return goal.equals(plan.last());
            }
            goal = plan.last();
            // A nested walk may have left the state that failed: then that one's way is the right one.
            if (state.equals(to)) {
                call(error, failure);
            }
            return true;
        }

        /** Enters a state and calls its listeners; returns whether none failed. */
        private boolean call(State to, Object... arguments) {
            State before = state;
            long begun = System.nanoTime();
            enter(to, reason);
            List<String> problems = hook.entered(before, to);
            ChannelTable.Round round = channels.call(Publication.of(bus, to.name(), arguments), gate.guard(to));
            hops.add(new Hop(before, to, System.nanoTime() - begun, round.calls(), round.failure(), problems));
            round.failure().ifPresent(this::fail);
            return round.failure().isEmpty();
        }

        private void fail(RuntimeException cause) {
            if (failure == null) {
                failure = cause;
            } else if (failure != cause) {
                failure.addSuppressed(cause);
            }
        }

        private Outcome outcome(boolean diverted) {
            if (failure != null) {
                return Outcome.FAILED;
            }
            if (!diverted) {
                return Outcome.REACHED;
            }
            return hops.isEmpty() && !superseded() ? Outcome.UNREACHABLE : Outcome.DIVERTED;
        }
    }
}
