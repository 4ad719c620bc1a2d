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
}
