// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import io.bosun.bench.boss.EmbeddedBoss;
import io.bosun.command.Acceptance;
import io.bosun.command.Command;
import io.bosun.command.CommandBus;
import io.bosun.command.CommandHandler;
import io.bosun.command.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleException;

/** Us: the bundles that ship, in their framework, with their defaults. A full berth lets one-way senders wait. */
final class Bosun implements Peer {
    private static final String TARGET = "bench";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final EmbeddedBoss boss;

    Bosun() throws IOException, BundleException {
        boss = EmbeddedBoss.open();
    }

    @Override
    public Sender sender(Receiver receiver) throws InterruptedException {
        handle(Tick.class, (tick, context) -> {
            tick.to(receiver);
            return null;
        });
        CommandBus bus = boss.bus();
        return (producer, number, due) -> send(bus, new Tick(producer, number, due));
    }

    @Override
    public Sender publisher(List<Receiver> receivers) throws InterruptedException {
        for (Receiver each : receivers) {
            handle(TickToAll.class, (tick, context) -> {
                each.receive(tick.producer(), tick.number(), tick.due());
                return null;
            });
        }
        CommandBus bus = boss.bus();
        return (producer, number, due) -> send(bus, new TickToAll(producer, number, due));
    }

    @Override
    public Caller caller() throws InterruptedException {
        CommandBus bus = answering();
        return number -> bus.call(new Ask(number), TIMEOUT).number();
    }

    @Override
    public Asker asker() throws InterruptedException {
        CommandBus bus = answering();
        return number -> bus.ask(new Ask(number)).toCompletableFuture();
    }

    /** As {@link Sender#send}: no room, or none in time, is to be tried again, any other refusal is a fault. */
    static boolean send(CommandBus bus, Command<?> command) {
        Acceptance taken = bus.send(command);
        if (!taken.isAccepted() && taken != Acceptance.refused(Reason.REJECTED_FULL)) {
            taken.orThrow(command);
        }
        return taken.isAccepted();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        boss.close();
    }

    private CommandBus answering() throws InterruptedException {
        handle(Ask.class, (ask, context) -> new Answer(ask.number()));
        return boss.bus();
    }

    private <C extends Command<R>, R> void handle(Class<C> command, CommandHandler<C, R> handler) {
        boss.register(
                CommandHandler.class,
                handler,
                Map.of(CommandHandler.HANDLES, command.getName(), CommandHandler.TARGET, TARGET));
    }
}
