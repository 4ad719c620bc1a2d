// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.LogLevel;
import io.bosun.lifecycle.State;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How the owner of a bus brings it to its end, and what that leaves behind. */
final class Closing {
    private final SerialBus bus;
    private final Requests requests;
    private final BusLoop loop;
    private final Ending ending;
    private final Waiters waiters;
    private final News news;

    Closing(SerialBus bus, Requests requests, BusLoop loop, Ending ending, Waiters waiters, News news) {
        this.bus = bus;
        this.requests = requests;
        this.loop = loop;
        this.ending = ending;
        this.waiters = waiters;
        this.news = news;
    }

    /** Exits and waits for the end; on a thread that is not the bus's. Returns whether it was reached in time. */
    boolean finish(String reason, Duration patience) throws InterruptedException {
        if (requests.isClosed()) {
            return isEnded();
        }
        bus.exit(0, reason);
        try {
            ending.ended().get(TimeUnit.NANOSECONDS.convert(patience), TimeUnit.NANOSECONDS);
            // An exit strategy must not wait for the bus; one that does has its way after a moment.
            ending.done().get(SerialBus.LAST_MOMENT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | CancellationException e) {
            return isEnded();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The walk to " + bus.last() + " broke off", e.getCause());
        }
        return true;
    }

    private boolean isEnded() {
        CompletableFuture<State> ended = ending.ended();
        return ended.isDone() && !ended.isCancelled();
    }

    void interrupt(String why) {
        Thread hanging = loop.thread();
        if (hanging == null || !hanging.isAlive() || ending.ended().isDone()) {
            return;
        }
        String stack = Texts.stack(hanging);
        State state = bus.state();
        // First of all: what hangs may hold up the log, too.
        hanging.interrupt();
        bus.log(LogLevel.ERROR, why + ": still in " + state + "; its listener is interrupted" + stack);
    }

    void shut() {
        IllegalStateException closed = new IllegalStateException("The lifecycle bus " + bus.name() + " was closed");
        requests.close().forEach(dropped -> tell(dropped, closed));
        waiters.close();
        if (loop.isHere()) {
            return;
        }
        // Where all has been heard, only the last words are missing, and they must not be cut short.
        loop.end(isEnded());
        // A listener that ignores its interrupt must not hold those who wait for its walk.
        tell(requests.current(), closed);
        over();
    }

    /** Nothing more will be done. */
    void over() {
        ending.ended().cancel(false);
        news.close();
    }

    private static void tell(Task task, IllegalStateException closed) {
        if (task instanceof Request request) {
            request.answer().completeExceptionally(closed);
        }
    }
}
