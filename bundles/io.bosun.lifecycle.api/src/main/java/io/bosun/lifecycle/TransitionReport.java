// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How a walk went.
 *
 * @param from where the bus was when the walk began
 * @param target where it should go
 * @param state where it was when the walk ended
 * @param reason why, as given by whoever asked
 * @param requester the thread that asked
 * @param outcome how it ended
 * @param hops the steps of this walk, in order; those of walks that its listeners asked for are not among them
 * @param failure the first failure, where {@code outcome} is FAILED; the later ones are suppressed in it
 */
@ProviderType
public record TransitionReport(
        State from,
        State target,
        State state,
        String reason,
        String requester,
        Outcome outcome,
        List<Hop> hops,
        Optional<RuntimeException> failure) {
    /** Keeps a copy of the hops. */
    public TransitionReport {
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(failure, "failure");
        hops = List.copyOf(hops);
    }

    /**
     * Returns this report if the target was reached.
     *
     * @throws TransitionException if it was not
     */
    public TransitionReport orThrow() {
        if (outcome != Outcome.REACHED) {
            throw new TransitionException(this);
        }
        return this;
    }

    /** How a walk can end. */
    public enum Outcome {
        /** At its target, and no listener failed. */
        REACHED,
        /** There was no way to the target; the bus did not move. */
        UNREACHABLE,
        /** A walk that a listener asked for, a superseding request or an exit moved the goal. */
        DIVERTED,
        /** A listener failed, or the walk took more hops than a bus allows. */
        FAILED
    }
}
