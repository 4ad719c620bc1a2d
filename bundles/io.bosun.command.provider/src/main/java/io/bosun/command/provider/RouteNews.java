// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.transport.RouteListener;
import io.bosun.transport.RouteSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells route listeners that what is served has changed: by the thread that changed it, one at a time, under no lock.
 * Whoever finds another one telling waits until that round is over, and tells then if need be; so when a change returns
 * all listeners have been told of it. There are two exceptions, where the one that tells does another round instead: a
 * listener that makes a change itself, and one that does not return, which nobody awaits for ever.
 */
final class RouteNews {
    private static final Logger LOG = System.getLogger(RouteNews.class.getName());

    private final RouteSource source;
    private final LongSupplier version;
    private final List<RouteListener> listeners = new CopyOnWriteArrayList<>();
    /** The version that all listeners have been told of; guarded by this, as the next two. */
    private long told;

    private Thread teller;
    private int waiting;

    /** With what counts the changes of what is served. */
    RouteNews(RouteSource source, LongSupplier version) {
        this.source = source;
        this.version = version;
    }

    void add(RouteListener listener) {
        listeners.add(listener);
    }

    void remove(RouteListener listener) {
        listeners.remove(listener);
    }

    /** Tells what is not told yet, or waits for another one that does, up to a time. */
    void tell(long waitMillis) {
        if (begin(version.getAsLong(), waitMillis)) {
            long telling;
            do {
                telling = version.getAsLong();
                listeners.forEach(this::tell);
            } while (!isOver(telling));
        }
    }

    /** Whether the caller is to tell. */
    private synchronized boolean begin(long changed, long waitMillis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
        waiting++;
        try {
            long left = waitMillis;
            while (told < changed && teller != null && teller != Thread.currentThread() && left > 0) {
                wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting--;
        }
        // Whoever told last may have left more to do than what this thread has changed.
        if (teller != null || told >= version.getAsLong()) {
            return false;
        }
        teller = Thread.currentThread();
        return true;
    }

    /** Whether somebody else tells what has changed meanwhile, if anything has. */
    private synchronized boolean isOver(long telling) {
        told = telling;
        notifyAll();
        if (waiting == 0 && version.getAsLong() != told) {
            return false;
        }
        teller = null;
        return true;
    }

    private void tell(RouteListener listener) {
        try {
            listener.routesChanged(source);
        } catch (Throwable thrown) {
            LOG.log(Level.ERROR, "Route listener " + listener + " failed", thrown);
        }
    }
}
