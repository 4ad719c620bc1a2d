// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import org.osgi.annotation.versioning.ProviderType;

/** A listener's hold on a channel. Whoever subscribed closes it. */
@ProviderType
public interface Subscription extends AutoCloseable {
    /**
     * Ends the subscription; again: does nothing. A publication that is under way may still call the listener. Does not
     * block; any thread.
     */
    @Override
    void close();
}
