// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears what is published on a channel. Implemented by whoever wants to live by the states of the process; registered
 * as a service with the properties {@link #CHANNEL} and {@link #PRIORITY} (see {@link BusSubscription}), or by
 * {@link LifecycleBus#subscribe}. The service property {@link LifecycleBus#BUS} says which bus it hears, see
 * {@link Bus}. Who hears several channels, each at a priority of its own, is a {@link ListenerSet}.
 *
 * <p>The channel of a state has the state's name. Its listeners run on the bus's thread, one after the other, when the
 * bus is already in that state; they may block, within reason: nothing moves meanwhile.
 *
 * <p>Who joins when the bus is already in a state is not told of it later: look at {@link LifecycleBus#state()} when
 * you start to listen.
 */
@ConsumerType
@FunctionalInterface
public interface BusListener {
    /** Service property, String or String[]: the channels to hear; for states, their names. Without it: none. */
    String CHANNEL = "bosun.channel";

    /** Service property, Integer: low numbers run first, equal ones in the order of registration. */
    String PRIORITY = "bosun.priority";

    /** The priority of a listener that names none. */
    int DEFAULT_PRIORITY = 50;

    /**
     * Called once for each publication. The other listeners of the channel run whatever this one does.
     *
     * <p>It may call {@link LifecycleBus#transition} itself: that walk is done when the call returns, and the
     * interrupted walk then goes on from where the bus is.
     *
     * @return anything, also null: handed to the publisher
     * @throws Exception a failure: given to the publisher within {@link ChannelFailures}; on a state's channel it leads
     *     to the error state
     * @throws InterruptedException if the bus was asked to exit, or the walk was superseded, while this listener of
     *     START waited; not a failure then
     */
    Object on(BusEvent event) throws Exception;
}
