// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import io.bosun.command.CommandRoute;
import io.bosun.command.Delivery;
import io.bosun.command.HandlerStatus;
import io.bosun.command.HandlerStatus.State;
import io.bosun.command.TargetStatus;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Handlers as rows. */
final class Handlers {
    private static final String ONLY_METHOD = "handle";

    private Handlers() {}

    /** One handler of this process, whether it serves or not. */
    record HandlerRow(
            String command,
            String target,
            State state,
            String handler,
            String bundle,
            long id,
            int ranking,
            String why) {}

    static Rows<HandlerRow> rows(List<CommandRoute> routes, List<HandlerStatus> handlers) {
        return new Rows<>(
                HandlerRow.class,
                handlers.stream()
                        .map(h -> new HandlerRow(
                                CommandLine.shortest(routes, h.key()),
                                h.target(),
                                h.state(),
                                name(h.owner(), h.handler()),
                                h.bundle(),
                                h.bundleId(),
                                h.ranking(),
                                h.why()))
                        .toList());
    }

    /**
     * Who answers a command.
     *
     * @param owner the component or class; empty if it is not known
     * @param method of the owner; empty if it is not known
     */
    private record Answerer(String owner, String method) {}

    /** Of what another process answers, a handler that is here, and only placed there, tells the same. */
    private static Answerer of(CommandRoute route, List<HandlerStatus> here) {
        if (!route.owner().isEmpty()) {
            return new Answerer(route.owner(), route.handler());
        }
        return here.stream()
                .filter(h -> h.state() == State.NOT_PLACED && h.key().equals(route.key()))
                .findFirst()
                .map(h -> new Answerer(h.owner(), h.handler()))
                .orElse(new Answerer("", ""));
    }

    /** The target of a command; of a broadcast all that get it. */
    static String targets(CommandRoute route, List<TargetStatus> targets) {
        if (route.delivery() != Delivery.BROADCAST) {
            return route.target();
        }
        String all = targets.stream()
                .filter(target -> target.commands().contains(route.key()))
                .map(TargetStatus::name)
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? route.target() : all;
    }

    /** Who answers a command, as far as it is known here; a handler of one command has its owner's name alone. */
    static String names(CommandRoute route, List<HandlerStatus> here) {
        return joined(all(route, here).map(each -> name(each.owner(), each.method())));
    }

    /** The methods that answer a command, {@code -} where only another process knows them. */
    static String methods(CommandRoute route, List<HandlerStatus> here) {
        return joined(all(route, here).map(Answerer::method));
    }

    /** Fields and reply without the package that every type may be written without. */
    static String shortened(String schema) {
        return schema.replaceAll("(?<![\\w.$])java\\.lang\\.(?=\\p{Lu})", "");
    }

    /** Of a broadcast, every handler of this process that gets it, or would in another one. */
    private static Stream<Answerer> all(CommandRoute route, List<HandlerStatus> here) {
        if (route.delivery() != Delivery.BROADCAST) {
            return Stream.of(of(route, here));
        }
        List<Answerer> all = here.stream()
                .filter(h -> h.key().equals(route.key()))
                .filter(h -> h.state() == State.SERVING || h.state() == State.FAILING || h.state() == State.NOT_PLACED)
                .map(h -> new Answerer(h.owner(), h.handler()))
                .toList();
        return all.isEmpty() ? Stream.of(of(route, here)) : all.stream();
    }

    private static String joined(Stream<String> names) {
        String all = names.filter(each -> !each.isEmpty()).distinct().sorted().collect(Collectors.joining(", "));
        return all.isEmpty() ? "-" : all;
    }

    private static String name(String owner, String method) {
        return owner.isEmpty() || method.isEmpty() || method.equals(ONLY_METHOD) ? owner : owner + "." + method;
    }
}
