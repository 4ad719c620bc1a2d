// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Reason;
import io.bosun.transport.Envelope;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Commands that an asynchronous handler has begun and not yet ended, with their stages. Any thread may call it. */
final class Unfinished {
    private final int limit;
    private final Map<Envelope, CompletionStage<?>> stages = new ConcurrentHashMap<>();

    Unfinished(int limit) {
        this.limit = limit;
    }

    int size() {
        return stages.size();
    }

    boolean isFull() {
        return stages.size() >= limit;
    }

    void add(Envelope envelope, CompletionStage<?> stage) {
        stages.put(envelope, stage);
        if (envelope.isEnded()) {
            cancel(envelope);
        }
    }

    void remove(Envelope envelope) {
        stages.remove(envelope);
    }

    /** Nobody waits for the reply any more. */
    void cancel(Envelope envelope) {
        CompletionStage<?> stage = stages.get(envelope);
        if (stage != null) {
            try {
                stage.toCompletableFuture().cancel(true);
            } catch (UnsupportedOperationException e) {
                // Such a stage cannot be cancelled: the handler may still ask its context.
            }
        }
    }

    /** Gives up all of them. */
    void abandon() {
        for (Envelope each : stages.keySet()) {
            if (stages.remove(each) != null) {
                each.fail(Reason.MAY_HAVE_RUN, true, null);
            }
        }
    }
}
