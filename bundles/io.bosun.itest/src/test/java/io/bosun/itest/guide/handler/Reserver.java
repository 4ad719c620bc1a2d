// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.guide.handler;

import io.bosun.command.CommandContext;
import io.bosun.command.CommandHandler;
import io.bosun.command.Handles;
import io.bosun.itest.guide.Reservation;
import io.bosun.itest.guide.Reserve;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Answers one command. */
@Component
@Handles(value = Reserve.class, target = "reserver")
public class Reserver implements CommandHandler<Reserve, Reservation> {
    private final Stock stock;

    @Activate
    public Reserver(@Reference Stock stock) {
        this.stock = stock;
    }

    @Override
    public Reservation handle(Reserve command, CommandContext context) {
        int left = stock.take(command.item(), command.count());
        return new Reservation(command.item(), command.count(), left);
    }
}
