// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

import io.bosun.command.Reason;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a berth of this process does with what it took; called by its thread, one command at a time, in order.
 *
 * <p>A command that nobody waits for needs no envelope as long as all goes well: it is <em>loose</em>, and goes through
 * the berth as the record, its route and its deadline. The berth knows nothing of the route but that it is not null.
 */
@ProviderType
public interface BerthWork {
    /** Runs a command and ends it, or arranges that somebody does. What it throws fails this envelope only. */
    void run(Envelope envelope);

    /** Runs a loose command. What it throws ends this command only, as {@link #threw} says. */
    void run(Object command, Object route, long deadlineNanos);

    /**
     * A loose command is among those that come next. What it takes to run it may be looked at now, so that what several
     * of them take is brought into the processor's caches at the same time. Nothing else is to be done with it, nor
     * thrown: it may come to {@link #run} or {@link #fail}, or have been failed already.
     */
    default void ahead(Object command, Object route) {}

    /** A loose command was taken, but will not be run by this berth; called by whoever ends the berth. */
    void fail(Object command, Object route, long deadlineNanos, Reason reason);

    /** Running a loose command threw. */
    void threw(Object command, Object route, long deadlineNanos, Throwable thrown);

    /**
     * The berth's thread has nothing to do for now: whatever it keeps from one command to the next it is to give back.
     * Called before it sleeps, after it has looked for work in vain for a moment, and as the last of all calls.
     */
    void rest();
}
