// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Command;
import io.bosun.command.CommandSpec;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.HeadedEnvelope;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A command as it comes by a link; its end is its future's: the reply, the reason, or the handler's failure. */
final class AskedEnvelope extends HeadedEnvelope {
    final CompletableFuture<Object> end = new CompletableFuture<>();

    AskedEnvelope(Command<?> command, Object carried, Map<String, String> headers) {
        super(1, CommandSpec.of(command.getClass()).key(), carried, "peer", NO_DEADLINE, headers);
    }

    AskedEnvelope(Command<?> command) {
        this(command, command, Map.of());
    }

    @Override
    public boolean wantsReply() {
        return true;
    }

    @Override
    protected void completed(Object reply) {
        end.complete(reply);
    }

    @Override
    protected void failed(Reason reason, boolean mayHaveRun, Throwable cause) {
        end.complete(reason);
    }

    @Override
    protected void threw(HandlerFailedException failure) {
        end.complete(failure);
    }
}
