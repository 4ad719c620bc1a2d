// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import io.bosun.command.Acceptance;
import io.bosun.command.BusCounts;
import io.bosun.command.Command;
import io.bosun.command.CommandBus;
import io.bosun.command.CommandRegistry;
import io.bosun.command.CommandRoute;
import io.bosun.command.Delivery;
import io.bosun.command.Gather;
import io.bosun.command.Gathered;
import io.bosun.command.HandlerStatus;
import io.bosun.command.TargetStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.felix.service.command.Descriptor;
import org.osgi.framework.BundleContext;
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
            "osgi.command.function=ask",
            "osgi.command.function=askall",
            "osgi.command.function=counts"
        })
public final class BusCommands {
    private static final String TYPE =
            "the command: its simple name where that is unique, else its full name or key, as 'commands' lists them";
    private static final String FIELDS = "a value for each field; items of lists are separated by commas";

    /** For a broadcast that declares no deadline: as long as an ask has, unless the bus is told otherwise. */
    private static final Duration ASK = Duration.ofSeconds(30);

    /** As long as the bus waits for a handler, unless it is told otherwise. */
    private static final Duration RECORD_WAIT = Duration.ofSeconds(5);

    private final RegistryWait wait;
    private final CommandBus bus;
    private final CommandRegistry registry;

    /** Called by Declarative Services. */
    @Activate
    public BusCommands(BundleContext context, @Reference CommandBus bus, @Reference CommandRegistry registry) {
        this.wait = new RegistryWait(context);
        this.bus = bus;
        this.registry = registry;
    }

    /** One known command. */
    record CommandRow(String command, String target, Delivery delivery, String fields, String handler) {}

    /** What one berth answered to a broadcast, or why it did not. */
    record PartRow(String target, String place, Object reply, String failure) {}

    /** What became of the commands. */
    record Counts(long accepted, long underWay, long handled, long failed, long deadLettered, long refused) {}

    /** One berth of a target, or a target without any. */
    record TargetRow(String target, String place, int pending, long done, int parked, List<String> commands) {}

    /** What the shell calls. */
    @Descriptor("lists the known commands, where they go, their fields, and who answers them")
    public List<?> commands() {
        List<CommandRoute> routes = registry.routes();
        List<HandlerStatus> handlers = registry.handlers();
        List<TargetStatus> targets = registry.targets();
        return new Rows<>(
                CommandRow.class,
                routes.stream()
                        .map(r -> new CommandRow(
                                CommandLine.shortest(routes, r.key()),
                                Handlers.targets(r, targets),
                                r.delivery(),
                                Handlers.shortened(r.schema()),
                                Handlers.names(r, handlers)))
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
        if (CommandLine.route(registry.routes(), type).delivery() == Delivery.BROADCAST) {
            throw new ShellException(type + " is a broadcast, of which many may answer: use askall, or send");
        }
        return await(bus.ask(command).toCompletableFuture());
    }

    /** What the shell calls. */
    @Descriptor("sends a broadcast, waits for all who handle it, and shows what each of them replies")
    public List<?> askall(@Descriptor(TYPE) String type, @Descriptor("field=value...: " + FIELDS) String... fields)
            throws InterruptedException {
        Command<?> command = command(type, fields);
        CommandRoute route = CommandLine.route(registry.routes(), type);
        if (route.delivery() != Delivery.BROADCAST) {
            throw new ShellException(type + " is no broadcast: use ask");
        }
        long millis = route.policy().deadlineMillis();
        return rows(command, millis == 0 ? ASK : Duration.ofMillis(millis));
    }

    private <R> List<?> rows(Command<R> command, Duration timeout) throws InterruptedException {
        Gathered<R> gathered = await(bus.askAll(command, Gather.all(), timeout).toCompletableFuture());
        return new Rows<>(
                PartRow.class, gathered.parts().stream().map(BusCommands::row).toList());
    }

    private static PartRow row(Gathered.Part<?> part) {
        String failure = part.isAnswer()
                ? ""
                : ShellException.oneLine(String.valueOf(part.failure().getMessage()));
        return new PartRow(part.target(), part.place(), part.reply(), failure);
    }

    private static <T> T await(CompletableFuture<T> reply) throws InterruptedException {
        try {
            return reply.get();
        } catch (InterruptedException e) {
            // nobody waits for it any more: the handler is to know
            reply.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw new ShellException(String.valueOf(e.getCause().getMessage()), e.getCause());
        }
    }

    /** What the shell calls. */
    @Descriptor("counts what became of the commands that were sent or asked in this process")
    public Record counts() {
        BusCounts c = bus.counts();
        return new Counts(c.accepted(), c.underWay(), c.handled(), c.failed(), c.deadLettered(), c.refused());
    }

    /** A bundle that is being updated takes its record away for a moment: as the bus, this waits for it to be back. */
    private Command<?> command(String type, String... fields) throws InterruptedException {
        wait.until(() -> !CommandLine.isAway(registry.routes(), type), RECORD_WAIT);
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
