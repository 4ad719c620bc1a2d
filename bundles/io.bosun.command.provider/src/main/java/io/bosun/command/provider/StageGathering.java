// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandException;
import io.bosun.command.CommandSpec;
import io.bosun.command.Gather;
import io.bosun.command.Gathered;
import io.bosun.command.Reason;
import io.bosun.command.UndeliveredException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Gathers for a stage. In a hand the broadcast goes up to the boss, which gathers and answers with all parts. Whoever
 * cancels the stage is only told no more: those that were asked go on.
 */
final class StageGathering extends Gathering {
    private final Stage stage = new Stage();
    private final CommandSpec spec;
    private final Replies replies;
    private volatile Attempt latest;
    /** What the boss answered. */
    private Object fromBoss;

    StageGathering(long id, long deadlineNanos, Gather gather, Asks asks, CommandSpec spec, Replies replies) {
        super(id, deadlineNanos, gather, asks);
        this.spec = spec;
        this.replies = replies;
    }

    CompletableFuture<Object> stage() {
        return stage;
    }

    /** Nobody was asked; told at once. */
    void refused(UndeliveredException refusal) {
        // Its attempt is not to be ended any more, for perhaps it never began.
        latest = null;
        stage.fails(refusal);
        drop();
    }

    void begun(Attempt first) {
        latest = first;
    }

    @Override
    public void retried(Attempt old, Attempt next) {
        latest = next;
        if (isDone()) {
            next.cancel(Reason.CANCELLED);
        }
    }

    @Override
    public void expire(Reason reason) {
        super.expire(reason);
        Attempt attempt = latest;
        if (attempt != null) {
            // Does nothing once it has been offered to all.
            attempt.cancel(reason);
        }
    }

    @Override
    public void replied(Attempt last, Object reply) {
        if (reply == null) {
            super.replied(last, null);
        } else {
            end(() -> fromBoss = reply);
        }
    }

    @Override
    protected void tell() {
        if (fromBoss == null) {
            super.tell();
            return;
        }
        GatheredParts all = (GatheredParts) replies.fit(fromBoss, GatheredParts.class);
        tell(
                all.satisfied(),
                all.parts().stream()
                        .map(each -> part(each.target(), each.place(), each.end()))
                        .toList());
    }

    @Override
    protected void tell(List<Part> gathered, boolean isSatisfied) {
        tell(
                isSatisfied,
                gathered.stream()
                        .map(each -> part(each.target, each.place, each.end()))
                        .toList());
    }

    @Override
    protected void tell(Failed why) {
        stage.fails(why.exception(spec.key()));
    }

    private void tell(boolean isSatisfied, List<Gathered.Part<Object>> parts) {
        stage.completes(new Gathered<>(parts, isSatisfied));
    }

    private Gathered.Part<Object> part(String target, String place, Object end) {
        String name = spec.key() + " at " + target + " in " + place;
        if (end instanceof Failed failed) {
            return new Gathered.Part<>(target, place, null, failed.exception(name));
        }
        try {
            return new Gathered.Part<>(target, place, replies.fit(end, spec.replyType()), null);
        } catch (Throwable unfit) {
            CommandException failure = Failed.undelivered(Reason.UNENCODABLE, name, unfit);
            return new Gathered.Part<>(target, place, null, failure);
        }
    }

    /** Completed from outside, it is waited for no more. */
    private final class Stage extends CompletableFuture<Object> {
        void completes(Object gathered) {
            super.complete(gathered);
        }

        void fails(Throwable thrown) {
            super.completeExceptionally(thrown);
        }

        @Override
        public boolean complete(Object value) {
            boolean first = super.complete(value);
            expire(Reason.CANCELLED);
            return first;
        }

        @Override
        public boolean completeExceptionally(Throwable thrown) {
            boolean first = super.completeExceptionally(thrown);
            expire(Reason.CANCELLED);
            return first;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            expire(Reason.CANCELLED);
            return cancelled;
        }
    }
}
