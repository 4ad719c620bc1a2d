// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.pinned;

import io.bosun.command.AsyncCommandHandler;
import io.bosun.command.CommandContext;
import io.bosun.command.Handles;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Component;

/** A handler that begins and does not end. */
@Component
@Handles(value = Wait.class, target = "waiter")
public class Waiter implements AsyncCommandHandler<Wait, Thing> {
    @Override
    public CompletionStage<Thing> handle(Wait command, CommandContext context) {
        return new CompletableFuture<>();
    }
}
