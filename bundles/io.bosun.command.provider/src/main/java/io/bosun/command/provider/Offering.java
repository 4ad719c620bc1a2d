// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Acceptance;
import io.bosun.command.DeadLetter;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.Berth;
import io.bosun.transport.Envelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** Offers envelopes to the berths of their route; never blocks. */
final class Offering {
    private static final Seldom LOG = new Seldom(System.getLogger(Offering.class.getName()));
    /** Header of a broadcast: the berth of which target this copy is for. */
    private static final String TARGET = "bosun.target";
    /** Header of a broadcast: the number that the boss gave to it. */
    private static final String NUMBER = "bosun.broadcast";

    private static final Acceptance NO_HANDLER = Acceptance.refused(Reason.NO_HANDLER);
    private static final Acceptance FULL = Acceptance.refused(Reason.REJECTED_FULL);

    private final DeadLetterStore letters;
    private final boolean boss;
    private final Predicate<Runnable> soon;
    private final Object numbering = new Object();
    private long broadcasts;

    /** With what runs a task after a short while, or says that it will not. */
    Offering(DeadLetterStore letters, String name, Predicate<Runnable> soon) {
        this.letters = letters;
        this.boss = name.equals(Berth.BOSS);
        this.soon = soon;
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

    /** Those of a process that has died are closed a moment before they go. */
    private static boolean isAnyOpen(Route route) {
        return Arrays.stream(route.berths).anyMatch(Berth::isOpen);
    }

    /** Null if there is no berth. */
    private Acceptance offerNow(Route route, Envelope envelope) {
        Berth[] berths = route.berths;
        while (berths.length > 0) {
            if (route.isBroadcast() && (boss || berths[0] instanceof LocalTarget)) {
                return broadcast(berths, envelope);
            }
            if (offerOne(berths, envelope)) {
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
        if (route.unparking.getAndIncrement() > 0) {
            return;
        }
        int seen;
        do {
            seen = route.unparking.get();
            sendOn(route);
        } while (!route.unparking.compareAndSet(seen, 0));
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
            if (now == FULL && route.parkAgain(next)) {
                return false;
            }
            if (now == null && (route.lapsed || !route.parkAgain(next))) {
                now = NO_HANDLER;
            }
            if (now != null) {
                now.reason().ifPresent(reason -> next.fail(reason, false, null));
            }
        } catch (RuntimeException | Error thrown) {
            // A berth's failure must not keep all the others from being sent on.
            next.fail(Reason.MAY_HAVE_RUN, true, thrown);
        }
        return true;
    }

    /** Looks again soon, for a berth does not tell when it has room; one look at a time. */
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
        if (!route.park(envelope)) {
            return FULL;
        }
        // A berth may have come, or the grace have ended, between the look and the parking.
        unpark(route);
        return Acceptance.ACCEPTED;
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
        boolean taken = false;
        List<Copy> refused = new ArrayList<>();
        synchronized (numbering) {
            String number = Long.toString(++broadcasts);
            for (Berth each : berths) {
                Copy copy = new Copy(envelope, Map.of(TARGET, each.target(), NUMBER, number));
                if (each.offer(copy)) {
                    taken = true;
                } else {
                    refused.add(copy);
                }
            }
        }
        if (taken) {
            refused.forEach(each -> each.fail(Reason.REJECTED_FULL, false, null));
            envelope.complete(null);
        }
        return taken ? Acceptance.ACCEPTED : FULL;
    }

    /** A broadcast's way to one berth. */
    private final class Copy extends Envelope {
        Copy(Envelope of, Map<String, String> headers) {
            super(of.id(), of.key(), of.command(), of.sender(), of.deadlineNanos(), headers);
        }

        @Override
        public boolean wantsReply() {
            return false;
        }

        @Override
        protected void completed(Object reply) {
            // Nobody waits for it.
        }

        @Override
        protected void failed(Reason reason, boolean mayHaveRun, Throwable cause) {
            letters.add(new DeadLetter(
                    id(),
                    key(),
                    headers().get(TARGET),
                    sender(),
                    reason,
                    mayHaveRun,
                    Objects.toString(cause, ""),
                    Instant.now()));
        }

        @Override
        protected void threw(HandlerFailedException failure) {
            LOG.warn("Nobody waits for the failure of " + this, failure);
        }
    }
}
