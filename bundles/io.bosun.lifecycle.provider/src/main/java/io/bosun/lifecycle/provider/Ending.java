// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.ExitRequest;
import io.bosun.lifecycle.ExitStrategy;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.LogLevel;
import io.bosun.lifecycle.State;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/** What the bus does by itself at its end, after the listeners of a state; on the bus's thread. */
final class Ending {
    private final LifecycleBus bus;
    private final BusPlan plan;
    private final ExitStatus status;
    private final OwnThreads threads;
    private final LongSupplier threadsMillis;
    private final ExitStrategy strategy;
    private final BusLog log;
    private final CompletableFuture<State> ended = new CompletableFuture<>();
    private final CompletableFuture<State> done = new CompletableFuture<>();
    private final AtomicBoolean called = new AtomicBoolean();

    /** @param threadsMillis how long to wait for threads, asked for when it begins */
    Ending(
            LifecycleBus bus,
            BusPlan plan,
            ExitStatus status,
            OwnThreads threads,
            LongSupplier threadsMillis,
            ExitStrategy strategy,
            BusLog log) {
        this.bus = bus;
        this.plan = plan;
        this.status = status;
        this.threads = threads;
        this.threadsMillis = threadsMillis;
        this.strategy = strategy;
        this.log = log;
    }

    /** Completed in the last state, after its listeners. */
    CompletableFuture<State> ended() {
        return ended;
    }

    /** Completed after that, when the exit strategy has returned. */
    CompletableFuture<State> done() {
        return done;
    }

    /** All listeners of a state have run. */
    void heard(State state) {
        if (plan.exitStates().contains(state)) {
            threads.awaitEnd(threadsMillis.getAsLong());
        }
    }

    /** Nothing more comes of a state's listeners, be it that one of them has ended the publication. */
    void left(State state, Throwable abort) {
        boolean last = state.equals(plan.last());
        if (!last && !plan.exitErrors().contains(state)) {
            return;
        }
        if (abort instanceof ExitRequest request) {
            status.ask(request.status());
        }
        if (last) {
            ended.complete(state);
        }
        exit();
        if (last) {
            done.complete(state);
        }
    }

    /** The end will not come; on any thread. */
    void giveUp(String why) {
        status.failed(1);
        log.log(LogLevel.ERROR, why + ": it is not waited for any more");
        exit();
    }

    private void exit() {
        if (!called.compareAndSet(false, true)) {
            return;
        }
        try {
            strategy.exit(bus, status.get());
        } catch (RuntimeException | Error e) {
            log.log(LogLevel.ERROR, "The exit strategy failed; nothing ends with status " + status.get(), e);
        }
    }
}
