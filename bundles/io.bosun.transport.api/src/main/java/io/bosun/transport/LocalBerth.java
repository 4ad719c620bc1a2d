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
     * @param route handed to the work as it is; not null
     * @param deadlineNanos by {@link System#nanoTime()}, or {@link Envelope#NO_DEADLINE}
     * @return true if the berth took it: then the work is called for it, in any case, exactly once
     */
    boolean offerLoose(Object command, Object route, long deadlineNanos);

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
