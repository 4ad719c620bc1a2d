// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.BerthWork;
import io.bosun.transport.Envelope;
import java.util.HashSet;
import java.util.Set;

/**
 * What the thread of one berth of a target does. Each berth has its own: a thread that ignores the end of its berth
 * goes on with what it has, while another one serves the target.
 */
final class Serving extends Apart implements BerthWork {
    private static final Seldom LOG = new Seldom(System.getLogger(Serving.class.getName()));

    private static final int FEW = 16;

    private final LocalTarget target;
    private final Parked parked;
    private final HandlerContext context;
    private boolean entered;
    private boolean busy;
    private Envelope running;
    /** The bus that it counts for, and where. */
    private RoutingCommandBus talliedBy;

    private Outstanding.Tally tally;

    Serving(LocalTarget target, Parked parked) {
        this.target = target;
        this.parked = parked;
        this.context = new HandlerContext(target.target());
    }

    /** The name of the target. */
    String target() {
        return target.target();
    }

    /** Whether it runs a command at the moment; asked on this berth's thread. */
    boolean isBusy() {
        return busy;
    }

    /** The envelope of what it runs, or null if that is loose; asked on this berth's thread. */
    Envelope running() {
        return running;
    }

    @Override
    public void run(Envelope envelope) {
        begin();
        if (envelope instanceof Nudge) {
            target.nudged();
        } else {
            serveOrPark(envelope);
        }
    }

    @Override
    public void run(Object command, Object route, long deadlineNanos) {
        begin();
        Route loose = (Route) route;
        if (!serveLoose(command, loose, deadlineNanos)) {
            serveOrPark(loose.wrap(command, deadlineNanos, target()));
        }
    }

    @Override
    public void fail(Object command, Object route, long deadlineNanos, Reason reason) {
        ((Route) route).wrap(command, deadlineNanos, target()).fail(reason, false, null);
    }

    @Override
    public void threw(Object command, Object route, long deadlineNanos, Throwable thrown) {
        end(command, (Route) route, deadlineNanos, thrown);
    }

    private void begin() {
        if (!entered) {
            entered = true;
            Chain.enter(this);
        }
        if (target.takeChanged()) {
            serveParked();
        }
    }

    private void serveOrPark(Envelope envelope) {
        if (mustWait(envelope.key()) || !serve(envelope, false)) {
            target.park(envelope);
        }
    }

    private boolean mustWait(String key) {
        return parked.size() > 0 && parked.has(key);
    }

    /** Runs what can be run, in order; what waits for one handler does not hold up what another one answers. */
    private void serveParked() {
        Set<String> waiting = new HashSet<>();
        for (Envelope next = parked.first(waiting); next != null; next = parked.first(waiting)) {
            if (!serve(next, true)) {
                waiting.add(next.key());
            }
        }
    }

    /** Runs a loose command and ends it; false if anything else is to be done with it. */
    private boolean serveLoose(Object command, Route loose, long deadlineNanos) {
        if (mustWait(loose.key()) || deadlineNanos != Envelope.NO_DEADLINE && deadlineNanos - System.nanoTime() <= 0) {
            return false;
        }
        Handling sole = loose.sole;
        if (sole != null && sole.isIn(target)) {
            return runLoose(sole, command, loose, deadlineNanos);
        }
        // Those of all targets, to look for ours among few; each of many would look through as many.
        Handling[] all = loose.atWork();
        if (all.length > FEW) {
            all = target.handlings(loose.key());
        }
        if (all == null || !areSynchronous(all)) {
            return false;
        }
        busy = true;
        boolean any = false;
        Throwable thrown = null;
        for (Handling each : all) {
            if (each.isIn(target) && each.claim()) {
                any = true;
                Throwable problem = each.runLoose(command, loose, deadlineNanos, context);
                thrown = thrown == null || problem == Handling.ENDED ? problem : thrown;
            }
        }
        busy = false;
        if (any) {
            end(command, loose, deadlineNanos, thrown);
        }
        return any;
    }

    private boolean areSynchronous(Handling[] all) {
        for (Handling each : all) {
            if (each.isIn(target) && !each.isSynchronous()) {
                return false;
            }
        }
        return true;
    }

    private boolean runLoose(Handling sole, Object command, Route loose, long deadlineNanos) {
        if (!sole.claim()) {
            return false;
        }
        busy = true;
        Throwable thrown = sole.runLoose(command, loose, deadlineNanos, context);
        busy = false;
        end(command, loose, deadlineNanos, thrown);
        return true;
    }

    private Outstanding.Tally tally(RoutingCommandBus of) {
        if (of != talliedBy) {
            tally = of.tally();
            talliedBy = of;
        }
        return tally;
    }

    private void end(Object command, Route loose, long deadlineNanos, Throwable thrown) {
        if (thrown == null) {
            tally(loose.bus).handled();
        } else if (thrown instanceof Handling.Outside outside) {
            if (thrown != Handling.ENDED) {
                boolean unfit = !(outside.getCause() instanceof InterruptedException);
                Reason reason = unfit ? Reason.UNENCODABLE : Reason.MAY_HAVE_RUN;
                loose.wrap(command, deadlineNanos, target()).fail(reason, !unfit, outside.getCause());
            }
        } else {
            Attempt envelope = loose.wrap(command, deadlineNanos, target());
            envelope.fail(new HandlerFailedException(envelope.key(), thrown));
        }
    }

    /** Ends a command, or has it run; false if it must wait for a handler. */
    private boolean serve(Envelope envelope, boolean wasParked) {
        Reason over = over(envelope);
        if (over == null) {
            Handling[] all = target.handlings(envelope.key());
            Handling first = all == null ? null : claimAny(all);
            if (first != null) {
                // What the end of the berth has taken away meanwhile must not run.
                run(all, first, wasParked && !parked.remove(envelope) ? null : envelope);
                return true;
            }
            boolean fails = all != null && target.handlings(envelope.key()) == all;
            over = fails ? target.waitForObject(all[0]) : target.lapsed(envelope.key());
        }
        if (over != null && (!wasParked || parked.remove(envelope))) {
            envelope.fail(over, false, null);
        }
        return over != null;
    }

    private static Handling claimAny(Handling[] all) {
        for (Handling each : all) {
            if (each.claim()) {
                return each;
            }
        }
        return null;
    }

    /** The first one that can answers, after all others have run. */
    private void run(Handling[] all, Handling first, Envelope envelope) {
        running = envelope;
        busy = true;
        for (int i = all.length - 1; envelope != null && all[i] != first; i--) {
            if (all[i].claim()) {
                Throwable thrown = all[i].runAside(envelope, context);
                if (thrown != null) {
                    LOG.warn("Another handler answers for one that failed with " + envelope, thrown);
                }
            }
        }
        first.run(envelope, context);
        busy = false;
        running = null;
    }

    /** Why a command is not to be run any more, or null. */
    private static Reason over(Envelope envelope) {
        return envelope.isEnded() || envelope.remainingNanos() <= 0 ? Reason.DEADLINE : null;
    }
}
