// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew;

/** Where a hand is in its life, as the boss sees it. */
public enum HandState {
    /** Configured, not yet started. */
    NEW,
    /** Its process runs. */
    SPAWNED,
    /** It has registered over its link. */
    REGISTERED,
    /** Its handlers are at work. */
    READY,
    /** It was told to end. */
    STOPPING,
    /** Its process ended and is not to be started again. */
    EXITED,
    /** Its process ended, or its link broke, unasked. */
    LOST,
    /** It was lost, and will be started again after a delay. */
    RESTARTING
}
