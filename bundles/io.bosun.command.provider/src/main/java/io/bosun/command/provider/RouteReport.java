// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandRoute;
import io.bosun.command.TargetStatus;
import io.bosun.command.TargetStatus.BerthStatus;
import io.bosun.transport.Berth;
import io.bosun.transport.RouteEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The routes of a process as its users see them. */
record RouteReport(String name, Collection<Route> routes) {
    List<CommandRoute> commands() {
        return routes.stream()
                .flatMap(each -> describe(each).stream())
                .sorted(Comparator.comparing(CommandRoute::key))
                .toList();
    }

    static Optional<CommandRoute> describe(Route route) {
        RouteEntry known = route.entry;
        return known == null
                ? Optional.empty()
                : Optional.of(new CommandRoute(
                        route.key(),
                        known.target(),
                        known.delivery(),
                        known.schema(),
                        Optional.ofNullable(route.spec),
                        route.handler));
    }

    /** What this process serves, including targets whose handler is away within the grace. */
    List<RouteEntry> local() {
        List<RouteEntry> all = new ArrayList<>();
        for (Route route : routes) {
            RouteEntry known = route.entry;
            for (LocalTarget each : route.locals) {
                all.add(new RouteEntry(
                        each.target(),
                        route.key(),
                        known.delivery(),
                        known.spread(),
                        known.idempotent(),
                        known.schema()));
            }
        }
        all.sort(Comparator.comparing(RouteEntry::target).thenComparing(RouteEntry::key));
        return all;
    }

    List<TargetStatus> targets() {
        Map<String, Set<String>> keys = new TreeMap<>();
        Map<String, Set<Berth>> at = new HashMap<>();
        Map<String, Integer> parked = new HashMap<>();
        for (Route route : routes) {
            RouteEntry known = route.entry;
            if (known == null) {
                continue;
            }
            keys.computeIfAbsent(known.target(), t -> new TreeSet<>()).add(route.key());
            parked.merge(known.target(), route.parked(), Integer::sum);
            for (Berth each : berthsOf(route)) {
                keys.computeIfAbsent(each.target(), t -> new TreeSet<>()).add(route.key());
                at.computeIfAbsent(each.target(), t -> new LinkedHashSet<>()).add(each);
            }
        }
        List<TargetStatus> all = new ArrayList<>();
        keys.forEach((target, its) -> {
            Set<Berth> these = at.getOrDefault(target, Set.of());
            int waiting = these.stream()
                    .mapToInt(each -> each instanceof LocalTarget here ? here.parked() : 0)
                    .sum();
            all.add(new TargetStatus(
                    target, List.copyOf(its), statuses(these), waiting + parked.getOrDefault(target, 0)));
        });
        return all;
    }

    private List<BerthStatus> statuses(Collection<Berth> of) {
        return of.stream()
                .map(each -> new BerthStatus(
                        each.place().equals(Berth.LOCAL) ? name : each.place(), each.pending(), each.done()))
                .sorted(Comparator.comparing(BerthStatus::place))
                .toList();
    }

    private static Set<Berth> berthsOf(Route route) {
        Set<Berth> all = new LinkedHashSet<>(List.of(route.locals));
        all.addAll(List.of(route.berths));
        return all;
    }
}
