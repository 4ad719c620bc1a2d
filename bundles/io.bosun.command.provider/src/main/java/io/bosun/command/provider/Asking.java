// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandSpec;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.command.UndeliveredException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

/** A stage that waits for its reply; it completes on the bus's executor, never on a berth's or a link's thread. */
final class Asking implements Outcome {
    private final CompletableFuture<Object> future = new CompletableFuture<>();
    private final CommandSpec spec;
    private final Replies replies;
    private final Executor executor;
    private final Set<Asking> all;
    private volatile Attempt latest;
    private volatile Future<?> timer;
    /** Before the future is done: that is left to the executor. */
    private volatile boolean ended;

    /** One that is among all those that wait from when it has begun until it ends. */
    Asking(CommandSpec spec, Replies replies, Executor executor, Set<Asking> all) {
        this.spec = spec;
        this.replies = replies;
        this.executor = executor;
        this.all = all;
    }

    void begun(Attempt first) {
        latest = first;
        all.add(this);
    }

    void refused(UndeliveredException refusal) {
        ended = true;
        all.remove(this);
        future.completeExceptionally(refusal);
    }

    CompletableFuture<Object> future() {
        return future;
    }

    void timer(Future<?> started) {
        timer = started;
        if (ended) {
            started.cancel(false);
        }
    }

    /** Gives up: the reason goes to the dead letter too. */
    void expire(Reason reason) {
        Attempt attempt = latest;
        attempt.fail(reason, true, null);
        undelivered(attempt, reason, null);
    }

    @Override
    public void replied(Attempt last, Object reply) {
        finish(() -> {
            try {
                future.complete(replies.adapt(reply, spec, last));
            } catch (Throwable thrown) {
                // Whatever it is, the asker must hear of it: the executor would swallow it.
                future.completeExceptionally(thrown);
            }
        });
    }

    @Override
    public void threw(Attempt last, HandlerFailedException failure) {
        finish(() -> future.completeExceptionally(failure));
    }

    @Override
    public void undelivered(Attempt last, Reason reason, Throwable cause) {
        finish(() -> future.completeExceptionally(UndeliveredException.of(reason, last.toString(), cause)));
    }

    @Override
    public void retried(Attempt next) {
        latest = next;
    }

    private void finish(Runnable completion) {
        ended = true;
        Future<?> running = timer;
        if (running != null) {
            running.cancel(false);
        }
        all.remove(this);
        executor.execute(completion);
    }
}
