// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandRoute;
import io.bosun.command.Delivery;
import io.bosun.command.TargetStatus;
import io.bosun.command.TargetStatus.BerthStatus;
import io.bosun.transport.Berth;
import io.bosun.transport.RouteEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The routes of a process as its users see them. Used under the lock of the table. */
record RouteReport(RouteTable table) {
    /** A target, and whom to ask how much there is to do: outside the lock, for berths are not ours. */
    private static final class Seen {
        private final Set<String> keys = new TreeSet<>();
        private final Set<Berth> berths = new LinkedHashSet<>();
        private final List<Route> parking = new ArrayList<>();
    }

    /** The targets as they were when looked at; their berths are asked when it is. */
    interface Targets {
        List<TargetStatus> statuses();
    }

    List<CommandRoute> commands() {
        return table.routes().stream()
                .flatMap(each -> describe(each).stream())
                .sorted(Comparator.comparing(CommandRoute::key))
                .toList();
    }

    static Optional<CommandRoute> describe(Route route) {
        if (route == null || !route.isKnown()) {
            return Optional.empty();
        }
        RouteEntry known = route.entry;
        Registration handler = route.handler;
        return Optional.of(new CommandRoute(
                route.key(),
                known.target(),
                known.delivery(),
                known.schema(),
                route.policy,
                Optional.ofNullable(route.spec),
                handler == null ? "" : handler.owner().name(),
                handler == null ? "" : handler.handler(),
                handler == null ? "" : handler.owner().bundle()));
    }

    /** The commands that a target answers, and all broadcasts. */
    Map<String, CommandRoute> ofTarget(String target) {
        Map<String, CommandRoute> all = new TreeMap<>();
        for (Route each : table.routes()) {
            if (each.isKnown()
                    && (each.entry.delivery() == Delivery.BROADCAST
                            || each.entry.target().equals(target))) {
                describe(each).ifPresent(route -> all.put(route.key(), route));
            }
        }
        return all;
    }

    Targets targets() {
        Map<String, Seen> all = new TreeMap<>();
        for (Route route : table.routes()) {
            if (!route.isKnown()) {
                continue;
            }
            String target = route.entry.target();
            if (!target.isEmpty()) {
                Seen its = all.computeIfAbsent(target, t -> new Seen());
                its.keys.add(route.key());
                its.parking.add(route);
            }
            for (Berth each : berthsOf(route)) {
                Seen seen = all.computeIfAbsent(each.target(), t -> new Seen());
                seen.keys.add(route.key());
                seen.berths.add(each);
            }
        }
        return () -> all.entrySet().stream()
                .map(each -> status(each.getKey(), each.getValue()))
                .toList();
    }

    private TargetStatus status(String target, Seen seen) {
        int parked = 0;
        for (Route each : seen.parking) {
            parked += each.parked();
        }
        for (Berth each : seen.berths) {
            parked += each instanceof LocalTarget here ? here.parked() : 0;
        }
        return new TargetStatus(target, List.copyOf(seen.keys), statuses(seen.berths), parked);
    }

    private List<BerthStatus> statuses(Collection<Berth> of) {
        return of.stream()
                .map(each -> new BerthStatus(place(each), each.pending(), each.done()))
                .sorted(Comparator.comparing(BerthStatus::place))
                .toList();
    }

    private String place(Berth berth) {
        return berth.place().equals(Berth.LOCAL) ? table.name() : berth.place();
    }

    private static Set<Berth> berthsOf(Route route) {
        Set<Berth> all = new LinkedHashSet<>(List.of(route.locals));
        all.addAll(List.of(route.berths));
        return all;
    }
}
