// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.HeadedEnvelope;
import java.util.Map;

/** Wakes a berth's thread so that it looks after what is parked. */
final class Nudge extends HeadedEnvelope {
    Nudge() {
        super(0, "bosun.nudge", "nudge", "", NO_DEADLINE, Map.of());
    }

    @Override
    public boolean wantsReply() {
        return false;
    }

    @Override
    protected void completed(Object reply) {
        // Nobody waits.
    }

    @Override
    protected void failed(Reason reason, boolean mayHaveRun, Throwable cause) {
        // Nobody waits.
    }

    @Override
    protected void threw(HandlerFailedException failure) {
        // Nobody waits.
    }
}
