// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.Carrier;
import io.bosun.transport.Envelope;
import io.bosun.transport.HeadedEnvelope;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The end of an envelope, in every order that its threads may take. */
public class EnvelopeModelTest {
    private final Told told = new Told();
    private volatile boolean runs;

    @Operation
    public boolean complete() {
        return told.complete("reply");
    }

    @Operation
    public boolean fail() {
        return told.fail(new HandlerFailedException("a/1", "Failure", "", ""));
    }

    @Operation(runOnce = true)
    public boolean cancel() {
        return told.cancel(Reason.CANCELLED);
    }

    /** As the thread of a berth does. */
    @Operation(runOnce = true)
    public boolean carry() {
        boolean mayRun = told.carry(told);
        runs = mayRun;
        return mayRun;
    }

    @Operation
    public boolean isEnded() {
        return told.isEnded();
    }

    /** Called after each order of the threads. */
    @Validate
    public void validate() {
        require(told.ends.get() == (told.isEnded() ? 1 : 0), "told " + told.ends + " times how it ended");
        require(!runs || !told.wasCancelled || told.calls.get() > 0, "cancelled, but its carrier was not told");
        require(!runs || !told.wasCancelled || told.mayHaveRun, "cancelled as if it had not run, but it runs");
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalStateException(problem);
        }
    }

    @Test
    @DisplayName("Promise 1: an envelope ends exactly once, and whoever carries it is told of its cancellation")
    void shouldEndExactlyOnce() {
        Models.check(EnvelopeModelTest.class, 5);
    }

    /** Remembers what it was told. */
    private static final class Told extends HeadedEnvelope implements Carrier {
        private final AtomicInteger ends = new AtomicInteger();
        private final AtomicInteger calls = new AtomicInteger();
        private volatile boolean wasCancelled;
        private volatile boolean mayHaveRun;

        Told() {
            super(1, "a/1", "command", "boss", NO_DEADLINE, Map.of());
        }

        @Override
        public void cancelled(Envelope envelope) {
            calls.incrementAndGet();
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
            wasCancelled = true;
            ends.incrementAndGet();
        }

        @Override
        protected void threw(HandlerFailedException failure) {
            ends.incrementAndGet();
        }
    }
}
