// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Acceptance;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.Berth;
import io.bosun.transport.Envelope;
import io.bosun.transport.HeadedEnvelope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Offers envelopes to the berths of their route; never blocks. */
final class Offering {
    private static final Seldom LOG = new Seldom(System.getLogger(Offering.class.getName()));
    /** Header of a broadcast: the berth of which target this copy is for. */
    static final String TARGET = "bosun.target";
    /** Header of a broadcast: the number that the boss gave to it. */
    private static final String NUMBER = "bosun.broadcast";

    private static final Acceptance NO_HANDLER = Acceptance.refused(Reason.NO_HANDLER);
    private static final Acceptance SHUT_DOWN = Acceptance.refused(Reason.SHUT_DOWN);
    private static final Acceptance FULL = Acceptance.refused(Reason.REJECTED_FULL);

    private final DeadLetterStore letters;
    private final Outstanding outstanding;
    private final String name;
    private final boolean boss;
    private final Predicate<Runnable> soon;
    private final Consumer<Route> unserved;
    private final Object numbering = new Object();
    private volatile boolean stopping;
    private long broadcasts;

    /**
     * With what runs a task after a short while, or says that it will not, and what is told of a command that waits on
     * a route without any berth.
     */
    Offering(
            DeadLetterStore letters,
            Outstanding outstanding,
            String name,
            Predicate<Runnable> soon,
            Consumer<Route> unserved) {
        this.unserved = unserved;
        this.letters = letters;
        this.outstanding = outstanding;
        this.name = name;
        this.boss = name.equals(Berth.BOSS);
        this.soon = soon;
    }

    /** From now on nothing waits for a berth, or it does. */
    void stopping(boolean now) {
        stopping = now;
    }

    /** Offers to any berth of the route, the least pending first; lets it wait for one within the grace. */
    Acceptance offer(Route route, Envelope envelope) {
        Acceptance now = route.isQueued() ? null : offerNow(route, envelope);
        return now == null || now == FULL && !isAnyOpen(route) ? park(route, envelope) : now;
    }

    /** As {@link #offer}, for one that was accepted before: where all berths are full, it waits for room. */
    Acceptance offerAgain(Route route, Envelope envelope) {
        Acceptance now = offer(route, envelope);
        return now == FULL ? park(route, envelope) : now;
    }

    /**
     * Offers a one-way command without an envelope.
     *
     * @return null if it needs one after all
     */
    Acceptance offerLoose(Route route, Object command, long deadlineNanos) {
        Berth[] berths = route.berths;
        if (route.isQueued() || berths.length == 0 || route.policy.control()) {
            return null;
        }
        if (berths.length > 1) {
            boolean all = route.isBroadcast() && areLocal(berths);
            return all ? broadcastLoose(berths, route, command, deadlineNanos) : null;
        }
        if (!(berths[0] instanceof LocalTarget target)) {
            return null;
        }
        outstanding.accepted();
        if (target.offerLoose(command, route, deadlineNanos)) {
            return Acceptance.ACCEPTED;
        }
        outstanding.takenBack();
        return berths == route.berths ? FULL : null;
    }

    private static boolean areLocal(Berth[] berths) {
        for (Berth each : berths) {
            if (!(each instanceof LocalTarget)) {
                return false;
            }
        }
        return true;
    }

    private Acceptance broadcastLoose(Berth[] berths, Route route, Object command, long deadlineNanos) {
        int taken = 0;
        List<Berth> refused = null;
        synchronized (numbering) {
            broadcasts++;
            for (Berth each : berths) {
                outstanding.accepted();
                if (((LocalTarget) each).offerLoose(command, route, deadlineNanos)) {
                    taken++;
                } else {
                    refused = refused == null ? new ArrayList<>() : refused;
                    refused.add(each);
                }
            }
        }
        if (refused == null) {
            return Acceptance.ACCEPTED;
        }
        for (Berth each : refused) {
            if (taken > 0) {
                route.wrap(command, deadlineNanos, each.target()).fail(Reason.REJECTED_FULL, false, null);
            } else {
                outstanding.takenBack();
            }
        }
        return taken > 0 ? Acceptance.ACCEPTED : FULL;
    }

    /** Those of a process that has died are closed a moment before they go. */
    static boolean isAnyOpen(Route route) {
        return Arrays.stream(route.berths).anyMatch(Berth::isOpen);
    }

    /** Null if there is no berth. */
    private Acceptance offerNow(Route route, Envelope envelope) {
        Berth[] berths = route.berths;
        while (berths.length > 0) {
            if (route.isBroadcast() && (boss || berths[0] instanceof LocalTarget)) {
                return broadcast(berths, envelope);
            }
            Berth[] free = Chain.free(envelope, berths, name);
            if (free.length == 0) {
                // They came while it waited.
                Chain.refuse(envelope, Chain.cycle(envelope, berths, name));
                return Acceptance.ACCEPTED;
            }
            if (offerOne(free, envelope)) {
                return Acceptance.ACCEPTED;
            }
            if (berths == route.berths) {
                return FULL;
            }
            berths = route.berths;
        }
        return null;
    }

    /** Offers to the berths of this process. */
    Acceptance offerLocal(Route route, Envelope envelope) {
        String target = envelope.headers().get(TARGET);
        for (LocalTarget each : route.locals) {
            if (target == null || target.equals(each.target())) {
                return each.offer(envelope) ? Acceptance.ACCEPTED : FULL;
            }
        }
        return NO_HANDLER;
    }

    /** Sends on what waited, now that there is a berth or grace is over; one thread at a time, to keep the order. */
    void unpark(Route route) {
        if (!route.beginUnparking()) {
            return;
        }
        int seen;
        do {
            seen = route.unparking();
            try {
                sendOn(route);
            } catch (RuntimeException | Error broken) {
                // Whoever sends on must come to an end: all that comes later waits for that.
                LOG.warn("Could not send on what waited for " + route.key(), broken);
            }
        } while (!route.isUnparked(seen));
    }

    private void sendOn(Route route) {
        while (route.berths.length > 0 || route.lapsed) {
            Envelope next = route.unpark();
            if (next == null) {
                return;
            }
            if (!next.isEnded() && !sendOn(route, next)) {
                waitForRoom(route);
                return;
            }
        }
    }

    /** False if it waits again, because all berths are full. */
    private boolean sendOn(Route route, Envelope next) {
        try {
            Acceptance now = offerNow(route, next);
            if (now == null && route.lapsed) {
                now = NO_HANDLER;
            }
            if (now == null || now == FULL) {
                route.parkAgain(next);
                failWhereStopping(route);
                return now == null;
            }
            now.reason().ifPresent(reason -> next.fail(reason, false, null));
        } catch (RuntimeException | Error thrown) {
            // A berth's failure must not keep all the others from being sent on.
            next.fail(Reason.MAY_HAVE_RUN, true, thrown);
        }
        return true;
    }

    /** Looks again soon, for no thread waits for this room, and others are not told; one look at a time. */
    private void waitForRoom(Route route) {
        if (!route.waitsForRoom.compareAndSet(false, true)) {
            return;
        }
        boolean scheduled = soon.test(() -> {
            route.waitsForRoom.set(false);
            unpark(route);
        });
        if (!scheduled) {
            route.failParked(Reason.SHUT_DOWN);
        }
    }

    private Acceptance park(Route route, Envelope envelope) {
        if (route.lapsed && route.berths.length == 0) {
            return NO_HANDLER;
        }
        if (stopping) {
            return SHUT_DOWN;
        }
        if (!route.park(envelope)) {
            return FULL;
        }
        if (route.berths.length == 0) {
            unserved.accept(route);
        }
        // A berth may have come, or the grace have ended, between the look and the parking.
        unpark(route);
        failWhereStopping(route);
        return Acceptance.ACCEPTED;
    }

    /** Whoever ends what waits may have looked before this began to wait. */
    private void failWhereStopping(Route route) {
        if (stopping) {
            route.failParked(Reason.SHUT_DOWN);
        }
    }

    private static boolean offerOne(Berth[] berths, Envelope envelope) {
        if (berths.length == 1) {
            return berths[0].offer(envelope);
        }
        Berth least = berths[0];
        int pending = pendingFor(least);
        for (int i = 1; i < berths.length && pending > 0; i++) {
            int its = pendingFor(berths[i]);
            if (its < pending) {
                least = berths[i];
                pending = its;
            }
        }
        return least.offer(envelope) || offerRest(berths, least, envelope);
    }

    /** A handler that asks its own target had better not queue behind itself. */
    private static int pendingFor(Berth berth) {
        return berth instanceof LocalTarget local && local.isOwnThread() ? Integer.MAX_VALUE : berth.pending();
    }

    private static boolean offerRest(Berth[] berths, Berth tried, Envelope envelope) {
        return Arrays.stream(berths)
                .filter(each -> each != tried)
                .sorted(Comparator.comparingInt(Offering::pendingFor))
                .anyMatch(each -> each.offer(envelope));
    }

    /** One numbered offer to each berth, under a lock that never waits: all berths see the same order. */
    private Acceptance broadcast(Berth[] berths, Envelope envelope) {
        Attempt attempt = envelope instanceof Attempt ours ? ours : null;
        Gathering gathering = attempt != null && attempt.outcome() instanceof Gathering wanted ? wanted : null;
        boolean taken = false;
        List<Runnable> notTaken = new ArrayList<>();
        synchronized (numbering) {
            String number = Long.toString(++broadcasts);
            for (Berth each : berths) {
                Gathering.Part part = gathering == null ? null : gathering.part(each, name);
                Copy copy = new Copy(envelope, Map.of(TARGET, each.target(), NUMBER, number), part);
                outstanding.accepted();
                try {
                    if (each.offer(copy)) {
                        taken = true;
                    } else {
                        notTaken.add(() -> copy.fail(Reason.REJECTED_FULL, false, null));
                    }
                } catch (RuntimeException | Error broken) {
                    // A berth's defect: nobody knows how far it came, and the others are to get theirs.
                    taken = true;
                    notTaken.add(() -> copy.fail(Reason.MAY_HAVE_RUN, true, broken));
                }
            }
        }
        if (!taken) {
            notTaken.forEach(each -> outstanding.takenBack());
            if (gathering != null) {
                gathering.nobody();
            }
            return FULL;
        }
        notTaken.forEach(Runnable::run);
        if (attempt == null) {
            envelope.complete(null);
        } else {
            attempt.withdraw();
        }
        if (gathering != null) {
            gathering.offered();
        }
        return Acceptance.ACCEPTED;
    }

    /** A broadcast's way to one berth. */
    private final class Copy extends HeadedEnvelope {
        private final boolean control;
        /** Null where nobody gathers the replies. */
        private final Gathering.Part part;

        Copy(Envelope of, Map<String, String> headers, Gathering.Part part) {
            super(of.id(), of.key(), of.command(), of.sender(), of.deadlineNanos(), headers);
            this.control = of.isControl();
            this.part = part;
        }

        @Override
        public boolean wantsReply() {
            return part != null;
        }

        @Override
        public boolean isControl() {
            return control;
        }

        @Override
        protected void completed(Object reply) {
            outstanding.handled();
            if (part != null) {
                part.ended(reply);
            }
        }

        @Override
        protected void failed(Reason reason, boolean mayHaveRun, Throwable cause) {
            try {
                letters.add(this, headers().get(TARGET), reason, mayHaveRun, cause);
            } finally {
                outstanding.deadLettered();
                if (part != null) {
                    part.ended(new Failed(reason, cause));
                }
            }
        }

        @Override
        protected void threw(HandlerFailedException failure) {
            outstanding.failed();
            if (part == null) {
                LOG.warn("Nobody waits for the failure of " + this, failure);
            } else {
                part.ended(new Failed(failure));
            }
        }
    }
}
