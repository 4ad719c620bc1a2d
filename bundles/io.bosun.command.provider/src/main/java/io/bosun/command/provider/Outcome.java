// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;

/** Who waits for a command, over all its attempts; told once. */
interface Outcome {
    /** The reply may be the record, its payload, or null. */
    void replied(Attempt last, Object reply);

    void threw(Attempt last, HandlerFailedException failure);

    void undelivered(Attempt last, Reason reason, Throwable cause);

    /** Whether the reply is of use to anybody. */
    default boolean wantsReply() {
        return true;
    }

    /** Whether somebody watches the clock for it, and ends its attempt at the deadline. */
    default boolean endsInTime() {
        return false;
    }

    /** A further attempt takes over from one that has ended; it is not under way yet, and may be cancelled at once. */
    default void retried(Attempt old, Attempt next) {}
}
