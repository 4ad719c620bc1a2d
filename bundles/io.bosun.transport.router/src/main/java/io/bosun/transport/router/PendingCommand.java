// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import io.bosun.command.CommandException;
import io.bosun.command.Reason;
import io.bosun.transport.Carrier;
import io.bosun.transport.Envelope;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.BooleanSupplier;

/**
 * A command that went, or is just going, over a link. Whoever takes it out of the link's table ends it; only where the
 * link closes while it is being sent, the sender does, for it alone knows where the frame ends. One whose asker gives
 * up stays in the table until its answer comes.
 */
final class PendingCommand implements Carrier {
    private static final System.Logger LOG = System.getLogger(PendingCommand.class.getName());
    private static final AtomicLongFieldUpdater<PendingCommand> END =
            AtomicLongFieldUpdater.newUpdater(PendingCommand.class, "end");
    private static final AtomicIntegerFieldUpdater<PendingCommand> CANCELS =
            AtomicIntegerFieldUpdater.newUpdater(PendingCommand.class, "cancels");
    private static final long SENDING = -1;
    private static final long LOST = -2;

    private final Lane lane;
    private final long correlation;
    private final Envelope envelope;
    private final PeerBerth berth;
    private volatile long end = SENDING;
    private volatile int cancels;

    PendingCommand(Lane lane, long correlation, Envelope envelope, PeerBerth berth) {
        this.lane = lane;
        this.correlation = correlation;
        this.envelope = envelope;
        this.berth = berth;
    }

    PeerBerth berth() {
        return berth;
    }

    /** Whether it was sent and its asker gave it up. */
    boolean isForgotten() {
        return end >= 0 && envelope.isEnded();
    }

    /** From now on the envelope tells of a cancellation; false if it has ended: then it must not be sent. */
    boolean carry() {
        return envelope.carry(this);
    }

    /** It was not sent: the envelope has no carrier. */
    void putDown() {
        envelope.carry(null);
    }

    /** Its frame ends at a position; false if the link closed meanwhile: then the caller ends it. */
    boolean sent(long position) {
        if (!END.compareAndSet(this, SENDING, position)) {
            return false;
        }
        // given up while it was being sent, when a CANCEL would have come before its command
        if (envelope.isEnded()) {
            cancelled(envelope);
        }
        return true;
    }

    @Override
    public void cancelled(Envelope ended) {
        if (end >= 0 && CANCELS.compareAndSet(this, 0, 1)) {
            lane.sendCancel(correlation, this);
        }
    }

    /** The link closed; returns where its frame ends, or a negative number while the sender does not know. */
    long lose() {
        return END.getAndSet(this, LOST);
    }

    boolean isLost() {
        return end == LOST;
    }

    /** Returns whether somebody waited for that. */
    boolean complete(Object reply) {
        return end(() -> envelope.complete(reply));
    }

    /** Returns whether somebody waited for that. */
    boolean fail(FailureBody failure) {
        return end(() -> failure.end(envelope));
    }

    void gone(boolean written, String reason) {
        end(() -> envelope.fail(
                Reason.TARGET_GONE, written, new CommandException("lost " + berth.place() + ": " + reason)));
    }

    // The berth's counts are right before anybody hears of the end, and what the asker's side throws stays here.
    private boolean end(BooleanSupplier ending) {
        berth.ended();
        try {
            return ending.getAsBoolean();
        } catch (RuntimeException | Error thrown) {
            LOG.log(Level.ERROR, "The asker of " + envelope + " failed at its end", thrown);
            return true;
        }
    }
}
