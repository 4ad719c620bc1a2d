// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What this process knows about commands and targets. Each answer is an unchanging snapshot; any thread may ask.
 *
 * <p>Handlers come as services (whiteboard) or by {@link #register}. The registry is a service for each bundle: what a
 * bundle registered goes, at the latest, with it.
 */
@ProviderType
public interface CommandRegistry {
    /** Every known route, sorted by command key. */
    List<CommandRoute> routes();

    /**
     * The route of exactly this class: neither of its superclass nor of an interface.
     *
     * @throws UnknownCommandException if nobody has named it
     */
    CommandRoute routeFor(Class<?> command);

    /** The commands that a target answers, and all broadcasts, by command key in its order; unmodifiable. */
    Map<String, CommandRoute> handlersForTarget(String target);

    /**
     * The command that a handler of this process answers.
     *
     * @param ownerOrTarget the component, the fully qualified class of the handlers, or the target
     * @param handler the method; {@code handle} for a handler of one command
     * @throws UnknownCommandException if there is none, or several: the message names them
     */
    CommandSpec commandForHandler(String ownerOrTarget, String handler);

    /**
     * Whether every command has who answers it: a DIRECT one needs its target to live and to have a live handler, a
     * BROADCAST one a handler at each of these targets; COORDINATOR ones are not looked at.
     *
     * @param liveTargets the targets that are there
     */
    RouteValidation validateTargets(Collection<String> liveTargets);

    /** Why a command goes where it goes, what competes, and what is there but not placed; also of an unknown one. */
    RouteExplanation explain(Class<?> command);

    /** As {@link #explain(Class)}, by the key of the command, {@code name/1}. */
    RouteExplanation explain(String key);

    /** Every known target, sorted by name. */
    List<TargetStatus> targets();

    /** Every handler of this process, sorted by command key, the one that serves first. */
    List<HandlerStatus> handlers();

    /** What is wrong with handlers of this process, with their bundles, oldest first. */
    List<String> failures();

    /**
     * Registers every method of a set that has {@link Handles}, all or none. The same set for the same target once more
     * has no effect but to count: it goes with the last of its registrations.
     *
     * @param target the target of those methods that name none; null or empty for the fully qualified class name
     * @throws CommandConflictException if another handler disagrees; the message names both and their bundles
     * @throws CommandRegistrationException if a declaration cannot work
     */
    HandlerRegistration register(HandlerSet handlers, String target);

    /**
     * Registers a handler of one command; as {@link #register(HandlerSet, String)}.
     *
     * @param target the target; null or empty for the fully qualified class name of the handler
     */
    <C extends Command<R>, R> HandlerRegistration register(
            Class<C> command, String target, CommandHandler<C, R> handler);
}
