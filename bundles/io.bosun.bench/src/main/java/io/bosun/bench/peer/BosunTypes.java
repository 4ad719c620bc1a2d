// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import io.bosun.bench.boss.EmbeddedBoss;
import io.bosun.command.Command;
import io.bosun.command.CommandBus;
import io.bosun.command.CommandHandler;
import io.bosun.command.CommandRegistry;
import java.io.IOException;
import java.util.List;
import org.osgi.framework.BundleException;

/** Us again, with a handler for each of many command types of one target, which are sent in random order. */
final class BosunTypes implements Peer {
    private final EmbeddedBoss boss;
    private final int types;
    private final TypeOrder order;

    BosunTypes(int types) throws IOException, BundleException {
        this.types = types;
        order = new TypeOrder(types);
        boss = EmbeddedBoss.open();
    }

    @Override
    public Sender sender(Receiver receiver) throws Exception {
        List<Command<?>> commands = CommandTypes.commands(types);
        CommandRegistry registry = boss.registry();
        for (int i = 0; i < types; i++) {
            handle(registry, i, commands.get(i).getClass(), receiver);
        }
        CommandBus bus = boss.bus();
        Command<?>[] all = commands.toArray(Command<?>[]::new);
        return (producer, number, due) -> Bosun.send(bus, all[order.typeOf(number)]);
    }

    /** Not as services: to get one of very many costs a framework more than all that is measured here. */
    @SuppressWarnings("unchecked")
    private void handle(CommandRegistry registry, int type, Class<?> command, Receiver receiver) {
        CommandHandler<Command<Void>, Void> handler = (ignored, context) -> {
            order.receive(type, receiver);
            return null;
        };
        registry.register((Class<Command<Void>>) command, "types", handler);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        boss.close();
    }
}
