// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/** A berth in this process, closed by whoever opened it. */
@ProviderType
public interface LocalBerth extends Berth {
    /** Whether the calling thread is the one that runs this berth's commands. */
    boolean isOwnThread();

    /**
     * Offers a loose command, see {@link BerthWork}, to the normal lane; never blocks and allocates nothing.
     *
     * @param route handed to the work as it is; not null; the berth may hold on to it as long as it lives
     * @param deadlineNanos by {@link System#nanoTime()}, or {@link Envelope#NO_DEADLINE}
     * @return true if the berth took it: then the work is called for it, in any case, exactly once
     */
    boolean offerLoose(Object command, Object route, long deadlineNanos);

    /**
     * Waits until the normal lane has room, or the berth takes no more commands. For senders that were refused, of any
     * thread but the berth's own, on which it does not wait. Those who wait go on in the order in which they came, but
     * who does not wait may be quicker: so room is kept for nobody, and the next offer may be refused again.
     *
     * <p>It returns early if the thread is interrupted, which it stays, or unparked by somebody else: callers look why,
     * and wait again if they like.
     *
     * @param nanos how long to wait at most; not at all if this is not more than 0
     * @return whether there was room at the end, or the berth takes no more
     */
    boolean awaitRoom(long nanos);

    /**
     * Closes this berth if it has nothing to do, at once and without anything lost: an offer comes either before, and
     * then nothing is closed, or after, and then it is refused.
     *
     * @return whether it is closed now
     */
    boolean closeIfIdle();

    /** Takes no more commands; the queued ones still run. Does not wait; {@link #close} does. */
    void beginClose();

    /**
     * Takes no more commands and lets the queued ones run, waiting for that up to a time; what is left then is failed
     * with {@code SHUT_DOWN}, and the thread is interrupted and ends. Called on the berth's own thread it does not
     * wait. Closing twice does nothing.
     */
    void close(Duration drain);
}
