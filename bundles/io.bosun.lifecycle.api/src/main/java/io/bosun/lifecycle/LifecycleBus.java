// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Says where the process is, and takes it to where it shall be. A service; any thread may call it.
 *
 * <p>All walks are done by one thread, one after the other. Each hop sets the state, wakes who awaits it, logs it, and
 * then calls the listeners of the state's channel by priority. If one of them fails, the rest still run; then the bus
 * enters the error state that belongs to this one, and goes on from there to its last state (EXITED).
 *
 * <p>The default bus starts by itself, as soon as the framework has, and walks to EXITED before the framework stops. It
 * goes by the states of {@link ProcessState}. Other buses are made by configuration and start when they are told to.
 */
@ProviderType
public interface LifecycleBus extends BusChannels {
    /** Service property, String: the name of a bus. */
    String BUS = "bosun.bus";

    /** The name of the bus of this process, on the graph of {@link ProcessState}. */
    String DEFAULT_BUS = "default";

    /**
     * The id of the OSGi condition that is there while a bus is in a state, but for the name of the state behind it.
     * That of another bus than the default one also has the property {@link #BUS}; so the default bus alone is meant by
     * {@code (&(osgi.condition.id=bosun.state.RUN)(!(bosun.bus=*)))}.
     */
    String STATE_CONDITION = "bosun.state.";

    /** Returns its name. */
    String name();

    /** Returns where the bus is. While a state's listeners run it is already in that state. */
    State state();

    /** Returns the states and ways of this bus. */
    StateGraph graph();

    /** Returns which error state follows when a listener of a state fails. */
    Map<State, State> errors();

    /** Does as the longer form with {@link WhenBusy#QUEUE}. */
    default TransitionReport transition(State to, String reason) throws InterruptedException {
        return transition(to, reason, WhenBusy.QUEUE);
    }

    /**
     * Walks to a state and waits until the walk has ended.
     *
     * <p>Within a listener, on the bus's thread, the walk is done at once, inside the one under way. When it has
     * returned, the remaining listeners of the interrupted hop still run, and see the newer state. A listener must not
     * wait for another thread that calls this: the bus would wait for both.
     *
     * @param reason for the log and the report
     * @param whenBusy what to do if another walk is under way. A walk to the last state always supersedes, as
     *     {@link #exit} does
     * @return how it went; a failing listener is reported here, not thrown
     * @throws InterruptedException if the calling thread was interrupted while it waited; the walk is still done
     * @throws BusAbortException if a listener threw it; the bus is left where it was then
     * @throws IllegalStateException if this bus has been closed, or too much is waiting for it
     */
    TransitionReport transition(State to, String reason, WhenBusy whenBusy) throws InterruptedException;

    /**
     * Asks for a walk and returns at once. On the bus's thread it is done when the walk under way has ended.
     *
     * @return completed when the walk has ended, on a thread that is not the bus's. A {@link BusAbortException} both
     *     completes it and exits the bus, since nobody is known to wait. If the bus closes before, it completes with an
     *     IllegalStateException
     * @throws IllegalStateException if this bus has been closed, or too much is waiting for it
     */
    CompletionStage<TransitionReport> request(State to, String reason, WhenBusy whenBusy);

    /**
     * Walks to rest (IDLE) and, if that was reached, to work (RUN); nothing comes between. A restart without a new JVM.
     *
     * @return a report that has the hops of both ways
     * @throws IllegalStateException also if the graph of this bus names no rest or no work
     */
    TransitionReport graceful(String reason) throws InterruptedException;

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

    /** Does as the form with several states, and tells whether the state was reached. */
    default boolean await(State state, Duration timeout) throws InterruptedException {
        return await(Set.of(state), timeout).isPresent();
    }

    /**
     * Waits until the bus is in one of these states, or passes through it. Returns when the state has been entered: its
     * listeners may still be running.
     *
     * @return the state; empty if the timeout passed first. One of zero or less only looks
     * @throws InterruptedException if the calling thread was interrupted while it waited
     * @throws IllegalStateException on the bus's own thread, which would wait for itself; also if the bus is closed
     *     before
     */
    Optional<State> await(Set<State> states, Duration timeout) throws InterruptedException;

    /**
     * Does the same, and publishes on a channel while it waits, on the calling thread: after each interval, and at the
     * end. What its listeners throw is logged, except for a {@link BusAbortException}, which ends the wait.
     */
    Optional<State> await(Set<State> states, Duration timeout, String channel, Duration interval)
            throws InterruptedException;

    /**
     * Returns what completes as soon as the bus is in this state, or passes through it, on a thread that is not the
     * bus's. If the bus closes before, it is cancelled; for a state that this bus does not have, only then. All who ask
     * for one state may get the same stage.
     *
     * @throws IllegalStateException if too many stages wait for what depends on others to return
     */
    CompletionStage<State> whenReached(State state);

    /**
     * Walks to work (RUN) and then, after the listeners of that state, calls a function on a thread of its own, one of
     * {@link #threads}. Returns at once.
     *
     * @param name of the thread
     * @return what the function returns or throws. Cancelled if the bus did not reach RUN; the function is not called
     * @throws IllegalStateException as {@link #request}; also if the graph of this bus names no work
     */
    <T> CompletionStage<T> startWithCallback(String name, Callable<T> callback);

    /**
     * Waits for the last state (EXITED) and its listeners, and publishes on {@link #MAIN} meanwhile, every 100 ms, on
     * the calling thread; then on {@link #EXECV}. Returns also when the bus is closed. For the main thread of a
     * process: {@code System.exit(bus.block())}.
     *
     * <p>An interrupt of the calling thread and an {@link InterruptRequest} from a listener of {@link #MAIN} exit the
     * bus with status 0, an {@link ExitRequest} with its own; this method then still waits for the end.
     *
     * @return {@link #exitStatus()}
     * @throws IllegalStateException on the bus's own thread
     */
    int block();

    /**
     * Makes threads that belong to the bus: on EXIT, after all listeners, it waits for those that are not daemons, for
     * as long as is configured, and logs the stacks of those that still run then. They begin without a context class
     * loader of the caller.
     *
     * @param name of each thread, with a number behind it
     */
    ThreadFactory threads(String name);
}
