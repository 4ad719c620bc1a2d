// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Reason;
import io.bosun.command.runtime.RegistryEvent.Kind;
import io.bosun.transport.Envelope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * The berths of routes, and how long commands wait for one that is away. Its state is in the routes, guarded by the
 * lock of the table.
 */
final class Grace {
    private final RouteTable table;

    Grace(RouteTable table) {
        this.table = table;
    }

    /** Gives a route the berths that it has now; called under the lock. What is to be done outside it is added. */
    void apply(Route route, Collection<LocalTarget> serving, List<Runnable> later) {
        List<LocalTarget> here = new ArrayList<>(serving);
        List<LocalTarget> dropped = new ArrayList<>();
        for (LocalTarget each : route.locals) {
            if (!serving.contains(each)) {
                // Its handler is away: it parks what it takes, until the grace is over.
                boolean stays = table.placements.isHere(each.target()) && (route.isBroadcast() || here.isEmpty());
                (stays ? here : dropped).add(each);
            }
        }
        setBerths(route, here);
        // What such a target still has goes to another berth.
        dropped.forEach(each -> each.lapse(route.key(), Reason.TARGET_GONE));
        route.changes++;
        if (!dropped.isEmpty()) {
            later.add(() -> table.schedule(() -> closeUnused(dropped), graceMillis()));
        }
        if (here.size() > serving.size() || route.berths.length == 0) {
            begin(route, later);
        }
        if (route.berths.length > 0) {
            route.lapsed = false;
            route.served = true;
            route.flushes++;
            later.add(() -> table.unpark(route));
        }
    }

    /** See {@link RouteTable#waits}. */
    void waits(Route route) {
        List<Runnable> later = new ArrayList<>();
        synchronized (table) {
            if (route.berths.length > 0 || route.lapsed) {
                return;
            }
            if (route.configured && !route.served) {
                long seen = route.flushes;
                later.add(() -> table.schedule(() -> giveUpFirst(route, seen), graceMillis()));
            } else if (route.graceOf != route.changes) {
                begin(route, later);
            }
        }
        later.forEach(Runnable::run);
    }

    private void begin(Route route, List<Runnable> later) {
        long seen = route.changes;
        route.graceOf = seen;
        later.add(() -> table.schedule(() -> lapse(route, seen), graceMillis()));
    }

    private long graceMillis() {
        return table.settings().graceMillis();
    }

    private void setBerths(Route route, List<LocalTarget> here) {
        table.bend(route);
        table.served.change(route, here.toArray(LocalTarget[]::new));
        route.berths = table.candidates.of(route, here, table.remotes.of(route.key()));
        table.straighten(route);
    }

    private void lapse(Route route, long seen) {
        List<LocalTarget> lapsed;
        synchronized (table) {
            if (route.changes != seen) {
                return;
            }
            lapsed = Stream.of(route.locals)
                    .filter(each -> !table.locals.isServing(each, route.key()))
                    .toList();
            List<LocalTarget> here = Stream.of(route.locals)
                    .filter(each -> !lapsed.contains(each))
                    .toList();
            setBerths(route, here);
            if (route.berths.length == 0 && route.configured && !route.served) {
                // Nobody was ever there: each command waits its own time.
                return;
            }
            route.lapsed = route.berths.length == 0;
            route.flushes++;
            // What waits there goes to another berth, if there is one.
            Reason why = route.lapsed || route.isBroadcast() ? Reason.NO_HANDLER : Reason.TARGET_GONE;
            lapsed.forEach(each -> each.lapse(route.key(), why));
            note(route, lapsed);
        }
        RouteThreads.run(() -> table.unpark(route));
        table.tellAside();
        closeUnused(lapsed);
    }

    private void note(Route route, List<LocalTarget> lapsed) {
        String target = lapsed.isEmpty() ? route.entry.target() : lapsed.get(0).target();
        String why = "no handler came within " + graceMillis() + " ms";
        table.events.note(Kind.LAPSED, route.key(), target, target, why);
    }

    /** Each command that was parked has one call of this, in the order of parking: the first one is the one meant. */
    private void giveUpFirst(Route route, long seen) {
        Envelope first;
        synchronized (table) {
            if (route.flushes != seen || route.berths.length > 0) {
                return;
            }
            first = route.unpark();
        }
        if (first != null) {
            first.fail(Reason.NO_HANDLER, false, null);
        }
    }

    private void closeUnused(List<LocalTarget> candidates) {
        List<LocalTarget> unused;
        synchronized (table) {
            unused = candidates.stream()
                    .filter(each -> !table.served.isUsed(each) && table.locals.remove(each))
                    .toList();
        }
        if (!unused.isEmpty()) {
            table.endAside(unused);
        }
    }
}
