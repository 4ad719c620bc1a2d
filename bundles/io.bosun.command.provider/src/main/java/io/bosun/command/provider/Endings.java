// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Acceptance;
import io.bosun.command.CommandPolicy;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * What follows from the end of an attempt: another one, or the end of the command, which is counted, stored where it
 * was given up, and told, in this order.
 */
final class Endings {
    private static final Seldom LOG = new Seldom(System.getLogger(Endings.class.getName()));

    private final DeadLetterStore letters;
    private final Offering offering;
    private final Outstanding outstanding;
    private final Supplier<Settings> settings;
    private final Retries retries = new Retries(this::tryAgain);
    private volatile boolean stopping;

    Endings(DeadLetterStore letters, Offering offering, Outstanding outstanding, Supplier<Settings> settings) {
        this.letters = letters;
        this.offering = offering;
        this.outstanding = outstanding;
        this.settings = settings;
    }

    /** Attempts that wait for their time. */
    int waiting() {
        return retries.size();
    }

    /** From now on nothing is tried again later, or it is. */
    void stopping(boolean now) {
        stopping = now;
        if (now) {
            retries.endAll(Reason.SHUT_DOWN);
        }
    }

    void close() {
        stopping(true);
        retries.close();
    }

    /** No berth took the first attempt: it is tried again later, if it may be. */
    Acceptance refused(Attempt attempt, Acceptance refusal) {
        Reason reason = refusal.reason().orElseThrow();
        if (delay(attempt, reason, false) >= 0) {
            attempt.fail(reason, false, null);
            return Acceptance.ACCEPTED;
        }
        if (!attempt.withdraw()) {
            // It ended meanwhile, as one that was accepted.
            return Acceptance.ACCEPTED;
        }
        outstanding.refused();
        return refusal;
    }

    /** It was not taken, or goes on as several others. */
    void withdrawn() {
        outstanding.takenBack();
    }

    void replied(Attempt attempt, Object reply) {
        retries.forget(attempt);
        outstanding.handled();
        attempt.outcome().replied(attempt, reply);
    }

    void threw(Attempt attempt, HandlerFailedException failure) {
        retries.forget(attempt);
        long delay = attempt.route.policy.idempotent() ? delay(attempt) : -1;
        if (delay >= 0) {
            later(attempt, true, delay);
            return;
        }
        outstanding.failed();
        attempt.outcome().threw(attempt, failure);
    }

    /** No handler answered this attempt: another one may. */
    void failed(Attempt attempt, Reason reason, boolean mayHaveRun, Throwable cause) {
        retries.forget(attempt);
        Reason why = mayHaveRun && reason == Reason.TARGET_GONE ? Reason.MAY_HAVE_RUN : reason;
        long delay = delay(attempt, reason, mayHaveRun);
        if (delay >= 0) {
            later(attempt, mayHaveRun, delay);
            return;
        }
        if (mayGoElsewhere(attempt, reason, mayHaveRun)) {
            elsewhere(attempt, why, mayHaveRun, cause);
            return;
        }
        try {
            letters.add(attempt, attempt.target(), why, mayHaveRun || attempt.mayHaveRunBefore, cause);
        } catch (RuntimeException | Error broken) {
            LOG.warn("Could not store the dead letter of " + attempt, broken);
        }
        outstanding.deadLettered();
        attempt.outcome().undelivered(attempt, why, cause);
    }

    private boolean mayGoElsewhere(Attempt attempt, Reason reason, boolean mayHaveRun) {
        boolean lost = reason == Reason.TARGET_GONE || reason == Reason.SHUT_DOWN && !mayHaveRun && !stopping;
        CommandPolicy policy = attempt.route.policy;
        return lost
                && !attempt.route.isBroadcast()
                && policy.retries() == 0
                && (!mayHaveRun || policy.idempotent())
                && attempt.number < settings.get().attemptLimit()
                && attempt.remainingNanos() > 0;
    }

    private void elsewhere(Attempt attempt, Reason why, boolean mayHaveRun, Throwable cause) {
        Attempt next = attempt.next(mayHaveRun);
        attempt.outcome().retried(attempt, next);
        try {
            Acceptance again = offering.offerAgain(next.route, next);
            // From here on this is the attempt that ends, unless it was ended already.
            again.reason().ifPresent(refused -> next.fail(mayHaveRun ? why : refused, mayHaveRun, cause));
        } catch (RuntimeException | Error broken) {
            next.fail(Reason.MAY_HAVE_RUN, true, broken);
        }
    }

    /** How long to wait before an attempt follows that failed for a reason; negative if none does. */
    private long delay(Attempt attempt, Reason reason, boolean mayHaveRun) {
        boolean may = switch (reason) {
            // With SHUT_DOWN a berth ends, but not this bus.
            case TARGET_GONE, REJECTED_FULL, NO_HANDLER, MAY_HAVE_RUN, SHUT_DOWN -> true;
            default -> false;
        };
        return may && (!mayHaveRun || attempt.route.policy.idempotent()) ? delay(attempt) : -1;
    }

    private long delay(Attempt attempt) {
        CommandPolicy policy = attempt.route.policy;
        // A broadcast that is offered again would reach those who had it.
        if (attempt.route.isBroadcast()
                || attempt.number > policy.retries()
                || stopping
                || retries.size() >= settings.get().askLimit()) {
            return -1;
        }
        long delay = Retries.delayNanos(
                policy, attempt.number, ThreadLocalRandom.current().nextDouble());
        return delay < attempt.remainingNanos() ? delay : -1;
    }

    private void later(Attempt attempt, boolean mayHaveRun, long delay) {
        Attempt next = attempt.next(mayHaveRun);
        attempt.outcome().retried(attempt, next);
        if (!retries.add(next, delay) || stopping) {
            next.fail(Reason.SHUT_DOWN, false, null);
        }
    }

    private void tryAgain(Attempt attempt) {
        try {
            Acceptance taken = offering.offer(attempt.route, attempt);
            taken.reason().ifPresent(refused -> attempt.fail(refused, false, null));
        } catch (RuntimeException | Error broken) {
            attempt.fail(Reason.MAY_HAVE_RUN, true, broken);
        }
    }
}
