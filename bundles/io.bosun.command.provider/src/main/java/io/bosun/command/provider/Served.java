// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

/**
 * What a berth looks at of a route with each command: here, so that it lies beside the header of the route. Of very
 * many routes none is cached, and two cache lines of each take twice as long as one.
 */
abstract class Served {
    /** The only handler at work for it; null if there are several, or none. */
    volatile Handling sole;

    /** What it shares with all others. */
    final Junction junction;

    Served(Junction junction) {
        this.junction = junction;
    }
}
