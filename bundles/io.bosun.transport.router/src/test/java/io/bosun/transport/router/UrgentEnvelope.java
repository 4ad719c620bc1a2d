// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.BerthContract;
import io.bosun.transport.HeadedEnvelope;
import java.util.Map;

/** A one-way command of the control lane. */
final class UrgentEnvelope extends HeadedEnvelope {
    UrgentEnvelope(long id, Object command) {
        super(id, BerthContract.KEY, command, "asker", NO_DEADLINE, Map.of());
    }

    @Override
    public boolean wantsReply() {
        return false;
    }

    @Override
    public boolean isControl() {
        return true;
    }

    @Override
    protected void completed(Object reply) {
        // isEnded says so
    }

    @Override
    protected void failed(Reason reason, boolean mayHaveRun, Throwable cause) {
        // isEnded says so
    }

    @Override
    protected void threw(HandlerFailedException failure) {
        // isEnded says so
    }
}
