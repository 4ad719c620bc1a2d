// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.transport.Envelope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Commands of one target that wait for their handler, in order of acceptance. Its lock is never held while a command
 * is run or ended; to ask for the size takes none.
 */
final class Parked {
    private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final int limit;
    private final Set<Envelope> waiting = new LinkedHashSet<>();
    private final Map<String, Integer> byKey = new HashMap<>();
    private volatile int size;
    private long swept = System.nanoTime() - SWEEP_NANOS;

    /** With how many may wait; twice as many at most do, for what a berth has taken already must have room. */
    Parked(int limit) {
        this.limit = limit;
    }

    /** Whether what comes now is not to wait too; ended ones make room after a moment. Takes no lock otherwise. */
    boolean isFull() {
        return size >= limit && !sweep();
    }

    private synchronized boolean sweep() {
        long now = System.nanoTime();
        if (now - swept >= SWEEP_NANOS) {
            swept = now;
            removeEnded();
        }
        return size < limit;
    }

    private void removeEnded() {
        waiting.stream().filter(Envelope::isEnded).toList().forEach(this::remove);
    }

    int size() {
        return size;
    }

    synchronized boolean has(String key) {
        return byKey.containsKey(key);
    }

    /** Adds at the end; false if far too many wait already. */
    synchronized boolean add(Envelope envelope) {
        if (size >= 2L * limit) {
            removeEnded();
        }
        if (size >= 2L * limit) {
            return false;
        }
        waiting.add(envelope);
        byKey.merge(envelope.key(), 1, Integer::sum);
        size = waiting.size();
        return true;
    }

    /** False if somebody else has taken it away. */
    synchronized boolean remove(Envelope envelope) {
        if (!waiting.remove(envelope)) {
            return false;
        }
        byKey.computeIfPresent(envelope.key(), (key, count) -> count == 1 ? null : count - 1);
        size = waiting.size();
        return true;
    }

    /** The one that waits longest, those with these keys apart; or null. It stays where it is. */
    synchronized Envelope first(Set<String> without) {
        for (Envelope each : waiting) {
            if (!without.contains(each.key())) {
                return each;
            }
        }
        return null;
    }

    /** Takes all away. */
    synchronized List<Envelope> clear() {
        List<Envelope> all = new ArrayList<>(waiting);
        waiting.clear();
        byKey.clear();
        size = 0;
        return all;
    }
}
