// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Command;
import io.bosun.command.CommandSpec;
import io.bosun.transport.Berth;
import io.bosun.transport.Envelope;
import io.bosun.transport.RouteEntry;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The berth of another process, as a router would make it; the test plays the process. */
final class PeerBerth implements Berth {
    private final String target;
    private final String place;
    private final List<RouteEntry> routes;
    private final BlockingQueue<Envelope> taken = new LinkedBlockingQueue<>();
    private final int capacity;
    volatile int pending;
    volatile boolean closed;
    volatile Error thrown;

    @SafeVarargs
    PeerBerth(String target, String place, int capacity, Class<? extends Command<?>>... commands) {
        this.target = target;
        this.place = place;
        this.capacity = capacity;
        this.routes = Arrays.stream(commands)
                .map(CommandSpec::of)
                .map(s -> new RouteEntry(
                        target, s.key(), s.delivery(), s.spread(), s.policy().idempotent(), s.schema()))
                .toList();
    }

    /** What the process got next; waits for it. */
    Envelope take() throws InterruptedException {
        Envelope next = taken.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("Nothing came to " + target + " in " + place);
        }
        return next;
    }

    /** How much it got that was not taken out. */
    int size() {
        return taken.size();
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public String place() {
        return place;
    }

    @Override
    public List<RouteEntry> routes() {
        return routes;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public boolean offer(Envelope envelope) {
        if (thrown != null) {
            throw thrown;
        }
        return !closed && taken.size() < capacity && taken.add(envelope);
    }

    @Override
    public int pending() {
        return pending;
    }

    @Override
    public long done() {
        return 0;
    }
}
