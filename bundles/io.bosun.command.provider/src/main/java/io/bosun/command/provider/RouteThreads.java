// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What the routes have done by threads of their own: what is due after a time, by one that never waits for anybody, and
 * what may have to wait, by a few others, which are there only while they have work.
 */
final class RouteThreads {
    private static final Logger LOG = System.getLogger(RouteThreads.class.getName());
    private static final int ASIDE = 2;
    private static final long KEEP_MILLIS = 1_000;

    private final ScheduledThreadPoolExecutor timer;
    private final ThreadPoolExecutor aside;

    RouteThreads() {
        timer = new ScheduledThreadPoolExecutor(1, task -> BusThreads.create(task, "bosun-routes"));
        timer.setRemoveOnCancelPolicy(true);
        timer.prestartCoreThread();
        aside = new ThreadPoolExecutor(
                ASIDE,
                ASIDE,
                KEEP_MILLIS,
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                task -> BusThreads.create(task, "bosun-routes-aside"));
        aside.allowCoreThreadTimeOut(true);
    }

    /** Runs a task, which must not wait for anybody, after a time; false if this is closed. */
    boolean schedule(Runnable task, long millis) {
        try {
            timer.schedule(() -> run(task), millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            // Closed: nothing waits any more.
            return false;
        }
    }

    /** Runs a task that may wait; where this is closed, at once. */
    void aside(Runnable task) {
        try {
            aside.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            run(task);
        }
    }

    /** Runs one of several steps, of which none may keep the others from being done. */
    static void run(Runnable step) {
        try {
            step.run();
        } catch (Throwable thrown) {
            log(thrown);
        }
    }

    /** What was to be done after a time is not done any more; waits for what may wait, up to a time. */
    void close(long millis) {
        timer.shutdownNow();
        aside.shutdown();
        try {
            aside.awaitTermination(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // Daemons, of which the one that still waits is to hurry.
        aside.shutdownNow().forEach(Runnable::run);
    }

    private static void log(Throwable thrown) {
        try {
            LOG.log(Level.ERROR, "A step of a change of the registry failed; the others are done", thrown);
        } catch (Throwable unprintable) {
            // The log asks a foreign exception for its text.
        }
    }
}
