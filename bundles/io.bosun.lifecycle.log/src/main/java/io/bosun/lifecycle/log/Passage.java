// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A bounded queue and the thread that empties it: who writes to the OSGi log must not wait for who listens to a bus.
 * What finds no room is dropped, and how much that was is told behind the next that comes through.
 */
final class Passage implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Passage.class.getName());
    private static final Entry END = new Entry(0, "", null);
    private static final long PATIENCE_MILLIS = 1000;

    private final int capacity;
    private final BlockingQueue<Entry> pending;
    private final Consumer<Entry> exit;
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;

    /** @param exit gets one entry after the other, on a thread that is there until {@link #close} */
    Passage(String name, int capacity, Consumer<Entry> exit) {
        this.capacity = capacity;
        this.pending = new ArrayBlockingQueue<>(capacity);
        this.exit = exit;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
    }

    void open() {
        thread.start();
    }

    /** Never blocks. */
    void offer(Entry entry) {
        if (!closed && !pending.offer(entry)) {
            dropped.incrementAndGet();
        }
    }

    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    private void run() {
        for (Entry entry = next(); entry != END; entry = next()) {
            pass(entry);
            long lost = dropped.getAndSet(0);
            if (lost > 0) {
                pass(new Entry(
                        OsgiLevel.WARN.number(),
                        lost + " entries of the OSGi log were dropped: " + capacity
                                + " were waiting for the listeners of the bus's log",
                        null));
            }
        }
    }

    private Entry next() {
        while (true) {
            try {
                return pending.take();
            } catch (InterruptedException e) {
                // not from us, and only close ends this thread
                LOG.log(Level.DEBUG, "Thread {0} was interrupted", thread.getName());
            }
        }
    }

    private void pass(Entry entry) {
        try {
            exit.accept(entry);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "An entry of the OSGi log did not come through: " + entry.message(), e);
        }
    }

    /** Lets through what is there, but waits a moment only. */
    @Override
    public void close() {
        closed = true;
        try {
            if (isCurrent() || !pending.offer(END, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                drop();
            }
            if (!isCurrent()) {
                thread.join(PATIENCE_MILLIS);
            }
        } catch (InterruptedException e) {
            drop();
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive() && !isCurrent()) {
            LOG.log(Level.WARNING, "A listener of the bus''s log hangs: thread {0} ends with it", thread.getName());
        }
    }

    private void drop() {
        while (!pending.offer(END)) {
            pending.clear();
        }
    }
}
