// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Channels, and who listens on them. Each state of a bus has a channel of its name; any other comes into being with its
 * first listener. Part of {@link LifecycleBus}; any thread may call it.
 */
@ProviderType
public interface BusChannels {
    /**
     * The channel of the bus's log. Arguments: the message (String), the level (Integer, see {@link LogLevel}) and a
     * Throwable or null. A listener of it that fails harms nothing.
     */
    String LOG = "log";

    /** The channel that {@link LifecycleBus#block} publishes on while it waits, on the thread that called it. */
    String MAIN = "main";

    /** The channel that {@link LifecycleBus#block} publishes on at the end, on the thread that called it. */
    String EXECV = "execv";

    /**
     * Lets a listener hear a channel, which need not exist yet. A listener is held once per channel: subscribing it
     * again replaces its priority, and the new subscription the old one.
     *
     * @param priority low numbers run first, equal ones in the order of subscription
     */
    Subscription subscribe(String channel, int priority, BusListener listener);

    /** Does the same with {@link BusListener#DEFAULT_PRIORITY}. */
    default Subscription subscribe(String channel, BusListener listener) {
        return subscribe(channel, BusListener.DEFAULT_PRIORITY, listener);
    }

    /**
     * Calls all listeners of a channel, on the calling thread. Who subscribes or closes meanwhile counts from the next
     * publication on. The channels of states are the bus's own: publishing there moves nothing.
     *
     * @param channel null, or one that nobody hears: nothing happens
     * @return what they returned, in the order of the calls; may hold nulls
     * @throws ChannelFailures if any of them threw; all have run
     * @throws BusAbortException if one of them threw that; those behind it have not run
     */
    List<Object> publish(String channel, Object... arguments);

    /**
     * Publishes on the bus's own thread, after the walk under way and all else that was asked for before, and returns
     * at once. For those who must not run foreign code, such as a signal's thread. What the listeners throw is logged;
     * a {@link BusAbortException} also exits the bus, since nobody waits for it.
     *
     * @param channel null: nothing happens
     * @throws IllegalStateException if too much is waiting for the bus's thread, or the bus has been closed
     */
    void post(String channel, Object... arguments);

    /**
     * Publishes on {@link #LOG}; never throws what its listeners throw.
     *
     * @param level see {@link LogLevel}
     * @param cause may be null
     */
    void log(int level, String message, Throwable cause);

    /** Does the same without a cause. */
    default void log(int level, String message) {
        log(level, message, null);
    }

    /**
     * Removes all listeners of all channels, services too; these come back when they are registered anew. What the bus
     * does by itself goes on: no listener is needed for it.
     */
    void clear();
}
