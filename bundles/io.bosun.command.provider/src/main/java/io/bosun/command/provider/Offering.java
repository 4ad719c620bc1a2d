// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Acceptance;
import io.bosun.command.DeadLetter;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.Berth;
import io.bosun.transport.Envelope;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Offers envelopes to the berths of their route; never blocks. */
final class Offering {
    private static final Logger LOG = System.getLogger(Offering.class.getName());
    /** Header of a broadcast: the berth of which target this copy is for. */
    private static final String TARGET = "bosun.target";
    /** Header of a broadcast: the number that the boss gave to it. */
    private static final String NUMBER = "bosun.broadcast";

    private static final Acceptance NO_HANDLER = Acceptance.refused(Reason.NO_HANDLER);
    private static final Acceptance FULL = Acceptance.refused(Reason.REJECTED_FULL);

    private final DeadLetterStore letters;
    private final boolean boss;
    private final Object numbering = new Object();
    private long broadcasts;

    Offering(DeadLetterStore letters, String name) {
        this.letters = letters;
        this.boss = name.equals(Berth.BOSS);
    }

    /** Offers to any berth of the route, the least pending first; lets it wait for one within the grace. */
    Acceptance offer(Route route, Envelope envelope) {
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
        return park(route, envelope);
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

    /** Sends on what waited, now that there is a berth or the grace is over. */
    void unpark(Route route) {
        while (route.berths.length > 0 || route.lapsed) {
            Envelope next = route.unpark();
            if (next == null) {
                return;
            }
            if (!next.isEnded()) {
                offer(route, next).reason().ifPresent(reason -> next.fail(reason, false, null));
            }
        }
    }

    private Acceptance park(Route route, Envelope envelope) {
        if (route.lapsed) {
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
        int pending = least.pending();
        for (int i = 1; i < berths.length && pending > 0; i++) {
            int its = berths[i].pending();
            if (its < pending) {
                least = berths[i];
                pending = its;
            }
        }
        return least.offer(envelope) || offerRest(berths, least, envelope);
    }

    private static boolean offerRest(Berth[] berths, Berth tried, Envelope envelope) {
        return Arrays.stream(berths)
                .filter(each -> each != tried)
                .sorted(Comparator.comparingInt(Berth::pending))
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
            LOG.log(Level.WARNING, "Nobody waits for the failure of " + this, failure);
        }
    }
}
