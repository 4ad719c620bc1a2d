// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Says where the process is, and takes it to where it shall be. A service; any thread may call it.
 *
 * <p>All walks are done by one thread, one after the other. Each hop sets the state, wakes who awaits it, then calls
 * the listeners of the state's channel by priority. If one of them fails, the rest still run; then the bus enters the
 * error state that belongs to this one, and goes on from there to its last state (EXITED).
 *
 * <p>The default bus starts by itself, as soon as the framework has, and walks to EXITED before the framework stops.
 */
@ProviderType
public interface LifecycleBus {
    /** Service property, String: the name of a bus. */
    String BUS = "bosun.bus";

    /** The name of the bus of this process, on the graph of {@link ProcessState}. */
    String DEFAULT_BUS = "default";

    /** Returns where the bus is. While a state's listeners run it is already in that state. */
    State state();

    /** Returns the states and ways of this bus. */
    StateGraph graph();

    /**
     * Walks to a state and waits until the walk has ended. Walks that other threads ask for meanwhile come after it,
     * except those to the last state: these take over at the next hop.
     *
     * <p>Within a listener, on the bus's thread, the walk is done at once, inside the one under way. When it has
     * returned, the remaining listeners of the interrupted hop still run, and see the newer state.
     *
     * @param reason for the log and the report
     * @return how it went; a failing listener is reported here, not thrown
     * @throws InterruptedException if the calling thread was interrupted while it waited; the walk is still done
     * @throws IllegalStateException if this bus has been closed
     */
    TransitionReport transition(State to, String reason) throws InterruptedException;

    /**
     * Asks for the walk to the last state (EXITED) and returns at once. A walk to any other state ends at its next hop;
     * listeners of START that are waiting are interrupted, and those that did not run yet are left out. From now on the
     * bus goes nowhere else, so that a stop during a start is never lost. Asking again changes nothing.
     *
     * @param status the exit status of the process, 0 to 255. That of the first call counts, see {@link #exitStatus()}
     * @param reason for the log, for instance the name of a signal
     */
    void exit(int status, String reason);

    /**
     * Returns what the process should end with: the status of the first {@link #exit}, else 0. If that is 0, a failure
     * makes it 1, and one of EXIT makes it 70.
     */
    int exitStatus();

    /**
     * Waits until the bus is in a state, or passes through it. Returns when the state has been entered: its listeners
     * may still be running.
     *
     * @return false if the timeout passed first; one of zero or less only looks
     * @throws InterruptedException if the calling thread was interrupted while it waited
     * @throws IllegalStateException on the bus's own thread, which would wait for itself
     */
    boolean await(State state, Duration timeout) throws InterruptedException;

    /**
     * Lets a listener hear a channel, which need not exist yet. A listener is held once per channel: subscribing it
     * again replaces its priority, and the new subscription the old one.
     *
     * @param priority low numbers run first, equal ones in the order of subscription
     */
    Subscription subscribe(String channel, int priority, BusListener listener);

    /**
     * Calls all listeners of a channel, on the calling thread. Who subscribes or closes meanwhile counts from the next
     * publication on. The channels of states are the bus's own: publishing there moves nothing.
     *
     * @return what they returned, in the order of the calls; empty for a channel that nobody hears
     * @throws ChannelFailures if any of them threw; all have run
     */
    List<Object> publish(String channel, Object... arguments);
}
