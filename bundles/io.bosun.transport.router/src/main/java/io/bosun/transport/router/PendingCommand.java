// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import io.bosun.command.CommandException;
import io.bosun.command.Reason;
import io.bosun.transport.Envelope;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A command that went, or is just going, over a link. Whoever takes it out of the link's table ends it; only where the
 * link closes while it is being sent, the sender does, for it alone knows where the frame ends.
 */
final class PendingCommand {
    private static final System.Logger LOG = System.getLogger(PendingCommand.class.getName());
    private static final long SENDING = -1;
    private static final long LOST = -2;

    private final Envelope envelope;
    private final PeerBerth berth;
    private final AtomicLong end = new AtomicLong(SENDING);

    PendingCommand(Envelope envelope, PeerBerth berth) {
        this.envelope = envelope;
        this.berth = berth;
    }

    PeerBerth berth() {
        return berth;
    }

    /** Whether it was sent and its asker gave it up. */
    boolean isForgotten() {
        return end.get() >= 0 && envelope.isEnded();
    }

    /** Its frame ends at a position; false if the link closed meanwhile: then the caller ends it. */
    boolean sent(long position) {
        return end.compareAndSet(SENDING, position);
    }

    /** The link closed; returns where its frame ends, or a negative number while the sender does not know. */
    long lose() {
        return end.getAndSet(LOST);
    }

    boolean isLost() {
        return end.get() == LOST;
    }

    void complete(Object reply) {
        end(() -> envelope.complete(reply));
    }

    void fail(FailureBody failure) {
        end(() -> failure.end(envelope));
    }

    void gone(boolean written, String reason) {
        end(() -> envelope.fail(
                Reason.TARGET_GONE, written, new CommandException("lost " + berth.place() + ": " + reason)));
    }

    // The berth's counts are right before anybody hears of the end, and what the asker's side throws stays here.
    private void end(Runnable ending) {
        berth.ended();
        try {
            ending.run();
        } catch (RuntimeException | Error thrown) {
            LOG.log(Level.ERROR, "The asker of " + envelope + " failed at its end", thrown);
        }
    }
}
