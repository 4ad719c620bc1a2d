// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** The one thread that waits for all channels of this process, and runs what belongs to it. */
final class Loop {
    /** A channel's owner. */
    interface Ready {
        /** The channel can do something that it was registered for. */
        void ready(SelectionKey key) throws IOException;

        /** What {@link #ready} threw: a defect, or no memory. */
        void failed(Throwable cause);
    }

    /** Who lives on the loop; all calls come on its thread. */
    interface Tenant {
        /** The loop is to stop: nothing new is to begin, and what is there is to end. */
        void leave();

        /** Whether the loop has to go on, though it is to stop. */
        boolean isBusy();

        /** The loop has ended. */
        void evicted();
    }

    /** Something to be done later, unless cancelled. */
    final class Timer {
        private final long dueNanos;
        private final Runnable task;

        private Timer(long dueNanos, Runnable task) {
            this.dueNanos = dueNanos;
            this.task = task;
        }

        void cancel() {
            timers.remove(this);
        }

        private long remainingNanos() {
            return dueNanos - System.nanoTime();
        }
    }

    static final String THREAD = "bosun-link";

    private final System.Logger log;
    private final Selector selector;
    private final Tenant tenant;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>((one, other) -> Long.signum(one.dueNanos - other.dueNanos));
    private final Thread thread;
    private volatile boolean stopping;
    /** Guarded by the tasks, so that each task that was taken is run. */
    private boolean ended;

    Loop(System.Logger log, Tenant tenant) throws IOException {
        this.log = log;
        this.selector = Selector.open();
        this.tenant = tenant;
        this.thread = new Thread(this::run, THREAD);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    boolean isStopping() {
        return stopping;
    }

    /**
     * Runs it on the loop's thread, soon, and never within the call.
     *
     * @return false if the loop has ended: then it is not run
     */
    boolean execute(Runnable task) {
        synchronized (tasks) {
            if (ended) {
                return false;
            }
            tasks.add(task);
        }
        wakeUp();
        return true;
    }

    void wakeUp() {
        if (!isCurrent()) {
            selector.wakeup();
        }
    }

    /** Registers a channel; the loop's thread only. */
    SelectionKey register(SelectableChannel channel, int operations, Ready owner) throws IOException {
        return channel.register(selector, operations, owner);
    }

    /** Runs it after a time; the loop's thread only. */
    Timer after(long millis, Runnable task) {
        Timer timer = new Timer(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis), task);
        timers.add(timer);
        return timer;
    }

    /** Ends the loop as soon as its tenant is not busy any more. */
    void stop() {
        stopping = true;
        execute(tenant::leave);
    }

    /** Waits for the end of the loop, unless the loop itself asks; an interrupt does not shorten that. */
    void join(long millis) {
        if (isCurrent()) {
            return;
        }
        boolean interrupted = false;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = millis; left > 0 && thread.isAlive(); left = millisUntil(end)) {
            try {
                thread.join(left);
            } catch (InterruptedException meanwhile) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            log.log(Level.WARNING, "{0} still runs: a listener does not return", THREAD);
        }
    }

    private static long millisUntil(long nanoTime) {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime - System.nanoTime());
    }

    private void run() {
        try {
            while (!stopping || tenant.isBusy()) {
                select();
                // meant for nobody here, and it would make each further wait return at once
                Thread.interrupted();
                runTasks();
                runTimers();
            }
        } catch (IOException | RuntimeException failure) {
            log.log(Level.ERROR, "no link works any more", failure);
        } finally {
            refuseTasks();
            runTasks();
            guarded(tenant::evicted);
            close();
        }
    }

    private void refuseTasks() {
        synchronized (tasks) {
            ended = true;
        }
    }

    private void close() {
        try {
            selector.close();
        } catch (IOException failure) {
            log.log(Level.WARNING, "cannot close the selector", failure);
        }
    }

    private void select() throws IOException {
        Timer next = timers.peek();
        if (next == null) {
            selector.select(this::ready);
            return;
        }
        long nanos = next.remainingNanos();
        if (nanos <= 0) {
            selector.selectNow(this::ready);
        } else {
            selector.select(this::ready, TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
        }
    }

    private void ready(SelectionKey key) {
        Ready owner = (Ready) key.attachment();
        try {
            owner.ready(key);
        } catch (Throwable failure) {
            guarded(() -> owner.failed(failure));
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            guarded(task);
        }
    }

    private void runTimers() {
        for (Timer next = timers.peek(); next != null && next.remainingNanos() <= 0; next = timers.peek()) {
            timers.remove();
            guarded(next.task);
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) {
            log.log(Level.ERROR, "a task of the links failed", failure);
        }
    }
}
