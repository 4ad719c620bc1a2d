// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.guide.handler;

import io.bosun.command.CommandContext;
import io.bosun.command.HandlerSet;
import io.bosun.command.Handles;
import io.bosun.command.Serves;
import io.bosun.itest.guide.Count;
import io.bosun.itest.guide.Deliver;
import io.bosun.itest.guide.Halt;
import io.bosun.itest.guide.Inventory;
import io.bosun.itest.guide.TakeStock;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Answers several commands, one after another. */
@Component(service = HandlerSet.class)
@Serves(target = "warehouse")
public class Warehouse implements HandlerSet {
    private final Stock stock;
    private String halted;

    @Activate
    public Warehouse(@Reference Stock stock) {
        this.stock = stock;
    }

    @Handles(Count.class)
    public int count(Count command) {
        return stock.all().getOrDefault(command.item(), 0);
    }

    @Handles(Deliver.class)
    public void deliver(Deliver command, CommandContext context) {
        if (halted != null) {
            throw new IllegalStateException(context.sender() + " comes too late: " + halted);
        }
        stock.put(command.item(), command.count());
    }

    @Handles(Halt.class)
    public void halt(Halt command) {
        halted = command.reason();
    }

    @Handles(TakeStock.class)
    public Map<String, Integer> takeStock(TakeStock command) {
        return stock.all();
    }

    @Handles(value = Inventory.class, target = "clerk")
    public int inventory(Inventory command, CommandContext context) throws InterruptedException {
        int counted = 0;
        while (counted < command.shelves() && !context.isCancelled()) {
            Thread.sleep(10); // interrupted, too, when nobody waits any more
            counted++;
        }
        return counted;
    }
}
