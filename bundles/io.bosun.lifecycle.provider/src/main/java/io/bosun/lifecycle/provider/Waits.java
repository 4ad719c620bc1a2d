// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.BusAbortException;
import io.bosun.lifecycle.BusChannels;
import io.bosun.lifecycle.ChannelFailures;
import io.bosun.lifecycle.LogLevel;
import io.bosun.lifecycle.State;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** How a thread waits for the bus. */
final class Waits {
    private static final long FOREVER = Long.MAX_VALUE;
    private static final long MAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final SerialBus bus;
    private final Waiters waiters;
    private final OwnThreads threads;
    private final BusLog log;

    Waits(SerialBus bus, Waiters waiters, OwnThreads threads, BusLog log) {
        this.bus = bus;
        this.waiters = waiters;
        this.threads = threads;
        this.log = log;
    }

    Optional<State> await(Set<State> states, long nanos) throws InterruptedException {
        return await(states, nanos, null, FOREVER);
    }

    /** @param channel published on after each interval and at the end; null for none */
    Optional<State> await(Set<State> states, long nanos, String channel, long interval) throws InterruptedException {
        try (Waiters.Waiter waiter = waiters.open(states)) {
            // Only now, being known: what was entered before is seen here, what is entered later releases us.
            State now = bus.state();
            if (states.contains(now)) {
                return Optional.of(now);
            }
            if (nanos <= 0) {
                return Optional.empty();
            }
            bus.refuseOnBusThread("Awaiting " + states);
            threads.waits(true);
            try {
                return await(waiter, nanos, channel, interval);
            } finally {
                threads.waits(false);
            }
        }
    }

    private Optional<State> await(Waiters.Waiter waiter, long nanos, String channel, long interval)
            throws InterruptedException {
        long begun = System.nanoTime();
        long left = nanos;
        Optional<State> reached = Optional.empty();
        while (reached.isEmpty() && left > 0) {
            reached = waiter.await(Math.min(left, interval));
            tick(channel);
            left = nanos - (System.nanoTime() - begun);
        }
        return reached;
    }

    private void tick(String channel) {
        try {
            bus.publish(channel);
        } catch (ChannelFailures failures) {
            // Each stands in the log already; whoever ticks goes on waiting.
        }
    }

    /** Waits for the last state and its listeners, whatever happens to the calling thread. */
    void block() {
        bus.refuseOnBusThread("Blocking");
        threads.waits(true);
        try {
            awaitEnd();
        } finally {
            threads.waits(false);
        }
    }

    private void awaitEnd() {
        boolean over = false;
        while (!over) {
            try {
                await(Set.of(bus.last()), FOREVER, BusChannels.MAIN, MAIN_NANOS);
                bus.ended().get();
                over = true;
            } catch (InterruptedException e) {
                log.log(LogLevel.INFO, "Interrupted: the bus exits");
                bus.exit(0, "interrupt of thread " + Thread.currentThread().getName());
            } catch (BusAbortException | VirtualMachineError abort) {
                bus.exit(abort, "a listener of " + BusChannels.MAIN);
            } catch (IllegalStateException | ExecutionException e) {
                log.log(LogLevel.WARN, "Nothing to wait for any more: the bus was closed in " + bus.state(), e);
                over = true;
            }
        }
    }

    /** The last that is published. */
    void blocked() {
        try {
            tick(BusChannels.EXECV);
        } catch (BusAbortException | VirtualMachineError abort) {
            bus.exit(abort, "a listener of " + BusChannels.EXECV);
        }
    }
}
