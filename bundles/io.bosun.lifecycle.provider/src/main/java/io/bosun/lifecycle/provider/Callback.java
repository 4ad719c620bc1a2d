// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.TransitionReport.Outcome;
import java.util.concurrent.Callable;

/** A function that is to be called on a thread of its own when a walk has come to its goal. */
final class Callback<T> {
    private final OwnThreads threads;
    private final News news;
    private final String name;
    private final Callable<T> function;
    private final Told<T> told = new Told<>();

    Callback(OwnThreads threads, News news, String name, Callable<T> function) {
        this.threads = threads;
        this.news = news;
        this.name = name;
        this.function = function;
    }

    Told<T> told() {
        return told;
    }

    /**
     * On the bus's thread. The function's thread is made only now: so none can wait for a walk that does not come to
     * its goal, while the exit waits for the thread.
     */
    void walked(TransitionReport report) {
        if (report == null || report.outcome() != Outcome.REACHED) {
            news.tell(told::tellCancelled);
            return;
        }
        try {
            threads.thread(name, this::call).start();
        } catch (RuntimeException | Error e) {
            news.tell(() -> told.tell(null, e));
        }
    }

    private void call() {
        T value = null;
        Throwable failure = null;
        try {
            value = function.call();
        } catch (Throwable e) {
            failure = e;
        }
        told.tell(value, failure);
    }
}
