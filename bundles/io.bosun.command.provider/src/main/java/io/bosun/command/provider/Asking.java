// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.command.UndeliveredException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * A stage that waits for its reply. Its end is left here by a berth's or a link's thread, which never completes it.
 * Whoever asks for its value then completes it; where somebody goes on once it is complete, a thread of the bus does,
 * at once; and in any case soon, for a stage may be observed in ways that are not seen here. Whoever completes it from
 * outside, or cancels it, gives up the command. It has one field more than any stage, because there is one for each
 * command that is asked.
 */
final class Asking extends CompletableFuture<Object> implements Outcome, Waiter, Spin.Until {
    private static final Object NOTHING = new Object();
    private static final long LATER_NANOS = TimeUnit.DAYS.toNanos(1);
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Asking.class, "state", Object.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** A thread that waits for it, before others that do. */
    private record Waiting(Attempt latest, Thread thread, Waiting others) {
        Waiting with(Attempt next) {
            return new Waiting(next, thread, others);
        }

        /** The same without one of the threads: without any, the attempt. */
        Object without(Thread gone) {
            Waiting left = null;
            for (Waiting each = this; each != null; each = each.others) {
                left = each.thread == gone ? left : new Waiting(latest, each.thread, left);
            }
            return left == null ? latest : left;
        }
    }

    /** Instead of a reply. */
    private record Thrown(Throwable what) {}

    /** The latest attempt, or {@link Waiting} with it; null before the first and once somebody tells the end. */
    private volatile Object state;

    void begun(Attempt first) {
        // Seen by other threads only once it is in a row.
        STATE.setRelease(this, first);
    }

    /** It was not taken; told at once. */
    Asking refused(UndeliveredException refusal) {
        state = null;
        super.completeExceptionally(refusal);
        return this;
    }

    @Override
    public long id() {
        return latest().id();
    }

    @Override
    public long deadlineNanos() {
        Attempt latest = latest();
        return latest == null ? System.nanoTime() + LATER_NANOS : latest.deadlineNanos();
    }

    @Override
    public void expire(Reason reason) {
        Attempt latest = latest();
        if (latest != null) {
            latest.cancel(reason);
        }
    }

    @Override
    public void replied(Attempt last, Object reply) {
        end(last, reply == null ? NOTHING : reply);
    }

    @Override
    public void threw(Attempt last, HandlerFailedException failure) {
        end(last, new Failed(failure));
    }

    @Override
    public void undelivered(Attempt last, Reason reason, Throwable cause) {
        end(last, new Failed(reason, cause));
    }

    @Override
    public boolean endsInTime() {
        return true;
    }

    @Override
    public void retried(Attempt old, Attempt next) {
        Object now;
        do {
            now = state;
        } while (now != null
                && !STATE.compareAndSet(this, now, now instanceof Waiting waiting ? waiting.with(next) : next));
        Asks asks = next.bus().asks();
        if (!next.inherit(old)) {
            // It was ended as soon as it was seen, by a thread that did not know who waits.
            wake(state);
            asks.hurry();
        }
        if (super.isDone()) {
            next.cancel(Reason.CANCELLED);
        } else {
            asks.retried(this);
        }
    }

    /** Called once, by whoever has ended the last attempt. */
    private void end(Attempt last, Object end) {
        int noted = last.tell(end, getNumberOfDependents() > 0 ? Attempt.OBSERVED : 0);
        Asks asks = last.bus().asks();
        if ((noted & Attempt.OBSERVED) != 0) {
            asks.ended(this, last.id());
        } else if (super.isDone()) {
            finish();
        } else {
            asks.left(this);
        }
        if ((noted & Attempt.AWAITED) != 0) {
            wake(state);
        }
    }

    @Override
    public boolean isLeft() {
        Attempt latest = latest();
        return latest != null && latest.isLeft();
    }

    @Override
    public boolean isWanted() {
        return getNumberOfDependents() > 0;
    }

    /** Called once where it is observed, else perhaps more often. */
    @Override
    public void finish() {
        Attempt last = latest();
        if (last == null) {
            return;
        }
        Object told;
        try {
            told = told(last);
        } catch (StackOverflowError deep) {
            // That of a codec or a record: a thread of the bus has enough.
            told = new Thrown(deep);
        }
        finish(last, told);
    }

    /** What this is completed with. Throws only where the stack of the calling thread is too short for that. */
    private Object told(Attempt last) {
        try {
            if (super.isDone()) {
                return null;
            }
            Object end = last.end();
            return end instanceof Failed failed
                    ? new Thrown(failed.exception(last))
                    : last.bus().adapt(last, end == NOTHING ? null : end);
        } catch (StackOverflowError deep) {
            throw deep;
        } catch (Throwable unfit) {
            return new Thrown(unfit);
        }
    }

    /** Any thread that has what is told, even several: should one fail on its way, the next one completes it. */
    private void finish(Attempt last, Object told) {
        if (!last.isObserved()) {
            last.bus().asks().remove(this, last.id());
        }
        // Where somebody else has completed it, that one runs what follows: this may be a berth's thread.
        if (!super.isDone()) {
            if (told instanceof Thrown thrown) {
                super.completeExceptionally(thrown.what());
            } else {
                super.complete(told);
            }
        }
        Object waiting = state;
        // Who begins to wait now sees that it is done.
        STATE.setRelease(this, null);
        wake(waiting);
    }

    /**
     * Completes it if its end is there. Nobody's continuation is to run on a berth's thread, nor where somebody only
     * looks: there the bus completes it.
     */
    private void help() {
        Attempt last = latest();
        if (last == null || !last.isLeft()) {
            return;
        }
        if (isWanted() || Chain.isBerth()) {
            last.bus().asks().hurry();
        } else {
            finish(last, told(last));
        }
    }

    /** Somebody is about to wait for it in the way of all stages. */
    private void observe() {
        note(Attempt.OBSERVED);
        help();
    }

    /** Lets whoever ends it know something, unless it has ended. */
    private void note(int what) {
        Attempt seen;
        do {
            seen = latest();
        } while (seen != null && seen.note(what) && latest() != seen);
    }

    /** Waits until the end is there, or until only the wait of all stages can tell what is to be done. */
    private void await(long nanos) {
        long end = System.nanoTime() + nanos;
        Attempt latest = latest();
        Thread self = Thread.currentThread();
        if (latest == null || isDone() || nanos <= 0) {
            return;
        }
        if (self instanceof ForkJoinWorkerThread || Chain.isBerth()) {
            observe();
            return;
        }
        // From another process a reply takes longer than it pays to wait awake.
        if (latest.route.locals.length > 0 && latest.route.spin.await(this) || !enlist(self)) {
            return;
        }
        while (!isDone() && state != null) {
            long left = end - System.nanoTime();
            if (left <= 0 || self.isInterrupted()) {
                delist(self);
                if (left > 0) {
                    observe();
                }
                return;
            }
            LockSupport.parkNanos(this, left);
        }
    }

    /** The calling thread is to be woken by whoever ends this; false if that need not be. */
    private boolean enlist(Thread self) {
        Object now;
        do {
            now = state;
            if (now == null) {
                return false;
            }
        } while (!STATE.compareAndSet(
                this, now, new Waiting(latest(now), self, now instanceof Waiting others ? others : null)));
        note(Attempt.AWAITED);
        return true;
    }

    /** The calling thread waits no longer. */
    private void delist(Thread self) {
        Object now;
        do {
            now = state;
        } while (now instanceof Waiting all && !STATE.compareAndSet(this, now, all.without(self)));
    }

    private static void wake(Object state) {
        for (Waiting each = state instanceof Waiting all ? all : null; each != null; each = each.others()) {
            LockSupport.unpark(each.thread());
        }
    }

    private Attempt latest() {
        return latest(state);
    }

    private static Attempt latest(Object state) {
        return state instanceof Waiting waiting ? waiting.latest() : (Attempt) state;
    }

    @Override
    public boolean isDone() {
        if (super.isDone()) {
            return true;
        }
        help();
        return super.isDone();
    }

    @Override
    public boolean isCompletedExceptionally() {
        return isDone() && super.isCompletedExceptionally();
    }

    @Override
    public boolean isCancelled() {
        return isDone() && super.isCancelled();
    }

    @Override
    public Object get() throws InterruptedException, ExecutionException {
        if (!super.isDone()) {
            await(Long.MAX_VALUE);
        }
        return super.get();
    }

    @Override
    public Object get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (super.isDone()) {
            return super.get(timeout, unit);
        }
        long nanos = unit.toNanos(timeout);
        long begin = System.nanoTime();
        await(nanos);
        return super.get(Math.max(0, nanos - (System.nanoTime() - begin)), TimeUnit.NANOSECONDS);
    }

    @Override
    public Object join() {
        if (!super.isDone()) {
            await(Long.MAX_VALUE);
        }
        return super.join();
    }

    @Override
    public Object getNow(Object valueIfAbsent) {
        return isDone() ? super.getNow(valueIfAbsent) : valueIfAbsent;
    }

    /** May be put into a stage of several: that is not seen here, but what it does then is. */
    @Override
    public CompletableFuture<Object> toCompletableFuture() {
        help();
        return this;
    }

    /** Called for each stage that is to follow this one, before it does. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        observe();
        return super.newIncompleteFuture();
    }

    @Override
    public CompletionStage<Object> minimalCompletionStage() {
        observe();
        return super.minimalCompletionStage();
    }

    @Override
    public boolean complete(Object value) {
        boolean first = !isDone() && super.complete(value);
        giveUp();
        return first;
    }

    @Override
    public boolean completeExceptionally(Throwable thrown) {
        boolean first = !isDone() && super.completeExceptionally(thrown);
        giveUp();
        return first;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        // As it says itself: true also of one that was cancelled before.
        boolean cancelled = isDone() ? super.isCancelled() : super.cancel(mayInterruptIfRunning);
        giveUp();
        return cancelled;
    }

    @Override
    public void obtrudeValue(Object value) {
        super.obtrudeValue(value);
        giveUp();
    }

    @Override
    public void obtrudeException(Throwable thrown) {
        super.obtrudeException(thrown);
        giveUp();
    }

    /** If it is just being tried again, the next attempt sees that this is done. */
    private void giveUp() {
        expire(Reason.CANCELLED);
    }
}
