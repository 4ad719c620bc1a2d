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

    /**
     * Whether the reply is of no use any more, because the asker gave up or the deadline has passed. A handler that
     * waits is interrupted when its asker gives up, or its asker's deadline passes. Nobody waits for a command that was
     * sent: where its {@link Deadline} passes while it runs, this becomes true, but nothing is interrupted.
     */
    boolean isCancelled();

    /** Nanoseconds until the deadline; zero or less once it has passed, {@link Long#MAX_VALUE} without one. */
    long remainingNanos();
}
