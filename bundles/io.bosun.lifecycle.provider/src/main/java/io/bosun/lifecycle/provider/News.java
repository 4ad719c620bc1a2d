// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Completes stages, one after the other, on a thread that is there only while there is something to tell. */
final class News {
    private static final long IDLE_SECONDS = 5;

    private final ThreadPoolExecutor executor;
    private final String name;

    News(String name) {
        this.name = name;
        this.executor = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> OwnThreads.daemon(name, task),
                // Behind the end each has a thread of its own, so that none is lost.
                (task, ended) -> OwnThreads.daemon(name, task).start());
        executor.allowCoreThreadTimeOut(true);
    }

    void tell(Runnable completion) {
        executor.execute(completion);
    }

    /** @throws IllegalStateException if as many stages wait already, because what depends on one does not return */
    void check(int most) {
        int waiting = executor.getQueue().size();
        if (waiting >= most) {
            throw new IllegalStateException(waiting + " stages wait for thread " + name
                    + " already: what depends on a stage must not block; use its async methods");
        }
    }

    /** Its thread ends when all is done that was told by now. */
    void close() {
        executor.shutdown();
    }
}
