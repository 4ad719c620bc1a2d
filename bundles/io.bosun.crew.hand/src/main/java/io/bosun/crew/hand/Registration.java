// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.hand;

import io.bosun.crew.Memo;
import io.bosun.crew.Memo.Reg;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Sends REG until it is acknowledged, ever more seldom. */
final class Registration {
    private static final long FIRST_MILLIS = 200;
    private static final long LONGEST_MILLIS = 5_000;

    private final String name;
    private final ScheduledExecutorService executor;
    private final Consumer<Memo> link;
    private volatile boolean over;

    Registration(String name, ScheduledExecutorService executor, Consumer<Memo> link) {
        this.name = name;
        this.executor = executor;
        this.link = link;
    }

    void start() {
        send(FIRST_MILLIS);
    }

    private void send(long nextMillis) {
        if (over) {
            return;
        }
        link.accept(new Reg(name));
        executor.schedule(() -> send(Math.min(nextMillis * 2, LONGEST_MILLIS)), nextMillis, TimeUnit.MILLISECONDS);
    }

    /** It was acknowledged, or is of no use any more. */
    void end() {
        over = true;
    }
}
