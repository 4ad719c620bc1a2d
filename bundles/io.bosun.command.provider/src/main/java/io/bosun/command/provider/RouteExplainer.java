// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Delivery;
import io.bosun.command.HandlerStatus;
import io.bosun.command.HandlerStatus.State;
import io.bosun.command.RouteExplanation;
import io.bosun.command.RouteValidation.Unmet;
import io.bosun.transport.Berth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why commands go where they go, and what is missing. Used under the lock of the table. */
record RouteExplainer(RouteTable table) {
    /** Why a command goes where it goes. */
    RouteExplanation explain(String key) {
        Route route = table.routeOf(key);
        List<HandlerStatus> handlers = new HandlerStates(table).of(key);
        List<String> why = new ArrayList<>();
        List<String> places = new ArrayList<>();
        if (route == null) {
            why.add("Nobody has named " + key + ": no handler, here or in another process, and no configuration");
        } else {
            for (Berth each : route.berths) {
                places.add(place(each));
            }
            why.add(whereTo(route));
            why.add(whose(route));
            addConfiguration(route, why);
        }
        handlers.stream()
                .filter(each -> each.state() != State.SERVING)
                .map(each -> each.owner() + " in " + each.bundle() + ": " + each.why())
                .forEach(why::add);
        return new RouteExplanation(
                key,
                RouteReport.describe(route),
                List.copyOf(why),
                places.stream().distinct().toList(),
                handlers);
    }

    private String whereTo(Route route) {
        if (route.berths.length > 0) {
            // those of a broadcast are of several targets
            return Arrays.stream(route.berths)
                    .map(each -> route.isBroadcast() ? each.target() + "@" + place(each) : place(each))
                    .collect(Collectors.joining(", ", "It goes to ", ""));
        }
        if (route.lapsed) {
            return "It fails with NO_HANDLER: no handler came within the grace";
        }
        return "It waits for a handler" + (route.configured && !route.served ? ", for it is configured" : "");
    }

    private static String whose(Route route) {
        String target = route.entry.target();
        return switch (route.entry.delivery()) {
            case DIRECT -> "It is for one berth of the target " + (target.isEmpty() ? "that handles it" : target);
            case BROADCAST -> "It is a broadcast, for every berth that handles it";
            case COORDINATOR -> "It is for the boss, wherever it is sent";
        };
    }

    private void addConfiguration(Route route, List<String> why) {
        Placed placement = table.placements.of(route.entry.target());
        if (placement != null) {
            why.add("Its target is configured to run in: " + placement);
        }
        if (table.configurations.of(route.key()) != null) {
            why.add("It is configured: " + route.policy);
        }
    }

    /** Every command that lacks who answers it at these targets, by key. */
    List<Unmet> unmet(Collection<String> live) {
        Set<String> targets = new TreeSet<>(live);
        return table.routes().stream()
                .filter(Route::isKnown)
                .sorted(Comparator.comparing(Route::key))
                .flatMap(each -> unmet(each, targets))
                .toList();
    }

    private Stream<Unmet> unmet(Route route, Set<String> live) {
        String key = route.key();
        String target = route.entry.target();
        Delivery delivery = route.entry.delivery();
        if (delivery == Delivery.DIRECT) {
            if (!live.contains(target)) {
                String problem =
                        target.isEmpty() ? "no handler has named it" : "its target " + target + " is not there";
                return Stream.of(new Unmet(key, target.isEmpty() ? List.of() : List.of(target), key + ": " + problem));
            }
            return isHandled(route, target)
                    ? Stream.of()
                    : Stream.of(new Unmet(key, List.of(target), key + ": its target " + target + " has no handler"));
        }
        if (delivery == Delivery.BROADCAST) {
            List<String> missing =
                    live.stream().filter(each -> !isHandled(route, each)).toList();
            return missing.isEmpty()
                    ? Stream.of()
                    : Stream.of(new Unmet(key, missing, key + ": no handler at " + String.join(", ", missing)));
        }
        return Stream.of();
    }

    /** Whether a handler is there now, and not only awaited. */
    private boolean isHandled(Route route, String target) {
        boolean here = Arrays.stream(route.locals)
                .anyMatch(each -> each.target().equals(target) && table.locals.isServing(each, route.key()));
        return here
                || table.remotes.of(route.key()).stream()
                        .anyMatch(each -> each.target().equals(target));
    }

    private String place(Berth berth) {
        return berth.place().equals(Berth.LOCAL) ? table.name() : berth.place();
    }
}
