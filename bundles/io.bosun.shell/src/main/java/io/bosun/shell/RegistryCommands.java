// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import io.bosun.command.CommandRegistry;
import io.bosun.command.CommandRoute;
import io.bosun.command.HandlerStatus;
import io.bosun.command.runtime.CommandRuntime;
import io.bosun.command.runtime.RegistryEvent;
import java.time.Instant;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shell commands about what the registry knows, and why. */
@Component(
        service = RegistryCommands.class,
        property = {
            "osgi.command.scope=bosun",
            "osgi.command.function=routes",
            "osgi.command.function=handlers",
            "osgi.command.function=explain",
            "osgi.command.function=failures",
            "osgi.command.function=validate",
            "osgi.command.function=changes"
        })
public final class RegistryCommands {
    private static final int CHANGES_SHOWN = 20;

    private final CommandRegistry registry;
    private final CommandRuntime runtime;

    /** Called by Declarative Services. */
    @Activate
    public RegistryCommands(@Reference CommandRegistry registry, @Reference CommandRuntime runtime) {
        this.registry = registry;
        this.runtime = runtime;
    }

    /** One thing that is wrong. */
    record FailureRow(String failure) {}

    /** One change of the registry. */
    record ChangeRow(
            long number,
            Instant time,
            RegistryEvent.Kind kind,
            String command,
            String target,
            String subject,
            String why) {}

    /** What the shell calls. */
    @Descriptor(
            "lists for each target the commands that it gets, broadcasts included: how, to whom, and by which method")
    public List<?> routes() {
        return RouteDump.of(registry);
    }

    /** What the shell calls. */
    @Descriptor("lists every handler of this process: whether it serves, and why not")
    public List<?> handlers() {
        return Handlers.rows(registry.routes(), registry.handlers());
    }

    /** What the shell calls. */
    @Descriptor("explains where a command goes and why, what competes, and what is there but not placed")
    public Record explain(
            @Descriptor("the command: its simple name where that is unique, else its full name or key") String type) {
        List<CommandRoute> routes = registry.routes();
        List<String> handled =
                registry.handlers().stream().map(HandlerStatus::key).toList();
        return Explanation.of(registry, CommandLine.key(routes, handled, type));
    }

    /** What the shell calls. */
    @Descriptor("lists what is wrong with the handlers of this process and with configurations, oldest first")
    public List<?> failures() {
        return new Rows<>(
                FailureRow.class,
                registry.failures().stream().map(FailureRow::new).toList());
    }

    /** What the shell calls. */
    @Descriptor("fails, naming all of them, if there are commands that nobody answers")
    public String validate(
            @Descriptor("the targets that are to be there, each with a handler of every broadcast; without any, those "
                            + "that have a berth now, and one handler of a broadcast is enough")
                    String... targets) {
        return targets.length > 0 ? Validation.of(registry, List.of(targets)) : Validation.of(registry);
    }

    /** What the shell calls. */
    @Descriptor("lists the last changes of the registry, oldest first: handlers, berths, configurations")
    public List<?> changes() {
        return changes(CHANGES_SHOWN);
    }

    /** What the shell calls. */
    @Descriptor("lists the last changes of the registry, oldest first: handlers, berths, configurations")
    public List<?> changes(@Descriptor("how many, 20 by default") int count) {
        if (count < 1) {
            throw new ShellException(count + " changes cannot be listed: give 1 or more");
        }
        List<RegistryEvent> all = runtime.history();
        List<CommandRoute> routes = registry.routes();
        return new Rows<>(
                ChangeRow.class,
                all.subList(Math.max(0, all.size() - count), all.size()).stream()
                        .map(e -> new ChangeRow(
                                e.number(),
                                e.time(),
                                e.kind(),
                                CommandLine.shortest(routes, e.key()),
                                e.target(),
                                e.subject(),
                                e.why()))
                        .toList());
    }
}
