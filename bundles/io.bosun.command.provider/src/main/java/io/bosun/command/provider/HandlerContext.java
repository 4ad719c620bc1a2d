// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandContext;
import io.bosun.transport.Envelope;

/** What a handler may know: a view of the envelope. */
record HandlerContext(Envelope envelope, String target) implements CommandContext {
    @Override
    public long id() {
        return envelope.id();
    }

    @Override
    public String sender() {
        return envelope.sender();
    }

    @Override
    public long remainingNanos() {
        return envelope.remainingNanos();
    }
}
