// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.LogLevel;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** The threads that belong to a bus, because it made them for others, and the wait for their end. */
final class OwnThreads {
    private final BusLog log;
    private final Set<OwnThread> live = new LinkedHashSet<>();

    OwnThreads(BusLog log) {
        this.log = log;
    }

    ThreadFactory factory(String name) {
        AtomicInteger numbers = new AtomicInteger();
        return task -> thread(name + "-" + numbers.incrementAndGet(), task);
    }

    @SuppressWarnings("removal")
    Thread thread(String name, Runnable task) {
        // Without the privilege a thread keeps the classes on its maker's stack, and so their loaders.
        Thread made = AccessController.doPrivileged((PrivilegedAction<Thread>) () -> new OwnThread(name, task));
        return outfit(made, false);
    }

    /** Makes a thread of the bus itself, for which nobody waits. */
    @SuppressWarnings("removal")
    static Thread daemon(String name, Runnable task) {
        Thread made =
                AccessController.doPrivileged((PrivilegedAction<Thread>) () -> new Thread(null, task, name, 0, false));
        return outfit(made, true);
    }

    private static Thread outfit(Thread thread, boolean daemon) {
        thread.setDaemon(daemon);
        thread.setPriority(Thread.NORM_PRIORITY);
        thread.setContextClassLoader(OwnThreads.class.getClassLoader());
        return thread;
    }

    /** Stands around a wait for the bus, which may have others in it: who waits for its end cannot end before. */
    void waits(boolean begins) {
        if (Thread.currentThread() instanceof OwnThread own && own.owner() == this) {
            synchronized (live) {
                own.waits += begins ? 1 : -1;
                live.notifyAll();
            }
        }
    }

    /** Waits until none is left but daemons and those that wait for the bus, and logs where the others hang. */
    void awaitEnd(long millis) {
        List<OwnThread> busy = busy();
        if (busy.isEmpty()) {
            return;
        }
        log.log(LogLevel.INFO, "Waiting for " + names(busy));
        boolean interrupted = false;
        try {
            busy = awaitUntil(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
        } catch (InterruptedException e) {
            interrupted = true;
            busy = busy();
        }
        if (!busy.isEmpty()) {
            String text = busy.stream().map(OwnThreads::hanging).collect(Collectors.joining());
            String after = interrupted ? ", the wait being interrupted" : " after " + millis + " ms";
            log.log(LogLevel.ERROR, "The exit goes on without " + names(busy) + after + text);
        }
    }

    private List<OwnThread> awaitUntil(long end) throws InterruptedException {
        synchronized (live) {
            List<OwnThread> busy = busy();
            for (long left = end - System.nanoTime(); !busy.isEmpty() && left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(live, left);
                busy = busy();
            }
            return busy;
        }
    }

    private List<OwnThread> busy() {
        synchronized (live) {
            List<OwnThread> busy = new ArrayList<>(live);
            busy.removeIf(thread -> thread.isDaemon() || thread.waits > 0);
            return busy;
        }
    }

    private static String names(List<OwnThread> threads) {
        return (threads.size() == 1 ? "thread " : threads.size() + " threads: ")
                + threads.stream().map(Thread::getName).collect(Collectors.joining(", "));
    }

    private static String hanging(Thread thread) {
        return "\n" + thread.getName() + " (" + thread.getState() + ")" + Texts.stack(thread);
    }

    /** Known from its start to its end. */
    private final class OwnThread extends Thread {
        private int waits;

        OwnThread(String name, Runnable task) {
            super(null, task, name, 0, false);
        }

        private OwnThreads owner() {
            return OwnThreads.this;
        }

        @Override
        public void start() {
            boolean added = change(true);
            boolean started = false;
            try {
                super.start();
                started = true;
            } finally {
                if (added && !started) {
                    change(false);
                }
            }
        }

        @Override
        public void run() {
            try {
                super.run();
            } finally {
                change(false);
            }
        }

        private boolean change(boolean lives) {
            synchronized (live) {
                live.notifyAll();
                return lives ? live.add(this) : live.remove(this);
            }
        }
    }
}
