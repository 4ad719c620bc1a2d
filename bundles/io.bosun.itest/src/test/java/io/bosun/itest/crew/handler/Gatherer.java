// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.crew.handler;

import io.bosun.command.AsyncCommandHandler;
import io.bosun.command.CommandBus;
import io.bosun.command.CommandContext;
import io.bosun.command.Gather;
import io.bosun.command.Gathered;
import io.bosun.command.Handles;
import io.bosun.itest.crew.Roll;
import io.bosun.itest.crew.RollFrom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Asks all from within a hand. */
@Component
@Handles(value = RollFrom.class, target = "gatherer")
public class Gatherer implements AsyncCommandHandler<RollFrom, List<String>> {
    private final CommandBus bus;

    @Activate
    public Gatherer(@Reference CommandBus bus) {
        this.bus = bus;
    }

    @Override
    public CompletionStage<List<String>> handle(RollFrom command, CommandContext context) {
        return bus.askAll(new Roll(command.fail(), command.hang()), Gather.all(), Duration.ofSeconds(30))
                .thenApply(all -> all.parts().stream().map(Gatherer::text).toList());
    }

    private static String text(Gathered.Part<String> part) {
        String end = part.isAnswer() ? "answered" : part.isFailure() ? "failed" : "is gone";
        return part.place() + " " + end;
    }
}
