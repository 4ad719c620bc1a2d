// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Reason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Waits for nothing in particular; what it is told can be looked at. */
final class TestWaiter implements Waiter {
    final AtomicInteger finished = new AtomicInteger();
    final CompletableFuture<Reason> expired = new CompletableFuture<>();
    final AtomicReference<Consumer<TestWaiter>> whenExpired = new AtomicReference<>(each -> {});
    final AtomicReference<Runnable> whenFinished = new AtomicReference<>(() -> {});
    volatile boolean left;
    private final long id;
    private final long deadlineNanos;

    TestWaiter(long id, long deadlineNanos) {
        this.id = id;
        this.deadlineNanos = deadlineNanos;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public void expire(Reason reason) {
        if (expired.complete(reason)) {
            whenExpired.get().accept(this);
        }
    }

    @Override
    public void finish() {
        finished.incrementAndGet();
        whenFinished.get().run();
    }

    @Override
    public boolean isLeft() {
        return left && finished.get() == 0;
    }
}
