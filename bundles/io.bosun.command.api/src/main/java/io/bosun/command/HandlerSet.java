// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * An object that answers several commands, each by a method with {@link Handles}. Register it as a service of this
 * type, or by {@link CommandRegistry#register(HandlerSet, String)}.
 *
 * <p>A handler method is public, in a public class, and takes the command, or the command and its {@link
 * CommandContext}. It returns the reply, a {@link java.util.concurrent.CompletionStage} of it, or nothing where the
 * reply is {@link Void}. What {@link CommandHandler} says of threads and order holds for each of them; those of one
 * target share a thread.
 *
 * <p>Of methods that override each other, the nearest declaration with {@link Handles} counts: an override without it
 * keeps the one that it inherits and is what is called, an override with it replaces it. Superclasses come before
 * interfaces, and these in the order of their declaration.
 *
 * <p>A set is taken whole or, if anything is wrong with one of its methods, not at all. Its object is got as soon as it
 * is registered, because its class says what it handles.
 */
@ConsumerType
public interface HandlerSet {}
