// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicInteger;

/** Who is bound only when the bus looks for listeners the next time. */
final class Latecomers {
    private static final Logger LOG = System.getLogger(Latecomers.class.getName());

    private final AtomicInteger come = new AtomicInteger();
    private final ThreadLocal<Boolean> binding = new ThreadLocal<>();
    private volatile int bound;
    private volatile Runnable binder = () -> {};

    void by(Runnable changed) {
        binder = changed;
    }

    void come() {
        come.incrementAndGet();
    }

    /** On the thread that is to call the listeners; on several at once, for none may go on without them. */
    void bind() {
        int seen = come.get();
        if (seen != bound && binding.get() == null) {
            bind(seen);
        }
    }

    private void bind(int seen) {
        binding.set(true);
        try {
            binder.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "Listeners that came late are not bound", e);
        } finally {
            binding.remove();
            bound = seen;
        }
    }
}
