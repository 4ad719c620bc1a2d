// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Reason;

/** What waits for an end until a deadline, and is told of it on a thread of the bus. */
interface Waiter {
    /** Unique in this process; a retry keeps it. */
    long id();

    /** By {@link System#nanoTime()}. */
    long deadlineNanos();

    /** Nobody is to wait any longer: it ends, unless it has. Any thread, and more than once. */
    void expire(Reason reason);

    /** Tells whoever waits how it ended, unless that is done; called by a thread of the bus. */
    void finish();

    /** Whether it has ended and nobody is about to tell it. */
    default boolean isLeft() {
        return false;
    }

    /** Whether anybody goes on once it is told. */
    default boolean isWanted() {
        return true;
    }
}
