// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Command;
import io.bosun.command.CommandHandler;
import io.bosun.command.CommandRegistrationException;
import io.bosun.command.CommandRegistry;
import io.bosun.command.CommandRoute;
import io.bosun.command.CommandSpec;
import io.bosun.command.HandlerRegistration;
import io.bosun.command.HandlerSet;
import io.bosun.command.HandlerStatus;
import io.bosun.command.RouteExplanation;
import io.bosun.command.RouteValidation;
import io.bosun.command.TargetStatus;
import io.bosun.command.UnknownCommandException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;

/** A route table as one bundle sees it. */
abstract class TableRegistry implements CommandRegistry {
    abstract RouteTable table();

    abstract Registrar registrar();

    /** The bundle whose registrations are made here. */
    abstract Bundle user();

    @Override
    public List<CommandRoute> routes() {
        return table().read(() -> new RouteReport(table()).commands());
    }

    @Override
    public CommandRoute routeFor(Class<?> command) {
        try {
            Route route = table().route(command);
            return table().read(() -> RouteReport.describe(route))
                    .orElseThrow(() -> new UnknownCommandException(
                            "No handler has named " + route.key() + ": deploy one, or check name and version"));
        } catch (CommandRegistrationException e) {
            throw new UnknownCommandException(command.getName() + " is no command: " + e.getMessage(), e);
        }
    }

    @Override
    public Map<String, CommandRoute> handlersForTarget(String target) {
        return Collections.unmodifiableMap(table().read(() -> new RouteReport(table()).ofTarget(target)));
    }

    @Override
    public CommandSpec commandForHandler(String ownerOrTarget, String handler) {
        List<Registration> found = table().read(() -> table().handlers.byHandler(ownerOrTarget, handler));
        Map<String, Registration> byKey = new LinkedHashMap<>();
        found.forEach(each -> byKey.putIfAbsent(each.key(), each));
        if (byKey.isEmpty()) {
            throw new UnknownCommandException("No handler " + handler + " of " + ownerOrTarget
                    + ": name a component, a class of handlers or a target, and its method");
        }
        if (byKey.size() > 1) {
            throw new UnknownCommandException("Handler " + handler + " of " + ownerOrTarget + " answers several: "
                    + byKey.entrySet().stream()
                            .map(each -> each.getKey() + " by " + each.getValue())
                            .toList());
        }
        return found.get(0).spec();
    }

    @Override
    public RouteValidation validateTargets(Collection<String> liveTargets) {
        List<String> live = List.copyOf(liveTargets);
        return new RouteValidation(table().read(() -> new RouteExplainer(table()).unmet(live)));
    }

    @Override
    public RouteExplanation explain(Class<?> command) {
        return explain(table().specOf(command).key());
    }

    @Override
    public RouteExplanation explain(String key) {
        return table().read(() -> new RouteExplainer(table()).explain(key));
    }

    @Override
    public List<TargetStatus> targets() {
        return table().read(() -> new RouteReport(table()).targets()).statuses();
    }

    @Override
    public List<HandlerStatus> handlers() {
        return table().read(() -> new HandlerStates(table()).all());
    }

    @Override
    public List<String> failures() {
        return table().read(() -> new HandlerStates(table()).failures());
    }

    @Override
    public HandlerRegistration register(HandlerSet handlers, String target) {
        return registrar().register(user(), handlers, target);
    }

    @Override
    public <C extends Command<R>, R> HandlerRegistration register(
            Class<C> command, String target, CommandHandler<C, R> handler) {
        return registrar().register(user(), command, target, handler);
    }
}
