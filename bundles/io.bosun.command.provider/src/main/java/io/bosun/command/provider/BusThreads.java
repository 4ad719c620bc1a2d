// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import java.security.AccessController;
import java.security.PrivilegedAction;

/** Makes the threads of the bus: daemons that hold nothing of whoever happens to be on the stack. */
final class BusThreads {
    private static final long JOIN_MILLIS = 1_000;

    private BusThreads() {}

    /** A thread that is not started yet. */
    @SuppressWarnings("removal")
    static Thread create(Runnable task, String name) {
        // A thread keeps the domains of all that are on the stack when it is made, and so their class loaders.
        Thread thread =
                AccessController.doPrivileged((PrivilegedAction<Thread>) () -> new Thread(null, task, name, 0, false));
        thread.setContextClassLoader(BusThreads.class.getClassLoader());
        thread.setDaemon(true);
        return thread;
    }

    /** Waits for the end of a thread, for a moment: it may be in foreign code. */
    static void join(Thread thread) {
        if (thread == Thread.currentThread()) {
            return;
        }
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
