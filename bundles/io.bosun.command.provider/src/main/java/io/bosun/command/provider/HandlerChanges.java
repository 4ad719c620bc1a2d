// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.runtime.RegistryEvent.Kind;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/** What becomes of the table when handlers come, change and go. Used under its lock. */
record HandlerChanges(RouteTable table) {
    private static final Logger LOG = System.getLogger(RouteTable.class.getName());

    /** Adds handlers, or changes them; called under the lock, as all here. */
    void put(HandlerGroup group, Change change) {
        HandlerGroup before = table.handlers.get(group.id());
        if (before != null && before.isAs(group)) {
            rank(before, group, change);
            change.last.add(group::gone);
            return;
        }
        if (before != null) {
            table.handlers.remove(before);
        }
        table.handlers.add(group);
        if (group.unread() == null && !table.handlers.judge(group)) {
            change.later.add(() -> LOG.log(Level.ERROR, group.why()));
        }
        if (before != null) {
            left(before, "it has changed", change);
        }
        if (group.unread() != null) {
            table.events.note(
                    Kind.HANDLER_REFUSED,
                    group.unread().key(),
                    group.unread().target(),
                    group.unread().owner() + " in " + group.unread().bundle(),
                    group.why());
        }
        for (Registration each : group.members()) {
            change.keys.add(each.key());
            change.fresh.add(each);
            table.handle(each.spec());
            Kind kind = group.isAdmitted() ? Kind.HANDLER_ADDED : Kind.HANDLER_REFUSED;
            table.events.note(kind, each.key(), each.target(), each, new HandlerStates(table).why(each));
        }
    }

    void remove(HandlerGroup group, String why, Change change) {
        table.handlers.remove(group);
        left(group, why, change);
    }

    /** What follows from it that a group is not in the index any more. */
    private void left(HandlerGroup group, String why, Change change) {
        change.last.add(group::gone);
        if (group.unread() != null) {
            table.events.note(
                    Kind.HANDLER_REMOVED,
                    group.unread().key(),
                    group.unread().target(),
                    group.unread().owner() + " in " + group.unread().bundle(),
                    why);
        }
        for (Registration each : group.members()) {
            change.keys.add(each.key());
            table.events.note(Kind.HANDLER_REMOVED, each.key(), each.target(), each, why);
            // It is not in the index any more, and is forgotten only once it has retired.
            table.bend(each.spec());
            change.last.add(() -> table.forget(each.spec()));
        }
        if (group.isAdmitted()) {
            admitWaiting(group, change);
        }
    }

    /** Takes those that were refused because of a group that takes no part any more. */
    private void admitWaiting(HandlerGroup gone, Change change) {
        for (HandlerGroup each : table.handlers.waitingFor(gone.members())) {
            if (table.handlers.judge(each)) {
                each.members().forEach(member -> change.keys.add(member.key()));
            }
        }
    }

    /** The same handlers rank in another way, or may or may not be replaced. */
    private void rank(HandlerGroup group, HandlerGroup now, Change change) {
        boolean mayDisagree = false;
        for (int i = 0; i < group.members().size(); i++) {
            Registration each = group.members().get(i);
            Registration other = now.members().get(i);
            mayDisagree |= each.isReplaceable() != other.isReplaceable();
            if (each.ranking() != other.ranking()) {
                change.keys.add(each.key());
            }
        }
        Runnable taken = () -> {
            for (int i = 0; i < group.members().size(); i++) {
                Registration other = now.members().get(i);
                group.members().get(i).ranked(other.ranking(), other.isReplaceable());
            }
        };
        if (mayDisagree) {
            judgeAgain(group, taken, change);
        } else {
            taken.run();
        }
    }

    private void judgeAgain(HandlerGroup group, Runnable taken, Change change) {
        List<HandlerGroup> before = table.handlers.rivals(group).stream()
                .filter(HandlerGroup::isAdmitted)
                .toList();
        for (HandlerGroup each : table.handlers.judgeAgain(group, taken)) {
            each.members().forEach(member -> change.keys.add(member.key()));
        }
        for (HandlerGroup each : before) {
            if (!each.isAdmitted()) {
                change.later.add(() -> LOG.log(Level.ERROR, each.why()));
                each.members()
                        .forEach(member -> table.events.note(
                                Kind.HANDLER_REFUSED, member.key(), member.target(), member, each.why()));
                admitWaiting(each, change);
            }
        }
    }
}
