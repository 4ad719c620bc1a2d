// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.runtime.RegistryEvent;
import io.bosun.command.runtime.RegistryEvent.Kind;
import io.bosun.command.runtime.RegistryListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * The changes of the registry: numbered and kept as they are made, told afterwards by a thread of its own. All is
 * guarded by the lock that the changes are made under, so that none is told before it is complete.
 */
final class RegistryEvents implements Listeners.Source<RegistryEvent> {
    static final String THREAD = "bosun-registry";

    private static final Logger LOG = System.getLogger(RegistryEvents.class.getName());
    /** Of what a listener that is too slow has not been told yet. */
    private static final int UNTOLD_LIMIT = 100_000;

    private final Object lock;
    private final IntSupplier historyLimit;
    private final Deque<RegistryEvent> history = new ArrayDeque<>();
    private final Deque<RegistryEvent> untold = new ArrayDeque<>();
    private final Listeners<RegistryListener, RegistryEvent> listeners =
            new Listeners<>(THREAD, this, RegistryListener::changed);
    private long count;
    private long dropped;

    RegistryEvents(Object lock, IntSupplier historyLimit) {
        this.lock = lock;
        this.historyLimit = historyLimit;
    }

    void add(RegistryListener listener) {
        listeners.add(listener);
    }

    void remove(RegistryListener listener) {
        listeners.remove(listener);
        forget();
    }

    /** Removes all listeners; a call that has begun is interrupted. */
    void close() {
        listeners.close();
        forget();
    }

    /** How many there have been. */
    long count() {
        synchronized (lock) {
            return count;
        }
    }

    List<RegistryEvent> history() {
        synchronized (lock) {
            trim();
            return List.copyOf(history);
        }
    }

    /** Notes a change, in the order of the changes. */
    void note(Kind kind, String key, String target, Object subject, String why) {
        synchronized (lock) {
            RegistryEvent event = new RegistryEvent(
                    ++count, kind, key, target, subject.toString(), why == null ? "" : why, Instant.now());
            history.addLast(event);
            trim();
            if (listeners.isEmpty()) {
                return;
            }
            untold.addLast(event);
            if (untold.size() > UNTOLD_LIMIT) {
                untold.removeFirst();
                dropped++;
            }
        }
    }

    /** There may be something to tell; called under no lock. */
    void tell() {
        listeners.wake();
    }

    @Override
    public long last() {
        return count();
    }

    @Override
    public RegistryEvent after(long number) {
        long lost;
        RegistryEvent next;
        synchronized (lock) {
            lost = dropped;
            dropped = 0;
            next = untold.pollFirst();
        }
        if (lost > 0) {
            LOG.log(Level.WARNING, "{0} changes were not told: a registry listener is too slow", lost);
        }
        return next;
    }

    @Override
    public long numberOf(RegistryEvent event) {
        return event.number();
    }

    private void forget() {
        synchronized (lock) {
            if (listeners.isEmpty()) {
                untold.clear();
                dropped = 0;
            }
        }
    }

    private void trim() {
        while (history.size() > historyLimit.getAsInt()) {
            history.removeFirst();
        }
    }
}
