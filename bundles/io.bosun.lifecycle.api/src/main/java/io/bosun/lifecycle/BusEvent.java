// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What a {@link BusListener} hears: one publication. Made by the bus. */
@ProviderType
public interface BusEvent {
    /** Returns the bus that published; its state may have moved on since, by the hand of an earlier listener. */
    LifecycleBus bus();

    /** Returns the channel that it was published on. */
    String channel();

    /**
     * Returns what the publisher passed, which may hold nulls. On the channel of an error state: one
     * {@link ChannelFailures}; of another state: nothing.
     */
    List<Object> arguments();

    /**
     * Returns whether the walk that this event belongs to is to end at the next hop, because the bus is to exit or
     * another request supersedes it. A listener that takes long looks at it now and then, and returns. For an event
     * that belongs to no walk: false.
     */
    boolean isSuperseded();
}
