// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandContext;
import io.bosun.transport.Envelope;

/**
 * What a handler may know about the command that it runs. The synchronous handlers of a target get the same object each
 * time, filled anew, because it is valid only until the handler returns; an asynchronous one gets its own.
 */
final class HandlerContext extends Apart implements CommandContext {
    private final String target;
    private Envelope envelope;
    private Route loose;
    private long deadlineNanos;
    private long id;

    HandlerContext(String target) {
        this.target = target;
    }

    /** One that is filled with the same command. */
    HandlerContext of(Envelope command) {
        HandlerContext own = new HandlerContext(target);
        own.fill(command);
        return own;
    }

    /** Of a command in an envelope. */
    void fill(Envelope of) {
        envelope = of;
        loose = null;
        deadlineNanos = of.deadlineNanos();
    }

    /** Of a loose command. */
    void fill(Route of, long deadline) {
        // To write a reference that is there already would cost more than to look.
        if (loose != of) {
            loose = of;
        }
        deadlineNanos = deadline;
        id = 0;
    }

    /** Holds on to nothing of the command. */
    void clear() {
        if (envelope != null) {
            envelope = null;
        }
    }

    @Override
    public long id() {
        if (envelope != null) {
            return envelope.id();
        }
        if (id == 0 && loose != null) {
            id = loose.bus().nextId();
        }
        return id;
    }

    @Override
    public String sender() {
        if (envelope != null) {
            return envelope.sender();
        }
        return loose == null ? "" : loose.bus().name();
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public boolean isCancelled() {
        return envelope != null && envelope.isEnded() || remainingNanos() <= 0;
    }

    @Override
    public long remainingNanos() {
        return deadlineNanos == Envelope.NO_DEADLINE ? Long.MAX_VALUE : deadlineNanos - System.nanoTime();
    }
}
