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
     * Takes no more commands and lets the queued ones run, waiting for that up to a time; what is left then is failed
     * with {@code SHUT_DOWN}, and the thread is interrupted and ends. Called on the berth's own thread it does not
     * wait. Closing twice does nothing.
     */
    void close(Duration drain);
}
