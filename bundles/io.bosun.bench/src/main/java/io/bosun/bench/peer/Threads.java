// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads of the peers that let their users choose them. */
final class Threads {
    private Threads() {}

    static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "bosun-bench-peer");
        thread.setDaemon(true);
        return thread;
    }

    static ExecutorService single() {
        return Executors.newSingleThreadExecutor(Threads::daemon);
    }
}
