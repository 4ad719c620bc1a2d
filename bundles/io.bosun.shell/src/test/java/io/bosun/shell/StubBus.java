// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import io.bosun.command.Acceptance;
import io.bosun.command.BusCounts;
import io.bosun.command.Command;
import io.bosun.command.CommandBus;
import io.bosun.command.Gather;
import io.bosun.command.Gathered;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A bus that replies with the command's text, unless a test overrides it. */
class StubBus implements CommandBus {
    @Override
    public Acceptance send(Command<?> command) {
        return Acceptance.ACCEPTED;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R> CompletionStage<R> ask(Command<R> command) {
        return (CompletionStage<R>) CompletableFuture.completedFuture(command.toString());
    }

    @Override
    public BusCounts counts() {
        return new BusCounts(10, 4, 2, 1, 5);
    }

    @Override
    public <R> R call(Command<R> command, Duration timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <R> CompletionStage<R> ask(Command<R> command, Duration timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <R> CompletionStage<Gathered<R>> askAll(Command<R> broadcast, Gather gather, Duration timeout) {
        throw new UnsupportedOperationException();
    }
}
