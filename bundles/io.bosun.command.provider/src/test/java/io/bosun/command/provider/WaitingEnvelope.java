// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.HeadedEnvelope;
import java.util.Map;

/** A command that nobody waits for; it counts how often it ended. */
final class WaitingEnvelope extends HeadedEnvelope {
    volatile int ends;

    WaitingEnvelope(long id, String key, String sender) {
        super(id, key, "command", sender, NO_DEADLINE, Map.of());
    }

    @Override
    public boolean wantsReply() {
        return false;
    }

    @Override
    protected void completed(Object reply) {
        ends++;
    }

    @Override
    protected void failed(Reason reason, boolean mayHaveRun, Throwable cause) {
        ends++;
    }

    @Override
    protected void threw(HandlerFailedException failure) {
        ends++;
    }
}
