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
 * @param nanos how long it took, walks that its listeners asked for included, in nanoseconds
 * @param calls of its listeners, in their order
 * @param failure what they threw. The step to the error state, where there is one, is the next hop
 * @param problems components that live by this state and could not be activated, one line each; no failure of the hop
 */
@ProviderType
public record Hop(
        State from,
        State to,
        long nanos,
        List<ListenerCall> calls,
        Optional<ChannelFailures> failure,
        List<String> problems) {
    /** Keeps copies of the lists. */
    public Hop {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(failure, "failure");
        calls = List.copyOf(calls);
        problems = List.copyOf(problems);
    }

    /** Returns what the listeners that did not fail returned, in the order of the calls; may hold nulls. */
    public List<Object> results() {
        List<Object> results = new ArrayList<>(calls.size());
        for (ListenerCall call : calls) {
            if (call.failure().isEmpty()) {
                results.add(call.result());
            }
        }
        return Collections.unmodifiableList(results);
    }
}
