// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Answers one command type later: the berth goes on with the next command as soon as {@link #handle} returns. Register
 * it as a service with {@link Handles}, like a {@link CommandHandler}.
 *
 * @param <C> the command
 * @param <R> its reply
 */
@ConsumerType
@FunctionalInterface
public interface AsyncCommandHandler<C extends Command<R>, R> {
    /**
     * Begins to answer a command; must not block.
     *
     * @param command the command, never null
     * @param context what is known about this command; valid until the stage completes
     * @return completes with the reply, or exceptionally; never null
     * @throws Exception the same as a stage that completes exceptionally
     */
    CompletionStage<R> handle(C command, CommandContext context) throws Exception;
}
