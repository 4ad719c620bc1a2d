// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Delivery;
import io.bosun.command.HandlerStatus;
import io.bosun.command.HandlerStatus.State;
import io.bosun.command.provider.Registration.Owner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What becomes of each handler, and why, for people. Used under the lock of the table. */
record HandlerStates(RouteTable table) {
    /** Every handler, by command key, the one that serves first. */
    List<HandlerStatus> all() {
        List<HandlerStatus> all = new ArrayList<>();
        for (HandlerGroup each : table.handlers.groups()) {
            if (each.unread() != null) {
                all.add(each.unread());
            }
            each.members().forEach(member -> all.add(status(member)));
        }
        all.sort(Comparator.comparing(HandlerStatus::key)
                .thenComparing(each -> each.state() != State.SERVING && each.state() != State.FAILING)
                .thenComparing(HandlerStatus::state)
                .thenComparing(Comparator.comparingInt(HandlerStatus::ranking).reversed()));
        return List.copyOf(all);
    }

    /** Those of one command, the one that serves first. */
    List<HandlerStatus> of(String key) {
        return table.handlers.of(key).stream().map(this::status).toList();
    }

    /** What is wrong, in the order in which it came. */
    List<String> failures() {
        List<String> all = new ArrayList<>();
        for (HandlerGroup each : table.handlers.groups()) {
            if (!each.isAdmitted()) {
                all.add(each.why());
            }
        }
        table.locals.failing().forEach(each -> all.add(each + " " + why(State.FAILING, each)));
        all.addAll(table.configurations.failures());
        return List.copyOf(all);
    }

    String why(Registration of) {
        return why(state(of), of);
    }

    private HandlerStatus status(Registration of) {
        Owner owner = of.owner();
        State state = state(of);
        return new HandlerStatus(
                of.key(),
                of.target(),
                owner.name(),
                of.handler(),
                owner.bundle(),
                owner.bundleId(),
                of.ranking(),
                state,
                why(state, of));
    }

    private State state(Registration of) {
        if (!of.group().isAdmitted()) {
            return of.group().refusal();
        }
        if (first(of) != of) {
            return State.STANDBY;
        }
        if (!table.placements.isHere(of.target())) {
            return State.NOT_PLACED;
        }
        return table.locals.isFailing(of) ? State.FAILING : State.SERVING;
    }

    private Registration first(Registration of) {
        return of.spec().delivery() == Delivery.BROADCAST
                ? of
                : table.handlers.admitted(of.key()).get(0);
    }

    private String why(State state, Registration of) {
        return switch (state) {
            case SERVING -> "it serves";
            case FAILING -> "cannot be activated: its commands fail, see the log for why";
            case STANDBY -> {
                Registration first = first(of);
                yield "stands by for " + first + ", which "
                        + (first.ranking() > of.ranking() ? "is ranked higher" : "came first");
            }
            case NOT_PLACED -> {
                Placed placement = table.placements.of(of.target());
                yield "its target is configured to run elsewhere: " + placement;
            }
            case CONFLICT, INVALID -> of.group().why();
        };
    }
}
