// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The states of a process, and the graph that the default bus walks on.
 *
 * <pre>
 * INITIAL > ENTER > IDLE > START > RUN          START, RUN fail > START_ERROR > STOP
 *                   ^ |        v    |           ENTER, IDLE, STOP fail > STOP_ERROR > EXIT
 *                   | |       STOP &lt;+           EXIT fails > EXIT_ERROR > EXITED
 *                   +-|--------+
 *                     +--> EXIT > EXITED
 * </pre>
 *
 * <p>An error state is entered only by a failing listener, never as a goal. From there the bus goes on to
 * {@link #EXITED}.
 */
@ProviderType
public final class ProcessState {
    /** Before the first transition. */
    public static final State INITIAL = new State("INITIAL");

    /** Once in a life: what belongs to the process itself. */
    public static final State ENTER = new State("ENTER");

    /** Loaded, not at work; nothing is held that others could miss. */
    public static final State IDLE = new State("IDLE");

    /** On the way to work: listeners may block until what they start is ready. An exit request interrupts them. */
    public static final State START = new State("START");

    /** At work. Listeners return soon. */
    public static final State RUN = new State("RUN");

    /**
     * On the way to rest: listeners may block until what they stop has come to its end. Those of START may not have run
     * before, or not to their end.
     */
    public static final State STOP = new State("STOP");

    /** The last chance to give back what belongs to the process. */
    public static final State EXIT = new State("EXIT");

    /** The end: nothing leads on from here. */
    public static final State EXITED = new State("EXITED");

    /** A listener of {@link #START} or {@link #RUN} failed. */
    public static final State START_ERROR = new State("START_ERROR");

    /** A listener of {@link #ENTER}, {@link #IDLE} or {@link #STOP} failed. */
    public static final State STOP_ERROR = new State("STOP_ERROR");

    /** A listener of {@link #EXIT} failed. */
    public static final State EXIT_ERROR = new State("EXIT_ERROR");

    /** Which state leads where. */
    public static final StateGraph GRAPH = StateGraph.builder()
            .edge(INITIAL, ENTER)
            .edge(ENTER, IDLE)
            .edge(IDLE, START, EXIT)
            .edge(START, RUN, STOP)
            .edge(RUN, STOP)
            .edge(STOP, IDLE)
            .edge(EXIT, EXITED)
            .edge(START_ERROR, STOP)
            .edge(STOP_ERROR, EXIT)
            .edge(EXIT_ERROR, EXITED)
            .build();

    /** Which error state follows when a listener of a state fails. The other states have none. */
    public static final Map<State, State> ERRORS = Map.of(
            ENTER, STOP_ERROR,
            IDLE, STOP_ERROR,
            STOP, STOP_ERROR,
            START, START_ERROR,
            RUN, START_ERROR,
            EXIT, EXIT_ERROR);

    private ProcessState() {}
}
