// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import io.bosun.command.Acceptance;
import io.bosun.command.Command;
import io.bosun.command.CommandBus;
import io.bosun.command.CommandRegistry;
import io.bosun.command.CommandRoute;
import io.bosun.command.Delivery;
import io.bosun.command.TargetStatus;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shell commands about commands and targets. */
@Component(
        service = BusCommands.class,
        property = {
            "osgi.command.scope=bosun",
            "osgi.command.function=commands",
            "osgi.command.function=targets",
            "osgi.command.function=send",
            "osgi.command.function=ask"
        })
public final class BusCommands {
    private static final String TYPE =
            "the command: its simple name where that is unique, else its full name or key, as 'commands' lists them";
    private static final String FIELDS = "a value for each field; items of lists are separated by commas";

    /** As long as the bus waits for a handler, unless it is told otherwise. */
    private static final long RECORD_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** The registry tells nobody of a change. */
    private static final long LOOK_AGAIN_MILLIS = 10;

    private final CommandBus bus;
    private final CommandRegistry registry;

    /** Called by Declarative Services. */
    @Activate
    public BusCommands(@Reference CommandBus bus, @Reference CommandRegistry registry) {
        this.bus = bus;
        this.registry = registry;
    }

    /** One known command. */
    record CommandRow(String command, String target, Delivery delivery, String fields, String handler) {}

    /** One berth of a target, or a target without any. */
    record TargetRow(String target, String place, int pending, long done, int parked, List<String> commands) {}

    /** What the shell calls. */
    @Descriptor("lists the known commands, where they go, their fields, and who answers them")
    public List<?> commands() {
        List<CommandRoute> routes = registry.routes();
        return new Rows<>(
                CommandRow.class,
                routes.stream()
                        .map(r -> new CommandRow(
                                CommandLine.shortest(routes, r), r.target(), r.delivery(), r.schema(), r.handler()))
                        .toList());
    }

    /** What the shell calls. */
    @Descriptor("lists the targets with their berths: the processes that serve them, and how much they have to do")
    public List<?> targets() {
        return new Rows<>(
                TargetRow.class,
                registry.targets().stream().flatMap(BusCommands::rows).toList());
    }

    /** What the shell calls. */
    @Descriptor("sends a command and does not wait for its reply")
    public Acceptance send(@Descriptor(TYPE) String type, @Descriptor("field=value...: " + FIELDS) String... fields)
            throws InterruptedException {
        Command<?> command = command(type, fields);
        Acceptance acceptance = bus.send(command);
        acceptance.reason().ifPresent(reason -> {
            throw new ShellException(type + " was refused: " + reason);
        });
        return acceptance;
    }

    /** What the shell calls. */
    @Descriptor("sends a command, waits for its reply and shows it")
    public Object ask(@Descriptor(TYPE) String type, @Descriptor("field=value...: " + FIELDS) String... fields)
            throws InterruptedException {
        Command<?> command = command(type, fields);
        try {
            return bus.ask(command).toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new ShellException(String.valueOf(e.getCause().getMessage()), e.getCause());
        }
    }

    /** A bundle that is being updated takes its record away for a moment: as the bus, this waits for it to be back. */
    private Command<?> command(String type, String... fields) throws InterruptedException {
        Semaphore never = new Semaphore(0);
        long end = System.nanoTime() + RECORD_NANOS;
        while (CommandLine.isAway(registry.routes(), type) && end - System.nanoTime() > 0) {
            never.tryAcquire(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
        return CommandLine.parse(registry.routes(), type, fields);
    }

    private static Stream<TargetRow> rows(TargetStatus target) {
        if (target.berths().isEmpty()) {
            return Stream.of(new TargetRow(target.name(), "-", 0, 0, target.parked(), target.commands()));
        }
        return target.berths().stream()
                .map(b -> new TargetRow(
                        target.name(), b.place(), b.pending(), b.done(), target.parked(), target.commands()));
    }
}
