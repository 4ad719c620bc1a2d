// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import io.bosun.command.CommandPolicy;
import io.bosun.command.CommandRegistry;
import io.bosun.command.CommandRoute;
import io.bosun.command.HandlerStatus.State;
import io.bosun.command.RouteExplanation;
import io.bosun.command.TargetStatus;
import io.bosun.shell.Handlers.HandlerRow;
import java.util.ArrayList;
import java.util.List;

/**
 * Why a command goes where it goes.
 *
 * @param route delivery, target and who answers; empty if nobody has named the command
 * @param policy how it is carried, empty without a route
 * @param places where it may be offered to now, in order
 * @param handlers those of this process, the one that serves first
 */
record Explanation(
        String command, String route, String policy, List<String> places, List<String> why, Rows<HandlerRow> handlers)
        implements Text {

    /** What is shown but the handlers. */
    private record Head(String command, String route, String policy, List<String> places) {}

    static Explanation of(CommandRegistry registry, String key) {
        RouteExplanation known = registry.explain(key);
        List<TargetStatus> targets = registry.targets();
        return new Explanation(
                known.key(),
                known.route().map(route -> route(route, targets)).orElse("none"),
                known.route().map(CommandRoute::policy).map(Explanation::policy).orElse(""),
                known.places().stream().distinct().toList(),
                why(known),
                Handlers.rows(registry.routes(), known.handlers()));
    }

    private static String route(CommandRoute route, List<TargetStatus> targets) {
        String to = Handlers.targets(route, targets);
        return route.delivery()
                + (to.isEmpty() ? "" : " to " + to)
                + (route.schema().isEmpty() ? "" : ", " + Handlers.shortened(route.schema()));
    }

    /** Without what the table of the handlers says, too. */
    private static List<String> why(RouteExplanation known) {
        List<String> all = new ArrayList<>(known.why());
        all.removeIf(each ->
                known.handlers().stream().anyMatch(h -> each.startsWith(h.owner() + " in ") && each.endsWith(h.why())));
        boolean isElsewhere = known.handlers().stream().anyMatch(h -> h.state() == State.NOT_PLACED);
        if (known.places().isEmpty() && isElsewhere) {
            all.add("Nothing serves it now: see with 'crew' what has become of the hands that it is configured for");
        }
        return all;
    }

    private static String policy(CommandPolicy policy) {
        List<String> parts = new ArrayList<>();
        parts.add("deadline " + (policy.deadlineMillis() == 0 ? "of the bus" : policy.deadlineMillis() + " ms"));
        parts.add(policy.idempotent() ? "idempotent" : "not idempotent");
        if (policy.retries() > 0) {
            parts.add(policy.retries() + " retries after " + policy.retryDelayMillis() + " to "
                    + policy.retryMaxDelayMillis() + " ms, jitter " + policy.retryJitter()
                    + (policy.idempotent() ? "" : " (not after it may have run: it is not idempotent)"));
        }
        parts.add("when full " + policy.whenFull());
        if (policy.control()) {
            parts.add("control lane");
        }
        return String.join("; ", parts);
    }

    @Override
    public String text() {
        StringBuilder text = new StringBuilder(Table.ofFields(new Head(command, route, policy, places)));
        why.forEach(each -> text.append("\n- ").append(ShellException.oneLine(each)));
        return handlers.isEmpty() ? text.toString() : text + "\n\n" + handlers.text();
    }

    /** For shells that ask no converter. */
    @Override
    public String toString() {
        return text();
    }
}
