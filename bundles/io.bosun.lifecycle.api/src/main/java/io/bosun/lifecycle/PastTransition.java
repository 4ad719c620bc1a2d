// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A walk that has ended, as the history keeps it: in words only, so that it holds on to no class of anybody.
 *
 * @param number counts the walks of a bus, from 1
 * @param at when it began
 * @param nanos how long it took, in nanoseconds
 * @param from where the bus was
 * @param target where it should go
 * @param state where it was at the end
 * @param reason why, as given by whoever asked
 * @param requester the thread that asked
 * @param outcome how it ended; nothing where a {@link BusAbortException} ended it
 * @param hops its steps, in order
 * @param failure the first failure in one line
 */
@ProviderType
public record PastTransition(
        long number,
        Instant at,
        long nanos,
        State from,
        State target,
        State state,
        String reason,
        String requester,
        Optional<TransitionReport.Outcome> outcome,
        List<PastHop> hops,
        Optional<String> failure) {
    /** Keeps a copy of the hops. */
    public PastTransition {
        hops = List.copyOf(hops);
    }

    /**
     * A step of it.
     *
     * @param to the state that was entered
     * @param nanos how long it took, in nanoseconds
     * @param calls of its listeners, in their order
     */
    public record PastHop(State to, long nanos, List<PastCall> calls) {
        /** Keeps a copy of the calls. */
        public PastHop {
            calls = List.copyOf(calls);
        }
    }

    /**
     * A call of a listener.
     *
     * @param listener its name
     * @param nanos how long it took, in nanoseconds
     * @param failure what it threw, in one line
     */
    public record PastCall(String listener, long nanos, Optional<String> failure) {}
}
