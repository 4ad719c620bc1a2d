// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandSpec;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.command.UndeliveredException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

/** A stage that waits for its reply; it completes on the bus's executor, never on a berth's or a link's thread. */
final class Asking implements Outcome {
    private final CompletableFuture<Object> future = new CompletableFuture<>();
    private final CommandSpec spec;
    private final Replies replies;
    private final Executor executor;
    private volatile Attempt latest;
    private volatile Future<?> timer;

    Asking(CommandSpec spec, Replies replies, Executor executor) {
        this.spec = spec;
        this.replies = replies;
        this.executor = executor;
    }

    CompletableFuture<Object> future() {
        return future;
    }

    void timer(Future<?> started) {
        timer = started;
        if (future.isDone()) {
            started.cancel(false);
        }
    }

    void expire(Attempt first) {
        Attempt attempt = latest == null ? first : latest;
        attempt.fail(Reason.DEADLINE, true, null);
        undelivered(first, Reason.DEADLINE, null);
    }

    @Override
    public void replied(Attempt last, Object reply) {
        finish(() -> {
            try {
                future.complete(replies.adapt(reply, spec, last));
            } catch (RuntimeException e) {
                future.completeExceptionally(e);
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
        Future<?> running = timer;
        if (running != null) {
            running.cancel(false);
        }
        executor.execute(completion);
    }
}
