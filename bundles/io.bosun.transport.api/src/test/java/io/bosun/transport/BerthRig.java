// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

/** A berth under test, and what stands behind it. */
public interface BerthRig extends AutoCloseable {
    /** The berth; the same one all the time. */
    Berth berth();

    /** The command that {@code work} got, as it was asked. */
    BerthContract.Note command(Envelope envelope);

    /** A reply as the asker got it; null stays null. */
    BerthContract.Note reply(Object reply);

    /** Whether control commands overtake others on the far side of this rig, and not only say that they may. */
    default boolean hasControlLane() {
        return false;
    }

    /**
     * Waits until the far side has all commands that were taken, and knows which of them have been cancelled.
     *
     * @return false if this rig cannot tell, or if it runs them nevertheless
     */
    default boolean settle() throws Exception {
        return false;
    }

    /** Takes the target away in good order: what was taken still runs; returns once offers are refused. */
    void retire() throws Exception;

    /** Takes the berth's thread or link away at once: what was taken fails; may return before that is done. */
    void lose() throws Exception;

    /** Ends all threads; called after each test, and perhaps before: the second call does nothing. */
    @Override
    void close() throws Exception;
}
