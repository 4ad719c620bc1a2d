// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One step of a walk: the bus left a state, entered another, and called that one's listeners.
 *
 * @param from the state that was left
 * @param to the state that was entered
 * @param results what the listeners that did not fail returned, in the order of the calls; may hold nulls
 * @param failure what the others threw. The step to the error state, where there is one, is the next hop
 */
@ProviderType
public record Hop(State from, State to, List<Object> results, Optional<ChannelFailures> failure) {
    /** Keeps a copy of the results. */
    public Hop {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(failure, "failure");
        results = Collections.unmodifiableList(new ArrayList<>(results));
    }
}
