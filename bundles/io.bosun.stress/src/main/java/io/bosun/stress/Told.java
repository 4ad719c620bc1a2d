// SPDX-License-Identifier: Apache-2.0

package io.bosun.stress;

import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.HeadedEnvelope;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts how often it was told its end. */
public final class Told extends HeadedEnvelope {
    private final AtomicInteger ends = new AtomicInteger();
    private volatile boolean mayHaveRun;

    /** Ready to be used. */
    public Told() {
        super(1, "a/1", "command", "boss", NO_DEADLINE, Map.of());
    }

    /** How often it ended. */
    public int ends() {
        return ends.get();
    }

    /** What its failure said. */
    public boolean mayHaveRun() {
        return mayHaveRun;
    }

    @Override
    public boolean wantsReply() {
        return true;
    }

    @Override
    protected void completed(Object reply) {
        ends.incrementAndGet();
    }

    @Override
    protected void failed(Reason reason, boolean ran, Throwable cause) {
        mayHaveRun = ran;
        ends.incrementAndGet();
    }

    @Override
    protected void threw(HandlerFailedException failure) {
        ends.incrementAndGet();
    }
}
