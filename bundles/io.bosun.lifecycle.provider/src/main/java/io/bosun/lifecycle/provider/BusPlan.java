// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.StateGraph;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What makes one bus differ from another.
 *
 * @param errors which state follows a failure in which
 * @param initial where it begins
 * @param rest where {@code graceful} goes first
 * @param work where {@code graceful} and a start lead
 * @param last where it ends, and where a failure leads
 * @param startStates whose listeners an exit request interrupts and leaves out
 * @param exitErrors in which the exit strategy is called, before the walk goes on
 * @param exitStates after whose listeners the bus waits for its threads
 * @param failureStatus which exit status an error state stands for
 */
record BusPlan(
        String name,
        StateGraph graph,
        Map<State, State> errors,
        State initial,
        Optional<State> rest,
        Optional<State> work,
        State last,
        Set<State> startStates,
        Set<State> exitStates,
        Set<State> exitErrors,
        Map<State, Integer> failureStatus) {

    static BusPlan process(String name) {
        return new BusPlan(
                name,
                ProcessState.GRAPH,
                ProcessState.ERRORS,
                ProcessState.INITIAL,
                Optional.of(ProcessState.IDLE),
                Optional.of(ProcessState.RUN),
                ProcessState.EXITED,
                Set.of(ProcessState.START),
                Set.of(ProcessState.EXIT),
                Set.of(ProcessState.EXIT_ERROR),
                Map.of(ProcessState.START_ERROR, 1, ProcessState.STOP_ERROR, 1, ProcessState.EXIT_ERROR, 70));
    }

    static BusPlan process() {
        return process(LifecycleBus.DEFAULT_BUS);
    }
}
