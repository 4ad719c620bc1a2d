// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.ChannelFailures;
import io.bosun.lifecycle.Hop;
import io.bosun.lifecycle.ListenerCall;
import io.bosun.lifecycle.LogLevel;
import io.bosun.lifecycle.State;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One hop: the arrival in a state, and the calls of its listeners. */
final class Visit {
    private static final int DEEPEST = 10;

    private final Walker walker;
    private final Walk walk;
    private final State from;
    private final State to;
    private final boolean starting;
    private final long begun = System.nanoTime();
    private List<ListenerCall> calls = List.of();
    private List<String> problems = List.of();
    private ChannelFailures failure;
    private boolean cut;

    Visit(Walker walker, Walk walk, State to) {
        this.walker = walker;
        this.walk = walk;
        this.from = walker.arrival().state();
        this.to = to;
        this.starting = walker.plan().startStates().contains(to) && !walk.isLast();
    }

    /** @param cause what led to this error state, or null if it is none */
    void run(ChannelFailures cause) {
        problems = walker.arrival().enter(to);
        if (cause != null) {
            walker.log().log(
                    LogLevel.ERROR, from + " failed: on to " + walker.plan().last(), cause);
        }
        Throwable abort = null;
        try {
            call(cause == null ? List.of() : List.of(cause));
            walker.ending().heard(to);
        } catch (RuntimeException | Error e) {
            abort = e;
            throw e;
        } finally {
            walker.ending().left(to, abort);
        }
    }

    /** Returns what has happened so far. */
    Hop hop() {
        return new Hop(from, to, System.nanoTime() - begun, calls, Optional.ofNullable(failure), problems);
    }

    ChannelFailures failure() {
        return failure;
    }

    /** Whether the end of the walk has kept a listener from its work. */
    boolean cut() {
        return cut;
    }

    private void call(List<Object> arguments) {
        Seat[] seats = walker.channels().seats(to.name());
        if (seats.length == 0) {
            return;
        }
        Publication event = walker.publication(to.name(), arguments, walk);
        Failures failures = new Failures(walker.log(), to.name());
        calls = new ArrayList<>(seats.length);
        for (Seat seat : seats) {
            if (walker.isStale(to)) {
                break;
            }
            if (starting && !walker.gate().enter()) {
                cut = true;
                break;
            }
            call(seat, event, failures);
        }
        if (!failures.all().isEmpty()) {
            failure = walker.failure(to, failures.all(), hop().results());
        }
    }

    private void call(Seat seat, Publication event, Failures failures) {
        if (!starting) {
            // What a listener of the log has left behind is for nobody; a start's gate has seen to it.
            Thread.interrupted();
        }
        long start = System.nanoTime();
        Object result = null;
        Throwable thrown = null;
        try {
            result = seat.listener().on(event);
        } catch (Throwable e) {
            thrown = e;
        } finally {
            leave();
        }
        long nanos = System.nanoTime() - start;
        boolean excused = thrown != null && isExcused(thrown);
        calls.add(new ListenerCall(
                seat.id().name(), nanos, result, excused ? Optional.empty() : Optional.ofNullable(thrown)));
        if (excused) {
            cut = true;
            walker.log().log(LogLevel.INFO, "Listener " + seat.id().name() + " of " + to + " was interrupted");
        } else if (thrown != null) {
            failures.add(seat, thrown);
        }
    }

    private void leave() {
        if (starting) {
            walker.gate().leave();
        } else {
            // What was meant for this listener is not for the next one.
            Thread.interrupted();
        }
    }

    private boolean isExcused(Throwable thrown) {
        if (!starting || !walker.gate().doomed()) {
            return false;
        }
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof InterruptedException || cause instanceof ClosedByInterruptException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
