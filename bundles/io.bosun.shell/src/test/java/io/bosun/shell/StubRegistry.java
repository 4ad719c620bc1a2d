// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import io.bosun.command.Command;
import io.bosun.command.CommandHandler;
import io.bosun.command.CommandRegistry;
import io.bosun.command.CommandRoute;
import io.bosun.command.CommandSpec;
import io.bosun.command.HandlerRegistration;
import io.bosun.command.HandlerSet;
import io.bosun.command.HandlerStatus;
import io.bosun.command.RouteExplanation;
import io.bosun.command.RouteValidation;
import io.bosun.command.TargetStatus;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A registry that knows what a test gives it. */
class StubRegistry implements CommandRegistry {
    volatile List<CommandRoute> routes = List.of();

    StubRegistry(CommandRoute... routes) {
        this.routes = List.of(routes);
    }

    @Override
    public List<CommandRoute> routes() {
        return routes;
    }

    @Override
    public List<TargetStatus> targets() {
        return List.of();
    }

    @Override
    public List<HandlerStatus> handlers() {
        return List.of();
    }

    @Override
    public List<String> failures() {
        return List.of();
    }

    @Override
    public CommandRoute routeFor(Class<?> command) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, CommandRoute> handlersForTarget(String target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CommandSpec commandForHandler(String ownerOrTarget, String handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RouteValidation validateTargets(Collection<String> liveTargets) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RouteExplanation explain(Class<?> command) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RouteExplanation explain(String key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public HandlerRegistration register(HandlerSet handlers, String target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <C extends Command<R>, R> HandlerRegistration register(
            Class<C> command, String target, CommandHandler<C, R> handler) {
        throw new UnsupportedOperationException();
    }
}
