// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One live place that serves a target, with its own mailbox: it runs one command at a time, in order of acceptance.
 *
 * <p>Berths of other processes are registered as services of this type by the router, with the properties
 * {@link #TARGET} and {@link #PLACE}; local ones are opened by the bus through a {@link BerthFactory} and are not
 * registered. Any thread may call any method.
 */
@ProviderType
public interface Berth {
    /** Service property: the target that is served. */
    String TARGET = "bosun.target";

    /** Service property: the process that the berth is in. */
    String PLACE = "bosun.place";

    /** The place of a berth in this process. */
    String LOCAL = "local";

    /** The name of the boss's process, and the place of its berths as a hand sees them. */
    String BOSS = "boss";

    /** The target that is served. */
    String target();

    /** The name of the process that the berth is in, or {@link #LOCAL}. */
    String place();

    /** What is served here, as its process announced it; empty for a local berth, whose bus knows. */
    List<RouteEntry> routes();

    /**
     * Offers a command; never blocks.
     *
     * @return true if the berth took it: then the berth ends it, in any case, exactly once. False if the berth is full
     *     or closed: then the caller keeps it. A command that cannot be encoded is taken and failed
     */
    boolean offer(Envelope envelope);

    /**
     * Whether it still takes commands. One that is closed is about to go: it has no room, but it is not full either.
     */
    default boolean isOpen() {
        return true;
    }

    /** Commands taken and not yet ended. */
    int pending();

    /** Commands taken and ended, in whatever way. */
    long done();
}
