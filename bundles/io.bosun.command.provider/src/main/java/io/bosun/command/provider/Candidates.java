// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Delivery;
import io.bosun.transport.Berth;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Which berths a command that begins its way in this process may be offered to. */
record Candidates(boolean boss, Placements placements) {
    /**
     * The berths of a route.
     *
     * @param locals those of this process
     * @param remote those of others that serve the command; as a hand sees it, the boss's
     */
    Berth[] of(Route route, List<LocalTarget> locals, List<Berth> remote) {
        Berth[] all = all(route, locals, boss ? placed(remote) : remote);
        return all.length == 1 && all[0] instanceof LocalTarget here ? here.alone() : all;
    }

    /** Leaves out hands that run a handler's bundle, but that its target is not placed in. */
    private List<Berth> placed(List<Berth> remote) {
        return remote.stream()
                .filter(each -> {
                    Placed placement = placements.of(each.target());
                    return placement == null || placement.hands().contains(each.place());
                })
                .toList();
    }

    private Berth[] all(Route route, List<LocalTarget> locals, List<Berth> remote) {
        Delivery delivery = route.entry.delivery();
        if (delivery == Delivery.COORDINATOR) {
            return (boss ? locals : remote).toArray(Berth[]::new);
        }
        if (delivery == Delivery.BROADCAST) {
            // A hand's goes up to the boss, which sends it to all.
            return boss || remote.isEmpty()
                    ? Stream.concat(locals.stream(), remote.stream()).toArray(Berth[]::new)
                    : new Berth[] {remote.get(0)};
        }
        if (!boss && !locals.isEmpty()) {
            return locals.toArray(Berth[]::new);
        }
        Berth[] all = Stream.concat(
                        locals.stream(),
                        remote.stream()
                                .filter(each -> each.target().equals(route.entry.target()))
                                .sorted(Comparator.comparing(Berth::place)))
                .toArray(Berth[]::new);
        return all.length < 2 || route.entry.spread() ? all : new Berth[] {all[0]};
    }
}
