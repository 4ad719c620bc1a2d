// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.main;

import java.io.IOException;

/** Ends a boss in order when a signal comes that no bundle of ours has taken over, as while it starts. */
final class ShutdownHook extends Thread {
    private final BossDirectory directory;
    private Host host;
    private boolean armed = true;

    ShutdownHook(BossDirectory directory) {
        super("bosun-shutdown");
        this.directory = directory;
    }

    /** Makes the host. */
    @FunctionalInterface
    interface Preparation {
        Host run() throws IOException;
    }

    /** What writes to the directory runs as a whole, or not at all: the hook, which may delete it, waits for it. */
    synchronized Host prepare(Preparation preparation) throws IOException, InterruptedException {
        if (!armed) {
            throw new InterruptedException("The JVM ends");
        }
        host = preparation.run();
        return host;
    }

    /** From here on the main thread ends what there is. */
    synchronized void disarm() {
        armed = false;
    }

    @Override
    public void run() {
        Host started;
        synchronized (this) {
            if (!armed) {
                return;
            }
            armed = false;
            started = host;
        }
        if (started != null) {
            started.stopNow();
        }
        directory.close();
    }
}
