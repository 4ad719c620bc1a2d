// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import io.bosun.transport.link.Frame;
import io.bosun.transport.link.FrameKind;
import io.bosun.transport.link.Link;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A link whose line is in the test's hand. */
final class FakeLink implements Link {
    final List<Frame> sent = new CopyOnWriteArrayList<>();
    final String peer;
    final boolean accepted;
    volatile boolean open = true;
    volatile boolean full;
    volatile long written;
    volatile int maxBody = 1 << 20;
    /** Runs while a frame is being sent. */
    volatile Runnable whileSending = () -> {};

    private long accepts;

    FakeLink(String peer, boolean accepted) {
        this.peer = peer;
        this.accepted = accepted;
    }

    List<Frame> sent(FrameKind kind) {
        return sent.stream().filter(frame -> frame.kind() == kind).toList();
    }

    RoutesBody lastRoutes() {
        List<Frame> routes = sent(FrameKind.ROUTES);
        return RoutesBody.decode(routes.get(routes.size() - 1).body().duplicate());
    }

    @Override
    public String peer() {
        return peer;
    }

    @Override
    public boolean isAccepted() {
        return accepted;
    }

    @Override
    public long send(Frame frame) {
        if (frame.body().remaining() > maxBody) {
            throw new IllegalArgumentException("too long");
        }
        if (!open || full) {
            return -1;
        }
        sent.add(frame);
        accepts += 20 + frame.body().remaining();
        long end = accepts;
        whileSending.run();
        return end;
    }

    /** All that was sent so far has left. */
    void write() {
        written = accepts;
    }

    @Override
    public long written() {
        return written;
    }

    @Override
    public int maxBody() {
        return maxBody;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void beginClose() {
        open = false;
    }

    @Override
    public void close() {
        open = false;
    }

    @Override
    public String toString() {
        return "link to " + peer;
    }
}
