// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

/**
 * Tells listeners of things that are numbered, in that order, on a thread that is there only while a listener is. It
 * asks for one thing after the other, so nothing queues up here for a slow listener.
 */
final class Listeners<L, E> {
    /** Where the things are. */
    interface Source<E> {
        /** The number of the last one that there was; 0 before the first. */
        long last();

        /** The first one that is there behind a number, or null. */
        E after(long number);

        long numberOf(E thing);
    }

    private static final class Entry<L> {
        final L listener;
        /** The last thing that was there before it. */
        final long since;

        volatile boolean removed;

        Entry(L listener, long since) {
            this.listener = listener;
            this.since = since;
        }
    }

    private static final Seldom LOG = new Seldom(System.getLogger(Listeners.class.getName()));

    private final String name;
    private final Source<E> source;
    private final BiConsumer<L, E> call;
    /** Written under this object's lock. */
    private final List<Entry<L>> entries = new CopyOnWriteArrayList<>();
    /** Written under this object's lock; the thread itself says that it ends, so there is never a second one. */
    private volatile Thread thread;

    /** With the name of the thread, and how to tell a listener of a thing. */
    Listeners(String name, Source<E> source, BiConsumer<L, E> call) {
        this.name = name;
        this.source = source;
        this.call = call;
    }

    /** Whether nobody listens; takes no lock. */
    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** It is told of what comes from now on. */
    synchronized void add(L listener) {
        long since = source.last();
        entries.add(new Entry<>(listener, since));
        if (thread == null || !thread.isAlive()) {
            thread = BusThreads.create(() -> walk(since), name);
            thread.start();
        }
    }

    /** Only a call that has begun goes on. */
    synchronized void remove(L listener) {
        for (Entry<L> each : entries) {
            if (each.listener == listener) {
                each.removed = true;
                entries.remove(each);
                break;
            }
        }
        wake();
    }

    /** Removes all; a call that has begun is interrupted. */
    synchronized void close() {
        entries.forEach(each -> each.removed = true);
        entries.clear();
        Thread walking = thread;
        if (walking != null && walking != Thread.currentThread()) {
            walking.interrupt();
        }
        wake();
    }

    /** There is another thing, or a listener less. */
    void wake() {
        Thread walking = thread;
        if (walking != null) {
            LockSupport.unpark(walking);
        }
    }

    private void walk(long since) {
        long told = since;
        while (!isOver()) {
            E next = source.after(told);
            if (next == null) {
                LockSupport.park(this);
                // A thread that is interrupted cannot park.
                Thread.interrupted();
            } else {
                told = source.numberOf(next);
                for (Entry<L> each : entries) {
                    tell(each, next);
                }
            }
        }
    }

    private synchronized boolean isOver() {
        if (entries.isEmpty()) {
            thread = null;
        }
        return entries.isEmpty();
    }

    private void tell(Entry<L> entry, E thing) {
        if (entry.removed || source.numberOf(thing) <= entry.since) {
            return;
        }
        try {
            call.accept(entry.listener, thing);
        } catch (Throwable thrown) {
            log(entry, thing, thrown);
        } finally {
            // What interrupted this listener is not meant for the next one.
            Thread.interrupted();
        }
    }

    private void log(Entry<L> entry, E thing, Throwable thrown) {
        try {
            String who = entry.listener.getClass().getName();
            LOG.warn("Listener " + who + " failed at number " + source.numberOf(thing) + " of " + name, thrown);
        } catch (Throwable unprintable) {
            // The log asks a foreign exception for its text.
        }
    }
}
