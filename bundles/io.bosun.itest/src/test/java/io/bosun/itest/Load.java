// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import io.bosun.command.Acceptance;
import io.bosun.command.Command;
import io.bosun.command.CommandBus;
import io.bosun.command.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Threads that send numbered commands at a rate, until told to stop. What a full berth refuses is sent again, as any
 * caller would do; what is refused for another reason is a loss.
 */
final class Load implements AutoCloseable {
    private static final int SENDERS = 2;
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Acceptance FULL = Acceptance.refused(Reason.REJECTED_FULL);

    private final CommandBus bus;
    private final IntFunction<Command<?>> command;
    private final int limit;
    private final long pauseNanos;
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger full = new AtomicInteger();
    private final Queue<Object> refused = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final long start = System.nanoTime();
    private volatile boolean stop;

    /**
     * Starts to send.
     *
     * @param perSecond the rate of all senders together
     * @param limit how many are sent at most
     */
    Load(CommandBus bus, int perSecond, int limit, IntFunction<Command<?>> command) {
        this.bus = bus;
        this.command = command;
        this.limit = limit;
        this.pauseNanos = TimeUnit.SECONDS.toNanos(SENDERS) / perSecond;
        for (int i = 0; i < SENDERS; i++) {
            threads.add(new Thread(this::send, "itest-load-" + i));
        }
        threads.forEach(Thread::start);
    }

    /** A sender that was kept from its work makes up for it. */
    private void send() {
        long due = System.nanoTime();
        while (!stop) {
            int number = numbers.getAndIncrement();
            if (number >= limit) {
                return;
            }
            try {
                Acceptance acceptance = sendUntilThereIsRoom(command.apply(number));
                if (!acceptance.isAccepted()) {
                    refused.add(number + ": " + acceptance);
                }
            } catch (RuntimeException | Error thrown) {
                refused.add(thrown);
            }
            due += pauseNanos;
            long early = due - System.nanoTime();
            if (early > 0) {
                LockSupport.parkNanos(early);
            }
        }
    }

    private Acceptance sendUntilThereIsRoom(Command<?> one) {
        long end = System.nanoTime() + Processes.LIVENESS.toNanos();
        Acceptance acceptance = bus.send(one);
        while (acceptance.equals(FULL) && System.nanoTime() - end < 0) {
            full.incrementAndGet();
            LockSupport.parkNanos(WAIT_NANOS);
            acceptance = bus.send(one);
        }
        return acceptance;
    }

    int sent() {
        return Math.min(numbers.get(), limit);
    }

    /** How often a berth was full. */
    int full() {
        return full.get();
    }

    /** What was refused for good, and why. */
    List<Object> refused() {
        return List.copyOf(refused);
    }

    /** Stops, and waits for the senders. */
    @Override
    public void close() {
        if (stop) {
            return;
        }
        stop = true;
        for (Thread each : threads) {
            try {
                each.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        long seconds = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
        Figures.tell(sent() + " commands, " + sent() / seconds + " a second, " + full + " times full");
    }
}
