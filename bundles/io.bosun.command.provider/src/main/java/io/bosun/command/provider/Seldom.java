// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Logs what anybody may cause at any rate, but once a second at most; says how much it kept back. */
final class Seldom {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Logger logger;
    private final AtomicLong last = new AtomicLong(System.nanoTime() - PAUSE_NANOS);
    private final AtomicLong kept = new AtomicLong();

    Seldom(Logger logger) {
        this.logger = logger;
    }

    void warn(String text, Throwable thrown) {
        long now = System.nanoTime();
        long before = last.get();
        if (now - before < PAUSE_NANOS || !last.compareAndSet(before, now)) {
            kept.incrementAndGet();
            return;
        }
        long since = kept.getAndSet(0);
        logger.log(Level.WARNING, since == 0 ? text : text + " (and " + since + " more before it)", thrown);
    }
}
