// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import io.bosun.transport.link.Frame;
import io.bosun.transport.link.FrameKind;
import io.bosun.transport.link.Link;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A link over a non-blocking channel. The loop's thread reads and ends it; any thread may write. */
final class SocketLink implements Link, Loop.Ready, FrameReader.Sink, FrameWriter.Events {
    private static final long FLUSH_MILLIS = 1000;

    /** Reads at most this often what a peer left behind that takes nothing any more. */
    private static final int LAST_READS = 64;

    private final Links links;
    private final SocketChannel channel;
    private final Handshake handshake;
    private final Limits limits;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final CountDownLatch gone = new CountDownLatch(1);
    private volatile String peer;

    // the loop's thread only, but for the key, which never changes once the link is known to others
    private SelectionKey key;
    private Loop.Timer timer;
    private boolean closing;
    private String endReason;

    SocketLink(Links links, SocketChannel channel, Handshake handshake) {
        this.links = links;
        this.channel = channel;
        this.handshake = handshake;
        this.limits = links.limits();
        this.reader = new FrameReader(handshake.awaited(), limits.maxBodyBytes());
        this.writer = new FrameWriter(channel, limits.backlogBytes(), links.pool(), this);
    }

    /** Begins the handshake; from here on, the link ends by itself if it fails. */
    void begin() {
        try {
            key = links.loop().register(channel, SelectionKey.OP_READ, this);
        } catch (IOException failure) {
            end("cannot be watched: " + failure);
            return;
        }
        Frame greeting = handshake.greeting();
        if (greeting != null) {
            writer.send(greeting);
        }
        int millis = handshake.patienceMillis(limits);
        timer = links.loop().after(millis, () -> complain(Complaint.HALF_OPEN, millis + " ms have passed", null));
    }

    // sending

    @Override
    public long send(Frame frame) {
        FrameKind kind = frame.kind();
        if (kind == FrameKind.HELLO || kind == FrameKind.WELCOME) {
            throw new IllegalArgumentException("a frame of kind " + kind + " is sent by the link alone");
        }
        int length = frame.body().remaining();
        if (length > limits.maxBodyBytes()) {
            throw new IllegalArgumentException("a body of " + length + " bytes is too long; at most "
                    + limits.maxBodyBytes() + " are taken: raise maxBodyBytes on both sides, or send less");
        }
        return writer.send(frame);
    }

    @Override
    public void stalled() {
        try {
            key.interestOpsOr(SelectionKey.OP_WRITE);
            links.loop().wakeUp();
        } catch (CancelledKeyException ended) {
            // the loop has closed the channel since, and drops what is left
        }
    }

    @Override
    public void room() {
        links.loop().execute(() -> {
            if (peer != null && gone.getCount() > 0) {
                links.listeners().room(this);
            }
        });
    }

    @Override
    public void finished() {
        links.loop().execute(() -> end("closed here"));
    }

    @Override
    public void failed(IOException cause) {
        links.loop().execute(() -> {
            readRest();
            end("cannot be written to: " + cause);
        });
    }

    // the loop's thread

    @Override
    public void ready(SelectionKey ready) {
        if (ready.isReadable()) {
            read();
        }
        if (ready.isValid() && ready.isWritable()) {
            ready.interestOpsAnd(~SelectionKey.OP_WRITE);
            writer.resume();
        }
    }

    @Override
    public void failed(Throwable cause) {
        complain(Complaint.FAILURE, cause.toString(), cause);
    }

    /** Whether there may be more to read. */
    private boolean read() {
        ByteBuffer buffer = links.readBuffer().clear();
        try {
            int count = channel.read(buffer);
            if (count < 0) {
                lost("closed by the peer");
                return false;
            }
            reader.read(buffer.flip(), this);
            return count > 0;
        } catch (BadFrameException bad) {
            complain(bad.complaint(), bad.getMessage(), bad.getCause());
        } catch (IOException failure) {
            lost("lost: " + failure);
        }
        return false;
    }

    /** The peer may have gone after it sent its last frames: these still count. */
    private void readRest() {
        int reads = 0;
        while (endReason == null && reads++ < LAST_READS && read()) {
            continue;
        }
    }

    @Override
    public void frame(Frame frame) throws BadFrameException {
        if (peer != null) {
            links.listeners().received(this, frame);
            return;
        }
        String name = handshake.judge(frame);
        reader.open();
        timer.cancel();
        Frame answer = handshake.answer();
        if (answer != null) {
            writer.send(answer);
        }
        peer = name;
        links.opened(this);
        handshake.opened(this);
    }

    private void lost(String reason) {
        if (reader.isWithin()) {
            complain(Complaint.TRUNCATED, reason, null);
        } else {
            end(reason);
        }
    }

    /** Ends the link for something that its peer did wrong. */
    void complain(Complaint complaint, String detail, Throwable cause) {
        if (endReason == null) {
            links.complaints().about(complaint, this + " closed: " + detail, cause);
            end(complaint + ": " + detail);
        }
    }

    /** Ends the link now; what was not written is lost. Called again when the last writer has left. */
    void end(String reason) {
        if (endReason == null) {
            endReason = reason;
            if (timer != null) {
                timer.cancel();
            }
            links.close(channel);
        }
        if (gone.getCount() > 0 && writer.end()) {
            tellEnd();
        }
    }

    /** Ends the link though the loop takes no task any more: whoever still writes cannot tell when that is over. */
    void evict(String reason) {
        end(reason);
        while (gone.getCount() > 0) {
            // not for long: writing never blocks, and fails on a channel that is closed
            Thread.yield();
            end(reason);
        }
    }

    private void tellEnd() {
        try {
            if (peer == null) {
                links.forget(this);
                handshake.failed(endReason);
            } else {
                links.closed(this, endReason);
            }
        } finally {
            gone.countDown();
        }
    }

    /** Ends the link once everything is written, or a second has passed. */
    void closeWhenWritten() {
        if (endReason != null || closing) {
            return;
        }
        closing = true;
        timer.cancel();
        timer = links.loop().after(FLUSH_MILLIS, () -> end("closed here, with frames unwritten"));
        if (writer.refuse()) {
            end("closed here");
        }
    }

    // any thread

    @Override
    public void beginClose() {
        writer.refuse();
        links.loop().execute(this::closeWhenWritten);
    }

    @Override
    public void close() {
        beginClose();
        if (links.loop().isCurrent()) {
            return;
        }
        try {
            // the loop itself keeps to the second; the rest is for listeners
            gone.await(2 * FLUSH_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String peer() {
        return peer;
    }

    @Override
    public boolean isAccepted() {
        return handshake.awaited() == FrameReader.Phase.HELLO;
    }

    @Override
    public long written() {
        return writer.written();
    }

    @Override
    public int maxBody() {
        return limits.maxBodyBytes();
    }

    @Override
    public boolean isOpen() {
        return !writer.isRefusing();
    }

    @Override
    public String toString() {
        String name = peer;
        return name == null ? "connection without a name" : "link to " + Hello.printable(name);
    }
}
