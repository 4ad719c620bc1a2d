// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import io.bosun.command.CommandRegistry;
import io.bosun.command.CommandRoute;
import io.bosun.command.Delivery;
import io.bosun.command.RouteValidation.Unmet;
import io.bosun.command.TargetStatus;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether every command has who answers it, in a sentence. */
final class Validation {
    private static final String UNHEARD = ": no target handles it";

    private Validation() {}

    /**
     * At the targets that have a berth now; of a broadcast one handler is enough.
     *
     * @throws ShellException if there are commands that nobody answers; it names all of them
     */
    static String of(CommandRegistry registry) {
        List<String> live = registry.targets().stream()
                .filter(target -> !target.berths().isEmpty())
                .map(TargetStatus::name)
                .toList();
        Stream<String> unheard = live.isEmpty()
                ? registry.routes().stream().filter(Validation::isBroadcast).map(CommandRoute::key)
                : Stream.of();
        Stream<String> unmet = registry.validateTargets(live).unmet().stream()
                .filter(each -> !isBroadcast(registry, each) || each.targets().containsAll(live))
                .map(each -> isBroadcast(registry, each) ? each.key() + UNHEARD : each.problem());
        return sentence(
                "commands that nobody answers: ", Stream.concat(unheard.map(key -> key + UNHEARD), unmet), live);
    }

    /**
     * At these targets, each of which is to have a handler of every broadcast.
     *
     * @throws ShellException if there are commands that these targets do not answer; it names all of them
     */
    static String of(CommandRegistry registry, List<String> named) {
        Stream<String> unmet = registry.validateTargets(named).unmet().stream()
                .map(each -> named.containsAll(each.targets())
                        ? each.problem()
                        : each.key() + ": its target " + String.join(", ", each.targets())
                                + " is not among the named targets");
        return sentence("commands that these targets do not answer: ", unmet, named);
    }

    private static String sentence(String heading, Stream<String> problems, List<String> targets) {
        String all = problems.collect(Collectors.joining("; "));
        if (!all.isEmpty()) {
            throw new ShellException(heading + all);
        }
        return "every command is answered; targets: " + (targets.isEmpty() ? "none" : String.join(", ", targets));
    }

    private static boolean isBroadcast(CommandRegistry registry, Unmet unmet) {
        return registry.routes().stream().anyMatch(each -> each.key().equals(unmet.key()) && isBroadcast(each));
    }

    private static boolean isBroadcast(CommandRoute route) {
        return route.delivery() == Delivery.BROADCAST;
    }
}
