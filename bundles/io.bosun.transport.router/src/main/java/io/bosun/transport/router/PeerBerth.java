// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import io.bosun.command.CommandException;
import io.bosun.command.Reason;
import io.bosun.transport.Berth;
import io.bosun.transport.Envelope;
import io.bosun.transport.Payload;
import io.bosun.transport.RouteEntry;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** A target of a peer. */
final class PeerBerth implements Berth {
    private final Lane lane;
    private final String target;
    private final List<RouteEntry> routes;
    private final AtomicInteger pending = new AtomicInteger();
    private final LongAdder done = new LongAdder();
    private volatile boolean retired;

    PeerBerth(Lane lane, String target, List<RouteEntry> routes) {
        this.lane = lane;
        this.target = target;
        this.routes = routes;
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public String place() {
        return lane.link().peer();
    }

    @Override
    public List<RouteEntry> routes() {
        return routes;
    }

    @Override
    public boolean isOpen() {
        return !retired && lane.isOpen();
    }

    @Override
    public boolean offer(Envelope envelope) {
        if (!isOpen() || pending.get() >= lane.maxPending() && !lane.sweep(this)) {
            return false;
        }
        ByteBuffer body;
        try {
            body = encode(envelope);
        } catch (RuntimeException unencodable) {
            return refuse(envelope, Reason.UNENCODABLE, unencodable);
        }
        if (body.remaining() > lane.link().maxBody()) {
            return refuse(envelope, Reason.TOO_LARGE, tooLarge(envelope, body.remaining()));
        }
        if (pending.incrementAndGet() > lane.maxPending() || !lane.send(envelope, this, body)) {
            pending.decrementAndGet();
            return false;
        }
        return true;
    }

    @Override
    public int pending() {
        return pending.get();
    }

    @Override
    public long done() {
        return done.sum();
    }

    /** A command that was taken has ended. */
    void ended() {
        // in this order: who sees nothing pending sees all that is done
        done.increment();
        pending.decrementAndGet();
    }

    /** Takes no more. */
    void retire() {
        retired = true;
    }

    private ByteBuffer encode(Envelope envelope) {
        Payload payload = envelope.command() instanceof Payload arrived
                ? arrived
                : lane.codec().encode(envelope.command());
        return CommandBody.encode(envelope, payload);
    }

    private boolean refuse(Envelope envelope, Reason reason, Throwable cause) {
        done.increment();
        envelope.fail(reason, false, cause);
        return true;
    }

    private CommandException tooLarge(Envelope envelope, int bytes) {
        return new CommandException(envelope.key() + " has " + bytes + " bytes, the link to " + place() + " takes "
                + lane.link().maxBody() + ": send less, or a URI of it");
    }
}
