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
    private static final int NOBODY = -1;
    /** Turns of waiting: some ten microseconds. */
    private static final int SOON = 1_000;

    private final LocalTarget target;
    private final Parked parked;
    private final Turn turn;
    private final HandlerContext context;
    private boolean entered;
    /** Of what was looked at ahead; written so that the look is not optimized away. */
    private int fetched;
    /** In the place of the handlers of a command where there is only one of them. */
    private final Handling[] one = new Handling[1];
    /** The handlers that it has, for one command after the other; null if it has none. */
    private Handling[] held;
    /** Among those at work then for their command; null if that is the one. */
    private Handling[] heldOf;
    /** The bus that it counts for, and where. */
    private RoutingCommandBus talliedBy;

    private Outstanding.Tally tally;

    Serving(LocalTarget target, Parked parked, Turn turn) {
        this.target = target;
        this.parked = parked;
        this.turn = turn;
        this.context = new HandlerContext(target.target());
    }

    /** The name of the target. */
    String target() {
        return target.target();
    }

    /** Whether it runs a command at the moment; asked on this berth's thread. */
    boolean isBusy() {
        return turn.isBusy();
    }

    /** The envelope of what it runs, or null if that is loose; asked on this berth's thread. */
    Envelope running() {
        return turn.running();
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
    public void ahead(Object command, Object route) {
        Handling sole = ((Route) route).sole;
        if (sole != null && sole != one[0]) {
            fetched += sole.fetch(command);
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

    @Override
    public void rest() {
        try {
            letGo();
        } finally {
            if (entered && !target.isOwnThread()) {
                // Another thread serves the target already: it may have found a handler that this one still had.
                target.nudge();
            }
        }
    }

    private void begin() {
        if (!entered) {
            entered = true;
            turn.enter();
            Chain.enter(this);
        }
        if (target.takeChanged()) {
            serveParked();
        }
    }

    private void serveOrPark(Envelope envelope) {
        if (mustWait(envelope.key())) {
            letGo();
            target.park(envelope);
        } else if (!serve(envelope, false)) {
            target.park(envelope);
        }
    }

    private boolean mustWait(String key) {
        return parked.size() > 0 && parked.has(key);
    }

    private boolean mustWait(Route route) {
        return parked.size() > 0 && parked.has(route.key());
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
        if (mustWait(loose) || deadlineNanos != Envelope.NO_DEADLINE && deadlineNanos - System.nanoTime() <= 0) {
            return false;
        }
        Handling sole = loose.sole;
        if (sole != null && !sole.isReadyFor(command)) {
            return false;
        }
        Handling[] all = hold(loose);
        if (all == null) {
            return false;
        }
        Throwable thrown = null;
        boolean own = false;
        turn.at(0);
        turn.begin(command, loose);
        try {
            context.fill(loose, deadlineNanos);
            thrown = runAll(all, command);
        } catch (Throwable unforeseen) {
            thrown = unforeseen;
        } finally {
            context.clear();
            own = turn.end();
        }
        if (own) {
            end(command, loose, deadlineNanos, thrown);
        } else {
            // Others have them already.
            letGo();
        }
        return true;
    }

    /** What the first one threw that threw anything, or null. */
    private Throwable runAll(Handling[] all, Object command) {
        Throwable thrown = null;
        for (int i = 0; i < all.length; i++) {
            turn.at(i);
            // The first one was at work when it was looked up.
            if (i == 0 || !all[i].isRetiring()) {
                Throwable problem = all[i].runLoose(command, context);
                thrown = thrown == null ? problem : thrown;
            }
            // The last one: whoever has stolen it, and opened the target again, is not overlooked.
            if (i < all.length - 1 && (all[i].isRetiring() || !target.isOpen() || turn.isStolen())) {
                // From here on nobody interrupts or abandons it.
                turn.leave();
                if (turn.isStolen()) {
                    break;
                }
                if (all[i].isRetiring()) {
                    all[i].leave(turn);
                }
            }
        }
        return thrown;
    }

    /**
     * Claims the handlers that are to run a command, unless this thread has them still. It leaves them when another
     * command comes, or none.
     *
     * @return null if there are none that can be had, or not without an envelope
     */
    private Handling[] hold(Route route) {
        Handling sole = route.sole;
        if (sole != null) {
            return held == one && one[0] == sole ? one : holdOne(sole);
        }
        Handling[] all = route.atWork();
        return all == heldOf ? held : holdSeveral(route, all);
    }

    /** Of very many handlers each object more is one more that is not cached: so this looks at no other. */
    private Handling[] holdOne(Handling sole) {
        letGo();
        if (!sole.isIn(target) || sole.isAsynchronous() || !sole.claim(turn)) {
            return null;
        }
        if (sole.isAsynchronous()) {
            sole.leave(turn);
            return null;
        }
        one[0] = sole;
        return hold(one, null);
    }

    private Handling[] holdSeveral(Route route, Handling[] all) {
        letGo();
        Handling[] ours = areHere(all) ? all : target.handlings(route.key());
        if (ours == null || !claimAll(ours)) {
            return null;
        }
        return hold(ours, all);
    }

    private Handling[] hold(Handling[] ours, Handling[] of) {
        held = ours;
        heldOf = of;
        turn.with(ours);
        return ours;
    }

    private boolean areHere(Handling[] all) {
        // Those of all targets: to look through as many in each target would take too long.
        if (all.length > FEW) {
            return false;
        }
        for (Handling each : all) {
            if (!each.isIn(target)) {
                return false;
            }
        }
        return all.length > 0;
    }

    /** All or none. */
    private boolean claimAll(Handling[] all) {
        int count = 0;
        boolean complete = false;
        try {
            while (count < all.length && !all[count].isAsynchronous() && all[count].claim(turn)) {
                count++;
                if (all[count - 1].isAsynchronous()) {
                    return false;
                }
            }
            complete = count == all.length;
        } finally {
            if (!complete) {
                leave(all, count);
            }
        }
        return complete;
    }

    /** Frees all before any is given back, which may take long. */
    private void leave(Handling[] all, int count) {
        for (int i = 0; i < count; i++) {
            all[i].free(turn);
        }
        for (int i = 0; i < count; i++) {
            all[i].releaseIfRetiring();
        }
    }

    /** Has no handler any more. */
    private void letGo() {
        Handling[] left = held;
        if (left != null) {
            held = null;
            heldOf = null;
            turn.withNobody();
            leave(left, left.length);
            one[0] = null;
        }
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
            tally(loose.bus()).handled();
        } else if (thrown instanceof Handling.Outside outside) {
            boolean unfit = !(outside.getCause() instanceof InterruptedException);
            Reason reason = unfit ? Reason.UNENCODABLE : Reason.MAY_HAVE_RUN;
            loose.wrap(command, deadlineNanos, target()).fail(reason, !unfit, outside.getCause());
        } else {
            Attempt envelope = loose.wrap(command, deadlineNanos, target());
            envelope.fail(new HandlerFailedException(envelope.key(), thrown));
        }
    }

    /** Ends a command, or has it run; false if it must wait for a handler. */
    private boolean serve(Envelope envelope, boolean wasParked) {
        Reason over = over(envelope);
        if (over == null) {
            if (!wasParked && envelope instanceof Attempt ours && runHeld(ours)) {
                return true;
            }
            letGo();
            Handling[] all = target.handlings(envelope.key());
            int first = all == null ? NOBODY : claimAny(all);
            if (first != NOBODY) {
                // What the end of the berth has taken away meanwhile must not run.
                if (!wasParked || parked.remove(envelope)) {
                    run(all, first, envelope);
                } else {
                    all[first].leave(turn);
                }
                return true;
            }
            boolean fails = all != null && target.handlings(envelope.key()) == all;
            over = fails ? target.waitForObject(all[0]) : target.lapsed(envelope.key());
        } else {
            letGo();
        }
        if (over != null && (!wasParked || parked.remove(envelope))) {
            envelope.fail(over, false, null);
        }
        return over != null;
    }

    private int claimAny(Handling[] all) {
        for (int i = 0; i < all.length; i++) {
            if (all[i].claim(turn)) {
                return i;
            }
        }
        return NOBODY;
    }

    /** Runs a command with the one handler of its route, if this thread can have it for several; else false. */
    private boolean runHeld(Attempt ours) {
        if (ours.route.sole == null || hold(ours.route) != one) {
            return false;
        }
        turn.at(0);
        turn.begin(ours);
        try {
            one[0].run(ours, context);
        } finally {
            if (!turn.end()) {
                letGo();
            }
        }
        return true;
    }

    /** The first one that can answers, after all others have run. */
    private void run(Handling[] all, int first, Envelope envelope) {
        turn.with(all);
        turn.begin(envelope);
        try {
            for (int i = all.length - 1; i != first; i--) {
                if (claimSoon(all[i])) {
                    runAside(all[i], i, envelope);
                }
                if (turn.isStolen()) {
                    return;
                }
            }
            turn.at(first);
            all[first].run(envelope, context);
        } finally {
            turn.end();
            turn.withNobody();
            all[first].leave(turn);
        }
    }

    /** The thread of a berth that was just closed may be about to leave it. */
    private boolean claimSoon(Handling handling) {
        for (int i = 0; i < SOON; i++) {
            if (handling.claim(turn)) {
                return true;
            }
            if (!handling.isElsewhere(turn)) {
                return false;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private void runAside(Handling handling, int place, Envelope envelope) {
        turn.at(place);
        try {
            Throwable thrown = handling.runAside(envelope, context);
            if (thrown != null) {
                LOG.warn("Another handler answers for one that failed with " + envelope, thrown);
            }
        } finally {
            turn.leave();
            handling.leave(turn);
        }
    }

    /** Why a command is not to be run any more, or null. */
    private static Reason over(Envelope envelope) {
        // To look at the clock takes as long as much of the rest.
        boolean ended = envelope instanceof Attempt ours && ours.endsInTime()
                ? envelope.isEnded()
                : envelope.isEnded() || envelope.remainingNanos() <= 0;
        return ended ? Reason.DEADLINE : null;
    }
}
