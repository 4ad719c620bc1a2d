// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import org.osgi.annotation.versioning.ProviderType;

/** What a handler may know about the command that it runs. Any thread may read it. */
@ProviderType
public interface CommandContext {
    /** The number that the asking bus gave to this command. */
    long id();

    /** The name of the process that asked: that of a hand, or {@code boss}. */
    String sender();

    /** The target whose berth runs the command. */
    String target();

    /** Nanoseconds until the deadline; zero or less once it has passed, {@link Long#MAX_VALUE} without one. */
    long remainingNanos();
}
