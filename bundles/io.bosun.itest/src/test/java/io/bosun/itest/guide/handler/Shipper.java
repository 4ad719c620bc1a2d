// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.guide.handler;

import io.bosun.command.AsyncCommandHandler;
import io.bosun.command.CommandContext;
import io.bosun.command.Handles;
import io.bosun.itest.guide.Ship;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Begins at once, and answers later. */
@Component
@Handles(value = Ship.class, target = "shipper")
public class Shipper implements AsyncCommandHandler<Ship, String> {
    private final ExecutorService carriers = Executors.newFixedThreadPool(2);

    @Override
    public CompletionStage<String> handle(Ship command, CommandContext context) {
        return CompletableFuture.supplyAsync(() -> carry(command), carriers);
    }

    @Deactivate
    void close() {
        carriers.shutdown();
    }

    private static String carry(Ship command) {
        return command.what().item() + " to " + command.to();
    }
}
