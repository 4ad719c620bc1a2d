// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.Berth;
import io.bosun.transport.BerthFactory;
import io.bosun.transport.Envelope;
import io.bosun.transport.LocalBerth;
import io.bosun.transport.RouteEntry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The berth of a target in this process. It is opened at the first command and outlives its handlers: what it takes
 * while a handler is away is parked by its own thread, in order, and run first when the handler, or a replacement, is
 * there. Only its thread parks and unparks, so that order needs no lock.
 */
final class LocalTarget implements Berth {
    /** Wakes the berth's thread so that it looks after what is parked. */
    private static final class Nudge extends Envelope {
        Nudge() {
            super(0, "bosun.nudge", "nudge", "", NO_DEADLINE, Map.of());
        }

        @Override
        public boolean wantsReply() {
            return false;
        }

        @Override
        protected void completed(Object reply) {
            // Nobody waits.
        }

        @Override
        protected void failed(Reason reason, boolean mayHaveRun, Throwable cause) {
            // Nobody waits.
        }

        @Override
        protected void threw(HandlerFailedException failure) {
            // Nobody waits.
        }
    }

    private final String name;
    private final BerthFactory factory;
    private final Map<String, Handling> handlings = new ConcurrentHashMap<>();
    private final Set<String> lapsed = ConcurrentHashMap.newKeySet();
    private final LinkedBlockingQueue<Envelope> parked;
    private volatile LocalBerth berth;
    private volatile boolean closed;
    private volatile boolean changed;
    private long doneBefore;

    LocalTarget(String name, BerthFactory factory, int parkedLimit) {
        this.name = name;
        this.factory = factory;
        this.parked = new LinkedBlockingQueue<>(parkedLimit);
    }

    void install(String key, Handling handling) {
        handlings.put(key, handling);
        lapsed.remove(key);
        nudge();
    }

    /** Takes a handler away; its commands wait from now on. */
    void withdraw(String key, Handling handling) {
        handlings.remove(key, handling);
    }

    /** Commands of this key need not wait any longer. */
    void lapse(String key) {
        lapsed.add(key);
        nudge();
    }

    int parked() {
        return parked.size();
    }

    boolean isOwnThread() {
        LocalBerth open = berth;
        return open != null && open.isOwnThread();
    }

    /** Lets what was taken run, for a time, and closes the berth; the next command opens another one. */
    void drain(Duration budget) {
        LocalBerth open;
        synchronized (this) {
            open = berth;
            berth = null;
            doneBefore += open == null ? 0 : open.done();
        }
        if (open != null) {
            open.close(budget);
        }
    }

    /** As {@link #drain}, and for good: what is still parked is failed. */
    void close(Duration budget, Reason reason) {
        closed = true;
        drain(budget);
        for (Envelope each = parked.poll(); each != null; each = parked.poll()) {
            each.fail(reason, false, null);
        }
    }

    @Override
    public String target() {
        return name;
    }

    @Override
    public String place() {
        return LOCAL;
    }

    @Override
    public List<RouteEntry> routes() {
        return List.of();
    }

    @Override
    public int pending() {
        LocalBerth open = berth;
        int running = handlings.values().stream().mapToInt(Handling::unfinished).sum();
        return running + parked.size() + (open == null ? 0 : open.pending());
    }

    @Override
    public long done() {
        LocalBerth open = berth;
        return doneBefore + (open == null ? 0 : open.done());
    }

    @Override
    public boolean offer(Envelope envelope) {
        LocalBerth open = berth;
        if (open == null) {
            open = open();
        }
        return open != null && open.offer(envelope);
    }

    private synchronized LocalBerth open() {
        if (berth == null && !closed) {
            berth = factory.open(name, this::work);
        }
        return berth;
    }

    private void nudge() {
        changed = true;
        LocalBerth open = berth;
        if (open != null) {
            // A full berth needs no nudge: its thread looks after what is parked before each command.
            open.offer(new Nudge());
        }
    }

    private void work(Envelope envelope) {
        if (changed) {
            changed = false;
            for (int waiting = parked.size(); waiting > 0; waiting--) {
                serve(parked.poll());
            }
        }
        if (!(envelope instanceof Nudge)) {
            serve(envelope);
        }
    }

    private void serve(Envelope envelope) {
        if (envelope == null || envelope.isEnded()) {
            return;
        }
        if (envelope.remainingNanos() <= 0) {
            envelope.fail(Reason.DEADLINE, false, null);
            return;
        }
        Handling handling = handlings.get(envelope.key());
        if (handling == null || !handling.run(envelope, name)) {
            park(envelope);
        }
    }

    private void park(Envelope envelope) {
        if (lapsed.contains(envelope.key())) {
            envelope.fail(Reason.NO_HANDLER, false, null);
        } else if (!parked.offer(envelope)) {
            envelope.fail(Reason.REJECTED_FULL, false, null);
        } else if (lapsed.contains(envelope.key()) || handlings.containsKey(envelope.key())) {
            changed = true;
        }
    }
}
