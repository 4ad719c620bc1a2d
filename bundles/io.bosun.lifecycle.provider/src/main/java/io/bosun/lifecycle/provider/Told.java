// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A stage that only the bus completes: whoever has it may share it with others. */
final class Told<T> extends CompletableFuture<T> {
    void tell(T value, Throwable failure) {
        if (failure == null) {
            super.complete(value);
        } else {
            super.completeExceptionally(failure);
        }
    }

    void tellCancelled() {
        super.cancel(false);
    }

    /** Returns one that its owner may complete; a cancellation stays one. */
    @Override
    public CompletableFuture<T> toCompletableFuture() {
        CompletableFuture<T> own = new CompletableFuture<>();
        whenComplete((value, failure) -> {
            if (failure == null) {
                own.complete(value);
            } else {
                own.completeExceptionally(failure);
            }
        });
        return own;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }

    @Override
    public boolean complete(T value) {
        throw notYours();
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        throw notYours();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        throw notYours();
    }

    @Override
    public void obtrudeValue(T value) {
        throw notYours();
    }

    @Override
    public void obtrudeException(Throwable failure) {
        throw notYours();
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        throw notYours();
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier) {
        throw notYours();
    }

    @Override
    public CompletableFuture<T> orTimeout(long timeout, TimeUnit unit) {
        throw notYours();
    }

    @Override
    public CompletableFuture<T> completeOnTimeout(T value, long timeout, TimeUnit unit) {
        throw notYours();
    }

    private static UnsupportedOperationException notYours() {
        return new UnsupportedOperationException("Completed by the bus alone; use toCompletableFuture()");
    }
}
