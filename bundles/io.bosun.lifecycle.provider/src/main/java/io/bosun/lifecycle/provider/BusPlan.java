// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.StateGraph;
import java.util.Map;
import java.util.Set;

/**
 * What makes one bus differ from another.
 *
 * @param errors which state follows a failure in which
 * @param initial where it begins
 * @param last where it ends, and where a failure leads
 * @param startStates whose listeners an exit request interrupts and leaves out
 * @param failureStatus which exit status an error state stands for
 * @param maxHops how many hops one request may take, those of nested walks included
 */
record BusPlan(
        StateGraph graph,
        Map<State, State> errors,
        State initial,
        State last,
        Set<State> startStates,
        Map<State, Integer> failureStatus,
        int maxHops) {
    static final int MAX_HOPS = 100;

    static BusPlan process() {
        return new BusPlan(
                ProcessState.GRAPH,
                ProcessState.ERRORS,
                ProcessState.INITIAL,
                ProcessState.EXITED,
                Set.of(ProcessState.START),
                Map.of(ProcessState.START_ERROR, 1, ProcessState.STOP_ERROR, 1, ProcessState.EXIT_ERROR, 70),
                MAX_HOPS);
    }
}
