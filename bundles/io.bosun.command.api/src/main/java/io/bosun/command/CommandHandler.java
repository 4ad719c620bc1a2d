// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Answers one command type. Register it as a service with {@link Handles}; it may come, go and be replaced while
 * commands are under way.
 *
 * <p>One berth calls its handler from one thread, one command at a time, in order of acceptance. A handler may block:
 * it delays its own target only. When it is unregistered, the running command is given {@code drainMillis} to finish,
 * then its thread is interrupted; queued commands wait for a replacement. Its thread is also interrupted when the
 * asker gives up, or the asker's deadline passes, see {@link CommandContext#isCancelled()}.
 *
 * @param <C> the command
 * @param <R> its reply
 */
@ConsumerType
@FunctionalInterface
public interface CommandHandler<C extends Command<R>, R> {
    /** Service property: the fully qualified class name of the command, loaded through the handler's bundle. */
    String HANDLES = "bosun.handles";

    /** Service property: the name of the target; by default the component's name. */
    String TARGET = "bosun.target";

    /** Service property: {@code true} if ranking decides between this and other handlers of the same command. */
    String REPLACEABLE = "bosun.replaceable";

    /**
     * Answers a command.
     *
     * @param command the command, never null
     * @param context what is known about this command; valid until this method returns
     * @return the reply, null where the reply is {@link Void}
     * @throws Exception whatever went wrong; the asker gets it as {@link HandlerFailedException}
     */
    R handle(C command, CommandContext context) throws Exception;
}
