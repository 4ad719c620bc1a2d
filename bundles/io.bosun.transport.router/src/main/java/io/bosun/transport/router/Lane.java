// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import io.bosun.command.Reason;
import io.bosun.transport.Berth;
import io.bosun.transport.Envelope;
import io.bosun.transport.Payload;
import io.bosun.transport.PayloadCodec;
import io.bosun.transport.RouteEntry;
import io.bosun.transport.link.Frame;
import io.bosun.transport.link.FrameKind;
import io.bosun.transport.link.Link;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** One link as the router sees it: what the peer serves, and what it still owes an answer to. */
final class Lane {
    /** What all lanes of a router share. */
    interface Yard {
        PayloadCodec codec();

        int maxPending();

        /** Makes a berth known; what is returned undoes that. */
        Runnable register(Berth berth);
    }

    private record Moored(PeerBerth berth, Runnable unregister) {
        void leave() {
            unregister.run();
            berth.retire();
        }
    }

    private static final System.Logger LOG = System.getLogger(Lane.class.getName());
    private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Yard yard;
    private final Link link;
    private final Outbox outbox;
    private final Map<Long, PendingCommand> pending = new ConcurrentHashMap<>();
    /** What came by the link and has not ended; no more than the berths of the bus have room for. */
    private final Map<Long, ArrivedEnvelope> arrived = new ConcurrentHashMap<>();

    private final AtomicLong correlations = new AtomicLong();
    private final Map<String, Moored> berths = new ConcurrentHashMap<>();
    private final AtomicLong swept = new AtomicLong(System.nanoTime() - SWEEP_NANOS);
    private final LongAdder late = new LongAdder();
    /** The peer does not know what this process serves now: the link had no room for it. */
    private final AtomicBoolean behind = new AtomicBoolean();

    private volatile RoutesBody routes;
    /** Of all that was sent, so many bytes may have reached the peer; known once closed. */
    private volatile long reached;

    private volatile boolean closed;

    Lane(Yard yard, Link link) {
        this.yard = yard;
        this.link = link;
        this.outbox = new Outbox(link);
    }

    Link link() {
        return link;
    }

    PayloadCodec codec() {
        return yard.codec();
    }

    int maxPending() {
        return yard.maxPending();
    }

    boolean isOpen() {
        return !closed && link.isOpen();
    }

    /** What the peer serves. */
    List<RouteEntry> routes() {
        RoutesBody known = routes;
        return known == null ? List.of() : known.entries();
    }

    /** Frames that came for nobody: late answers, late cancellations, and commands with the id of another. */
    long late() {
        return late.sum();
    }

    /** Sends a command; false if nothing of it went out, and the caller keeps it. */
    boolean send(Envelope envelope, PeerBerth berth, ByteBuffer body) {
        long id = correlations.incrementAndGet();
        PendingCommand command = new PendingCommand(this, id, envelope, berth);
        if (!command.carry()) {
            berth.ended();
            return true;
        }
        pending.put(id, command);
        long end = closed ? -1 : link.send(new Frame(FrameKind.COMMAND, id, body));
        if (end < 0) {
            command.putDown();
            // a peer may answer what it never got: then it has ended, and counts as taken
            return !pending.remove(id, command) && !command.isLost();
        }
        if (!command.sent(end)) {
            command.gone(end <= reached, "closed while it was sent");
        }
        return true;
    }

    /** Tells the peer that nobody waits for a command any more, unless it has answered, or takes too little. */
    void sendCancel(long id, PendingCommand command) {
        if (pending.get(id) == command) {
            outbox.offer(new Frame(FrameKind.CANCEL, id, BodyWriter.NOTHING));
        }
    }

    /** A command came; false if another one of its correlation id has not ended: then it is not to be run. */
    boolean arrived(ArrivedEnvelope envelope) {
        boolean first = arrived.putIfAbsent(envelope.correlation(), envelope) == null;
        if (!first) {
            late.increment();
        }
        return first;
    }

    /** The peer gives up a command that came from it. */
    void cancel(long id) {
        ArrivedEnvelope envelope = arrived.get(id);
        try {
            if (envelope == null || !envelope.cancel(Reason.CANCELLED)) {
                late.increment();
            }
        } catch (RuntimeException | Error broken) {
            LOG.log(Level.ERROR, "Cannot cancel " + envelope, broken);
        }
    }

    /** A command that came has ended. */
    void answer(ArrivedEnvelope envelope, Frame frame) {
        arrived.remove(envelope.correlation(), envelope);
        outbox.send(frame);
    }

    void reply(long id, ByteBuffer body) {
        PendingCommand command = pending.remove(id);
        if (command == null || !command.complete(body.hasRemaining() ? new Payload(body) : null)) {
            late.increment();
        }
    }

    void failure(long id, FailureBody failure) {
        PendingCommand command = pending.remove(id);
        if (command == null || !command.fail(failure)) {
            late.increment();
        }
    }

    /** Makes room in a full berth by dropping what its askers gave up; the answers to that will come late. */
    boolean sweep(PeerBerth berth) {
        long now = System.nanoTime();
        long last = swept.get();
        if (now - last < SWEEP_NANOS || !swept.compareAndSet(last, now)) {
            return false;
        }
        boolean[] any = {false};
        pending.forEach((id, command) -> {
            if (command.berth() == berth && command.isForgotten() && pending.remove(id, command)) {
                berth.ended();
                any[0] = true;
            }
        });
        return any[0];
    }

    /** Announces what this process serves; false if the link's backlog is full. */
    boolean announce(RoutesBody body) {
        return link.send(new Frame(FrameKind.ROUTES, 0, body.encode())) >= 0 || !link.isOpen();
    }

    /** From now on the peer is to be told again as soon as the link has room. */
    void fallBehind() {
        behind.set(true);
    }

    /** Whether the peer is to be told again, which then counts as done. */
    boolean takeBehind() {
        return behind.getAndSet(false);
    }

    /** The link takes frames again. */
    void room() {
        outbox.flush();
    }

    /** The peer announced what it serves; called by the link's thread only. Returns whether that is news. */
    boolean announced(RoutesBody body) {
        RoutesBody known = routes;
        if (known != null && body.version() - known.version() <= 0) {
            return false;
        }
        routes = body;
        Map<String, List<RouteEntry>> byTarget = body.entries().stream()
                .collect(Collectors.groupingBy(RouteEntry::target, TreeMap::new, Collectors.toUnmodifiableList()));
        byTarget.forEach(this::moor);
        for (String each : List.copyOf(berths.keySet())) {
            if (!byTarget.containsKey(each)) {
                unmoor(each);
            }
        }
        return known == null || !known.entries().equals(body.entries());
    }

    /** The link is gone. */
    void closed(String reason) {
        close(link.written(), reason);
    }

    /** The router ends, but the link does not: all that was sent may still be written. */
    void abandon(String reason) {
        close(Long.MAX_VALUE, reason);
    }

    // First nothing more is offered, then what is pending fails.
    private void close(long written, String reason) {
        reached = written;
        closed = true;
        List.copyOf(berths.keySet()).forEach(this::unmoor);
        pending.forEach((id, command) -> {
            if (pending.remove(id, command)) {
                long end = command.lose();
                if (end >= 0) {
                    command.gone(end <= written, reason);
                }
            }
        });
    }

    // The new berth comes before the old one goes, so that the target is never without one.
    private void moor(String target, List<RouteEntry> served) {
        Moored old = berths.get(target);
        if (old != null && old.berth.routes().equals(served)) {
            return;
        }
        PeerBerth berth = new PeerBerth(this, target, served);
        berths.put(target, new Moored(berth, yard.register(berth)));
        if (old != null) {
            old.leave();
        }
        if (closed) {
            unmoor(target);
        }
    }

    private void unmoor(String target) {
        Moored moored = berths.remove(target);
        if (moored != null) {
            moored.leave();
        }
    }
}
