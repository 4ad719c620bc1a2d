// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandPolicy;
import io.bosun.command.Reason;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Attempts that wait for their time to be tried. There is a thread for it only while there are some. */
final class Retries {
    private static final long KEEP_SECONDS = 10;
    private static final Future<?> NOT_YET = CompletableFuture.completedFuture(null);

    private final ScheduledThreadPoolExecutor timer;
    private final Map<Attempt, Future<?>> waiting = new ConcurrentHashMap<>();
    private final Consumer<Attempt> offer;

    /** With what is done with an attempt when its time has come, unless it has ended. */
    Retries(Consumer<Attempt> offer) {
        this.offer = offer;
        timer = new ScheduledThreadPoolExecutor(1, task -> BusThreads.create(task, "bosun-bus-retries"));
        timer.setKeepAliveTime(KEEP_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * The delay before the n-th attempt after the first.
     *
     * @param share from 0 to 1: how much of the jitter is added
     */
    static long delayNanos(CommandPolicy policy, int n, double share) {
        double millis = Math.min(policy.retryMaxDelayMillis(), Math.scalb((double) policy.retryDelayMillis(), n - 1));
        long plain = TimeUnit.MILLISECONDS.toNanos((long) millis);
        return (long) Math.min(Long.MAX_VALUE, plain + plain * policy.retryJitter() * share);
    }

    /** How many wait. */
    int size() {
        return waiting.size();
    }

    /** Lets one wait; false if this is closed. */
    boolean add(Attempt attempt, long nanos) {
        // It is among them before its time comes, for that may be at once.
        waiting.put(attempt, NOT_YET);
        try {
            Future<?> task = timer.schedule(() -> due(attempt), nanos, TimeUnit.NANOSECONDS);
            if (waiting.replace(attempt, task) == null || attempt.isEnded()) {
                waiting.remove(attempt);
                task.cancel(false);
            }
            return true;
        } catch (RejectedExecutionException closed) {
            waiting.remove(attempt);
            return false;
        }
    }

    /** One has ended, and need not wait any longer. */
    void forget(Attempt attempt) {
        if (attempt.number == 1) {
            return;
        }
        Future<?> task = waiting.remove(attempt);
        if (task != null) {
            task.cancel(false);
        }
    }

    /** Ends all that wait. */
    void endAll(Reason reason) {
        List.copyOf(waiting.keySet()).forEach(each -> each.fail(reason, false, null));
    }

    /** Lets none wait any more; those that do never come to their time. */
    void close() {
        timer.shutdown();
    }

    private void due(Attempt attempt) {
        waiting.remove(attempt);
        if (!attempt.isEnded()) {
            offer.accept(attempt);
        }
    }
}
