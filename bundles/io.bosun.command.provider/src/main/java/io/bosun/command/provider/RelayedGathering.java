// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Gather;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.Carrier;
import io.bosun.transport.Envelope;
import io.bosun.transport.Payload;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Gathers, in the boss, for a hand, and answers it with all parts. */
final class RelayedGathering extends Gathering implements Carrier {
    /** Header of a broadcast that goes up to the boss: what to gather. */
    private static final String HEADER = "bosun.gather";

    private static final long WAY_BACK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int WAY_BACK_SHARE = 10;

    private final Envelope envelope;
    private final Replies replies;

    private RelayedGathering(
            Envelope envelope, long deadlineNanos, Gather gather, Asks asks, Replies replies, long id) {
        super(id, deadlineNanos, gather, asks);
        this.envelope = envelope;
        this.replies = replies;
    }

    /** The headers of a broadcast that is to be gathered by the boss. */
    static Map<String, String> headers(Gather gather) {
        return Map.of(HEADER, gather.kind() + " " + gather.count());
    }

    /** Whether a broadcast that came from a hand is to be gathered. */
    static boolean isWanted(Envelope envelope) {
        return envelope.headers().containsKey(HEADER);
    }

    /**
     * Gathers what an envelope wants, somewhat shorter than it waits, so that what there is then is there in time.
     *
     * @param longestNanos for one without a deadline
     * @throws IllegalArgumentException if the envelope does not say what to gather
     */
    static RelayedGathering of(Envelope envelope, long id, long longestNanos, Asks asks, Replies replies) {
        String[] wanted = envelope.headers().get(HEADER).split(" ");
        if (wanted.length != 2) {
            throw new IllegalArgumentException(
                    HEADER + " is " + envelope.headers().get(HEADER));
        }
        Gather gather = new Gather(Gather.Kind.valueOf(wanted[0]), Integer.parseInt(wanted[1]));
        long left = Math.min(envelope.remainingNanos(), longestNanos);
        long deadline = System.nanoTime() + left - Math.min(WAY_BACK_NANOS, left / WAY_BACK_SHARE);
        return new RelayedGathering(envelope, deadline, gather, asks, replies, id);
    }

    @Override
    public void cancelled(Envelope gone) {
        expire(Reason.CANCELLED);
    }

    @Override
    protected void tell(List<Part> gathered, boolean isSatisfied) {
        if (envelope.isEnded()) {
            return;
        }
        Payload all;
        try {
            all = replies.encode(GatheredParts.of(gathered, isSatisfied, envelope.key(), replies));
        } catch (Throwable unfit) {
            envelope.fail(Reason.UNENCODABLE, true, unfit);
            return;
        }
        envelope.complete(all);
    }

    @Override
    protected void tell(Failed why) {
        if (why.reason() == null) {
            envelope.fail((HandlerFailedException) why.cause());
        } else {
            envelope.fail(why.reason(), false, why.cause());
        }
    }
}
