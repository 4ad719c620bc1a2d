// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

/** Has something done when the JVM ends, for as long as it is armed. Any thread. */
final class CleanExit {
    private static final String THREAD = "bosun-lifecycle-end";

    private final Runnable end;
    private Thread hook;
    private boolean closed;

    CleanExit(Runnable end) {
        this.end = end;
    }

    /** Whether it is too late for anything but a shutdown hook. */
    static boolean isJvmEnding() {
        Thread probe = new Thread(() -> {}, THREAD);
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    synchronized void arm() {
        if (hook != null || closed) {
            return;
        }
        Thread made = new Thread(end, THREAD);
        // It would pin the class loader of whoever had the bus enter its state.
        made.setContextClassLoader(null);
        try {
            Runtime.getRuntime().addShutdownHook(made);
            hook = made;
        } catch (IllegalStateException e) {
            // The JVM ends already: then whoever ends it has the framework stop, or nobody does.
        }
    }

    /** Disarms it for good. */
    synchronized void close() {
        closed = true;
        disarm();
    }

    synchronized void disarm() {
        if (hook == null) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM ends, and the hook runs or has run.
        }
        hook = null;
    }
}
