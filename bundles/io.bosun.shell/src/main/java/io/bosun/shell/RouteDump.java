// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import io.bosun.command.CommandRegistry;
import io.bosun.command.CommandRoute;
import io.bosun.command.Delivery;
import io.bosun.command.HandlerStatus;
import io.bosun.command.TargetStatus;
import io.bosun.shell.RouteDump.RouteLine;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** For each target its commands, and all broadcasts: a line for each below the target's name. */
final class RouteDump extends AbstractList<RouteLine> implements Text {
    private final List<RouteLine> lines;

    private RouteDump(List<RouteLine> lines) {
        this.lines = List.copyOf(lines);
    }

    /**
     * A command as a target gets it.
     *
     * @param group the target that gets it
     * @param to the target that it is sent to, or BROADCAST
     * @param via the method that answers, of a broadcast all of them; {@code -} where only another process knows it
     */
    record RouteLine(String group, String command, Delivery delivery, String to, String via) {
        @Override
        public String toString() {
            return command + " -> " + delivery + " to " + to + " via " + via;
        }
    }

    static RouteDump of(CommandRegistry registry) {
        List<CommandRoute> routes = registry.routes();
        TreeSet<String> targets =
                registry.targets().stream().map(TargetStatus::name).collect(Collectors.toCollection(TreeSet::new));
        routes.forEach(route -> targets.add(route.target()));
        // of a command that only a configuration knows
        targets.remove("");
        List<HandlerStatus> handlers = registry.handlers();
        List<RouteLine> lines = new ArrayList<>();
        for (String target : targets) {
            registry.handlersForTarget(target).values().stream()
                    .map(route -> line(target, CommandLine.shortest(routes, route.key()), route, handlers))
                    .sorted(Comparator.comparing(RouteLine::command))
                    .forEach(lines::add);
        }
        return new RouteDump(lines);
    }

    private static RouteLine line(String group, String command, CommandRoute route, List<HandlerStatus> handlers) {
        boolean toAll = route.delivery() == Delivery.BROADCAST;
        return new RouteLine(
                group,
                command,
                route.delivery(),
                toAll ? Delivery.BROADCAST.name() : route.target(),
                Handlers.methods(route, handlers));
    }

    @Override
    public RouteLine get(int index) {
        return lines.get(index);
    }

    @Override
    public int size() {
        return lines.size();
    }

    @Override
    public String text() {
        Map<String, List<RouteLine>> groups = lines.stream()
                .collect(Collectors.groupingBy(RouteLine::group, LinkedHashMap::new, Collectors.toList()));
        return groups.entrySet().stream()
                .map(group -> group.getKey() + ":\n"
                        + group.getValue().stream().map(RouteLine::toString).collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n\n"));
    }

    /** For shells that ask no converter. */
    @Override
    public String toString() {
        return text();
    }
}
