// SPDX-License-Identifier: Apache-2.0

package io.bosun.example.digest.shell;

import io.bosun.command.Acceptance;
import io.bosun.command.BusCounts;
import io.bosun.command.Command;
import io.bosun.command.CommandBus;
import io.bosun.command.Gather;
import io.bosun.command.Gathered;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** What a bus has that the digest command does not use. */
abstract class StubBus implements CommandBus {
    @Override
    public Acceptance send(Command<?> command) {
        throw new UnsupportedOperationException();
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

    @Override
    public BusCounts counts() {
        throw new UnsupportedOperationException();
    }
}
