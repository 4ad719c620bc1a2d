// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.LogLevel;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.TransitionReport.Outcome;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The bus's thread: does what was asked for, one after the other. Started with the first that is asked for. */
final class BusLoop {
    private final String name;
    private final SerialBus bus;
    private final Requests requests;
    private final Walker walker;
    private final BusLog log;
    private final Runnable over;
    private volatile Thread thread;

    /** @param over run at the end of the thread */
    BusLoop(String name, SerialBus bus, Requests requests, Walker walker, BusLog log, Runnable over) {
        this.name = name;
        this.bus = bus;
        this.requests = requests;
        this.walker = walker;
        this.log = log;
        this.over = over;
    }

    /** Returns the bus's thread, or null if it has not been needed yet. */
    Thread thread() {
        return thread;
    }

    boolean isHere() {
        return Thread.currentThread() == thread;
    }

    void start() {
        if (thread == null) {
            startOnce();
        }
    }

    private synchronized void startOnce() {
        if (thread == null && !requests.isClosed()) {
            Thread made = OwnThreads.daemon(name, this::work);
            thread = made;
            try {
                made.start();
            } catch (Error e) {
                thread = null;
                throw e;
            }
        }
    }

    /**
     * Waits a moment for the end of the thread.
     *
     * @param patient whether it may have another moment before what is under way is interrupted
     */
    void end(boolean patient) {
        Thread ending;
        synchronized (this) {
            ending = thread;
        }
        if (ending == null || patient && join(ending)) {
            return;
        }
        ending.interrupt();
        if (!join(ending)) {
            log.log(
                    LogLevel.ERROR,
                    "A listener of " + bus.state() + " ignores its interrupt: thread " + ending + " is left");
        }
    }

    private static boolean join(Thread ending) {
        try {
            ending.join(SerialBus.LAST_MOMENT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !ending.isAlive();
    }

    private void work() {
        try {
            boolean open = true;
            while (open) {
                open = actOnce();
            }
        } finally {
            over.run();
        }
    }

    /** A method of its own: while the thread waits for the next task, nothing of the last one is held. */
    private boolean actOnce() {
        Task task = requests.take();
        if (task != null) {
            act(task);
        }
        return task != null;
    }

    private void act(Task task) {
        try {
            if (task instanceof Request request) {
                walk(request);
            } else if (task instanceof Post post) {
                publish(post);
            }
        } catch (Throwable e) {
            // Not even a log that fails for want of memory may end this thread.
            requests.done();
        }
    }

    private void walk(Request request) {
        long begun = System.nanoTime();
        TransitionReport report;
        try {
            report = walker.walk(request.legs(), request.reason(), request.requester());
        } catch (Throwable abort) {
            broken(request, abort);
            return;
        }
        requests.done();
        try {
            log(report, System.nanoTime() - begun);
        } finally {
            request.answer().complete(report);
        }
    }

    private void broken(Request request, Throwable abort) {
        boolean awaited = requests.done();
        try {
            if (!awaited) {
                bus.exit(abort, "the walk to " + request.target() + " (" + request.reason() + ")");
            }
        } finally {
            request.answer().completeExceptionally(abort);
        }
    }

    private void publish(Post post) {
        try {
            bus.perform(post);
        } catch (Throwable failure) {
            // The failures of its listeners stand in the log already.
            if (Failures.isAbort(failure)) {
                bus.exit(failure, "what was posted to " + post.channel());
            }
        } finally {
            requests.done();
        }
    }

    private void log(TransitionReport report, long nanos) {
        // Each failure stands in the log already, with its stack.
        boolean failed = report.outcome() == Outcome.FAILED;
        int level = failed ? LogLevel.WARN : LogLevel.INFO;
        if (!log.wants(level)) {
            return;
        }
        String way = report.hops().stream().map(hop -> " > " + hop.to()).collect(Collectors.joining());
        String goal = report.state().equals(report.target()) ? "" : ", not to " + report.target();
        String text = report.outcome() + ": " + report.from() + way + goal + " in "
                + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms (" + report.reason() + ")";
        log.log(level, text);
        if (failed) {
            log.remind(text
                    + report.failure().map(cause -> ": " + Texts.line(cause)).orElse(""));
        }
    }
}
