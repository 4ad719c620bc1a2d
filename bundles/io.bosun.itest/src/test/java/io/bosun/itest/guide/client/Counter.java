// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.guide.client;

import io.bosun.command.Acceptance;
import io.bosun.command.CommandBus;
import io.bosun.command.CommandException;
import io.bosun.command.Gather;
import io.bosun.command.Gathered;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.UndeliveredException;
import io.bosun.itest.guide.Count;
import io.bosun.itest.guide.Deliver;
import io.bosun.itest.guide.Inventory;
import io.bosun.itest.guide.Reservation;
import io.bosun.itest.guide.Reserve;
import io.bosun.itest.guide.Ship;
import io.bosun.itest.guide.TakeStock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Where customers come to: sends, calls and asks. */
@Component(service = Counter.class)
public class Counter {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final CommandBus bus;

    @Activate
    public Counter(@Reference CommandBus bus) {
        this.bus = bus;
    }

    /** Does not wait for a reply. */
    public boolean deliver(String item, int count) {
        Acceptance acceptance = bus.send(new Deliver(item, count));
        return acceptance.isAccepted();
    }

    /** Waits for it. */
    public String reserve(String item, int count) throws InterruptedException {
        try {
            Reservation reservation = bus.call(new Reserve(item, count), SECOND);
            return reservation.left() + " left";
        } catch (HandlerFailedException e) {
            return "no: " + e.failureType(); // the handler threw
        } catch (UndeliveredException e) {
            return "later: " + e.reason(); // there is no reply, and this is why
        }
    }

    /** Goes on, and is told later. */
    public CompletionStage<String> order(String item, int count, String to) {
        return bus.ask(new Reserve(item, count))
                .thenCompose(reservation -> bus.ask(new Ship(reservation, to), Duration.ofMinutes(1)));
    }

    /** Asks everybody; one answer is enough here, but what the others said meanwhile is there too. */
    public Gathered<Map<String, Integer>> takeStock() {
        CompletionStage<Gathered<Map<String, Integer>>> stage = bus.askAll(new TakeStock(), Gather.any(), SECOND);
        return stage.toCompletableFuture().join();
    }

    /** Gives up. */
    public boolean giveUp() {
        CompletableFuture<Integer> inventory = bus.ask(new Inventory(1_000_000)).toCompletableFuture();
        return inventory.cancel(true);
    }

    /** Whatever goes wrong is one of these. */
    public int count(String item) throws InterruptedException {
        try {
            return bus.call(new Count(item), SECOND);
        } catch (CommandException e) {
            return 0;
        }
    }
}
