// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandPolicy;
import io.bosun.command.CommandSpec;
import io.bosun.command.Delivery;
import io.bosun.command.runtime.RegistryEvent.Kind;
import io.bosun.transport.RouteEntry;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Brings routes in step with what the table knows. Used under its lock. */
record RouteChanges(RouteTable table, Grace grace) {
    /** Brings a route in step with who is there. */
    void update(Route route, Change change) {
        List<Registration> all = table.handlers.admitted(route.key());
        boolean wasKnown = route.isKnown();
        table.bend(route);
        learn(route, all);
        if (!route.isKnown() && !wasKnown) {
            return;
        }
        Collection<Registration> chosen = choose(all);
        route.handler = chosen.isEmpty() ? null : chosen.iterator().next();
        for (Registration each : chosen) {
            if (!change.fresh.contains(each) && !table.locals.isAtWork(each)) {
                table.events.note(Kind.HANDLER_PROMOTED, each.key(), each.target(), each, "it serves now");
            }
        }
        table.locals.stopOthers(route, chosen, change.later);
        Set<LocalTarget> serving = new LinkedHashSet<>();
        chosen.forEach(each -> serving.add(table.locals.start(route, each)));
        grace.apply(route, serving, change.later);
    }

    /** What the command is: from a handler here, else from whoever announced it, else from who asks or configures. */
    void learn(Route route, List<Registration> all) {
        RouteEntry announced =
                table.remotes.entries(route.key()).stream().findFirst().orElse(null);
        if (!all.isEmpty()) {
            Registration first = all.get(0);
            CommandSpec spec = first.spec();
            CommandPolicy policy = spec.policy();
            route.spec = spec;
            route.declared = policy;
            route.learn(new RouteEntry(
                    first.target(), spec.key(), spec.delivery(), spec.spread(), policy.idempotent(), spec.schema()));
            route.named = true;
        } else {
            route.spec = null;
            if (route.asked != null) {
                route.declared = route.asked.policy();
            } else if (announced != null) {
                route.declared = Overrides.idempotent(announced.idempotent());
            }
            if (announced != null) {
                route.learn(announced);
                route.named = true;
            }
        }
        configure(route);
    }

    private void configure(Route route) {
        Overrides overrides = table.configurations.of(route.key());
        String target = table.placements.targetOf(route.key());
        route.policy = overrides == null ? route.declared : overrides.apply(route.declared);
        boolean configured = overrides != null || target != null;
        if (configured && !route.named) {
            Route.Asked asked = route.asked;
            route.learn(new RouteEntry(
                    target == null ? "" : target,
                    route.key(),
                    asked == null ? Delivery.DIRECT : asked.delivery(),
                    asked != null && asked.spread(),
                    route.policy.idempotent(),
                    ""));
        }
        if (configured && !route.served) {
            route.lapsed = false;
        }
        route.configured = configured;
    }

    /** Of a broadcast, every handler; of others the one that is ranked first; each only where it is placed. */
    private Collection<Registration> choose(List<Registration> all) {
        boolean broadcast = !all.isEmpty() && all.get(0).spec().delivery() == Delivery.BROADCAST;
        Set<Registration> chosen = new LinkedHashSet<>();
        for (Registration each : broadcast || all.isEmpty() ? all : all.subList(0, 1)) {
            if (table.placements.isHere(each.target())) {
                chosen.add(each);
            }
        }
        return chosen;
    }
}
