// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An envelope as a bus would make it, that remembers how it ended. */
public final class AskedEnvelope extends HeadedEnvelope {
    /**
     * How it ended: by a reply, with a reason, or by the handler's failure.
     *
     * @param reply what the berth completed it with, or null
     * @param reason null unless it was given up
     * @param failure null unless the handler threw
     */
    public record End(
            Object reply, Reason reason, boolean mayHaveRun, Throwable cause, HandlerFailedException failure) {
        /** Whether the handler answered. */
        public boolean isReply() {
            return reason == null && failure == null;
        }
    }

    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final AtomicInteger ends = new AtomicInteger();
    private final boolean wantsReply;
    private final boolean control;

    public AskedEnvelope(long id, Object command) {
        this(id, command, Duration.ofMinutes(5), Map.of(), true);
    }

    public AskedEnvelope(long id, Object command, Duration deadline, Map<String, String> headers, boolean wantsReply) {
        this(id, command, deadline, headers, wantsReply, false);
    }

    private AskedEnvelope(
            long id,
            Object command,
            Duration deadline,
            Map<String, String> headers,
            boolean wantsReply,
            boolean control) {
        super(
                id,
                BerthContract.KEY,
                command,
                "asker",
                deadline == null ? NO_DEADLINE : System.nanoTime() + deadline.toNanos(),
                headers);
        this.wantsReply = wantsReply;
        this.control = control;
    }

    /** One that goes by the control lane. */
    public static AskedEnvelope control(long id, Object command) {
        return new AskedEnvelope(id, command, Duration.ofMinutes(5), Map.of(), true, true);
    }

    /** Waits until it has ended, ten seconds at most. */
    public End end() throws Exception {
        return end.get(10, TimeUnit.SECONDS);
    }

    /** How often one of the ending methods was called from {@link Envelope}: at most once, or it is broken. */
    public int ends() {
        return ends.get();
    }

    @Override
    public boolean wantsReply() {
        return wantsReply;
    }

    @Override
    public boolean isControl() {
        return control;
    }

    @Override
    protected void completed(Object reply) {
        ended(new End(reply, null, false, null, null));
    }

    @Override
    protected void failed(Reason reason, boolean mayHaveRun, Throwable cause) {
        ended(new End(null, reason, mayHaveRun, cause, null));
    }

    @Override
    protected void threw(HandlerFailedException failure) {
        ended(new End(null, null, true, null, failure));
    }

    private void ended(End how) {
        ends.incrementAndGet();
        end.complete(how);
    }
}
