// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.StateGraph;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * What a signal does besides being published on its channel.
 *
 * @param word how it is configured
 * @param target where the bus goes, null for one that names no state
 */
record SignalAction(String word, State target) {
    static final SignalAction EXIT = new SignalAction("exit", ProcessState.EXITED);
    static final SignalAction GRACEFUL = new SignalAction("graceful", null);
    static final SignalAction PUBLISH = new SignalAction("publish", null);

    private static final Set<State> UPWARD = Set.of(ProcessState.ENTER, ProcessState.START, ProcessState.RUN);

    /**
     * What a signal does unless it is configured: the only place that decides it.
     *
     * @param hasTerminal whether standard input is a terminal: its hangup ends the process, while a service is told by
     *     HUP to begin anew
     */
    static SignalAction byDefault(String signal, BooleanSupplier hasTerminal) {
        return switch (signal) {
            case "TERM", "INT" -> EXIT;
            case "HUP" -> hasTerminal.getAsBoolean() ? EXIT : GRACEFUL;
            case "USR1" -> GRACEFUL;
            default -> PUBLISH;
        };
    }

    /** @throws IllegalArgumentException if the text is no action and no state that this graph leads to */
    static SignalAction parse(String text, StateGraph graph) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            // EXIT leads to EXITED alone, so who names that state means the same
            case "exit", "exited" -> EXIT;
            case "graceful" -> GRACEFUL;
            case "publish" -> PUBLISH;
            default -> walk(text, graph);
        };
    }

    private static SignalAction walk(String text, StateGraph graph) {
        String name = text.toUpperCase(Locale.ROOT);
        boolean isGoal = graph.states().stream()
                .anyMatch(from ->
                        graph.edges(from).stream().anyMatch(to -> to.name().equals(name)));
        if (!isGoal) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no action: give exit, graceful, publish, or a state that the bus can walk to");
        }
        return new SignalAction(name, new State(name));
    }

    boolean isExit() {
        return equals(EXIT);
    }

    /**
     * Whether it leads away from work. Then it is asked for at once and supersedes, so that not even a START that hangs
     * holds it back; all else waits for its turn, so that it undoes no stop that was asked for before.
     */
    boolean isStop() {
        return target != null && !UPWARD.contains(target);
    }

    @Override
    public String toString() {
        return word;
    }
}
