// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import io.bosun.crew.boss.HandSettings.RestartSettings;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Whether and when a hand is started again after a failure. Not thread-safe. */
final class RestartPolicy {
    private final RestartSettings settings;
    private final Deque<Long> failures = new ArrayDeque<>();
    private long delayMillis;
    private boolean ready;
    private long readySinceNanos;

    RestartPolicy(RestartSettings settings) {
        this.settings = settings;
        delayMillis = settings.delayMillis();
    }

    /** The hand is at work from now on. */
    void ready(long nowNanos) {
        ready = true;
        readySinceNanos = nowNanos;
    }

    /**
     * Counts a failure.
     *
     * @return the delay in milliseconds until it is started again; empty if it is not
     */
    OptionalLong failed(long nowNanos) {
        boolean lasted = ready && nowNanos - readySinceNanos > TimeUnit.MILLISECONDS.toNanos(settings.maxDelayMillis());
        ready = false;
        long periodNanos = TimeUnit.MILLISECONDS.toNanos(settings.periodMillis());
        while (!failures.isEmpty() && nowNanos - failures.peekFirst() > periodNanos) {
            failures.removeFirst();
        }
        if (failures.size() >= settings.limit()) {
            return OptionalLong.empty();
        }
        failures.addLast(nowNanos);
        if (lasted) {
            delayMillis = settings.delayMillis();
        }
        long delay = Math.min(delayMillis, settings.maxDelayMillis());
        delayMillis = Math.min(delay * 2, settings.maxDelayMillis());
        return OptionalLong.of(delay);
    }

    @Override
    public String toString() {
        return settings.limit() + " restarts within " + settings.periodMillis() + " ms";
    }
}
