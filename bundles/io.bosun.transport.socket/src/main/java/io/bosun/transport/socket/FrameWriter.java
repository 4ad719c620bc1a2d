// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import io.bosun.transport.link.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;

/**
 * Writes the frames of one link, in the order of their positions, without ever blocking.
 *
 * <p>One thread at a time is the writer: the first that finds the line idle. What others send meanwhile goes to the
 * backlog, which the writer takes along before it leaves. Where the operating system takes no more, or the writer has
 * worked for others long enough, the line is stalled, and the link's thread goes on when the channel is writable.
 */
final class FrameWriter {
    /** What the link is told, under no lock and by whichever thread was writing. */
    interface Events {
        /** Bytes wait until the channel is writable: {@link FrameWriter#resume} is to be called then. */
        void stalled();

        /** A frame was refused for the backlog, and the backlog is no longer than half of what it may be. */
        void room();

        /** Nothing is left, and frames are refused: nothing will be written any more. */
        void finished();

        /** The channel failed; what is left is dropped and frames are refused. */
        void failed(IOException cause);
    }

    private enum State {
        IDLE,
        WRITING,
        STALLED
    }

    /** Longer bodies are not copied into chunks. */
    private static final int COPIED_BYTES = 8 * 1024;

    private static final int ROUNDS = 16;

    private final GatheringByteChannel channel;
    private final int backlogBytes;
    private final ChunkPool pool;
    private final Events events;

    // guarded by this
    private State state = State.IDLE;
    private Batch backlog;
    private ByteBuffer chunk;
    private long accepted;
    private boolean refusing;
    private boolean ended;
    /** A frame was refused for the backlog, and nobody has been told of room since. */
    private boolean wanted;

    // owned by the thread that made the state WRITING
    private Batch batch;
    private volatile long written;

    FrameWriter(GatheringByteChannel channel, int backlogBytes, ChunkPool pool, Events events) {
        this.channel = channel;
        this.backlogBytes = backlogBytes;
        this.pool = pool;
        this.events = events;
        this.backlog = new Batch(pool);
        this.batch = new Batch(pool);
    }

    /** The position at which the frame ends, or -1 if it is refused. */
    long send(Frame frame) {
        ByteBuffer header = FrameHeader.of(frame);
        ByteBuffer body = frame.body();
        long end;
        synchronized (this) {
            // not by what it would become: a long frame must have its chance beside a steady flow of short ones
            if (refusing) {
                return -1;
            }
            if (accepted - written >= backlogBytes) {
                // a writer is at work, or the line is stalled: whoever writes next looks here, under this lock
                wanted = true;
                return -1;
            }
            end = accepted + header.remaining() + body.remaining();
            append(header, body);
            accepted = end;
            if (state != State.IDLE) {
                return end;
            }
            state = State.WRITING;
        }
        drain();
        return end;
    }

    /** How many bytes the operating system took. */
    long written() {
        return written;
    }

    synchronized boolean isRefusing() {
        return refusing;
    }

    /**
     * Takes no more frames.
     *
     * @return true if nothing is left to write; otherwise the end of the writing is told
     */
    synchronized boolean refuse() {
        refusing = true;
        return state == State.IDLE;
    }

    /** Goes on with a stalled line. */
    void resume() {
        synchronized (this) {
            if (state != State.STALLED) {
                return;
            }
            state = State.WRITING;
        }
        drain();
    }

    /**
     * Drops what is left, after the channel has been closed.
     *
     * @return true if no thread is writing any more; otherwise the end of the writing is told
     */
    synchronized boolean end() {
        refusing = true;
        ended = true;
        if (state == State.WRITING) {
            return false;
        }
        release();
        return true;
    }

    private void append(ByteBuffer header, ByteBuffer body) {
        if (body.remaining() > COPIED_BYTES) {
            closeChunk();
            backlog.addForeign(header);
            backlog.addForeign(body);
            return;
        }
        if (chunk != null && chunk.remaining() < header.remaining() + body.remaining()) {
            closeChunk();
        }
        if (chunk == null) {
            chunk = pool.take();
        }
        chunk.put(header);
        chunk.put(chunk.position(), body, body.position(), body.remaining());
        chunk.position(chunk.position() + body.remaining());
    }

    private void closeChunk() {
        if (chunk != null) {
            backlog.addChunk(chunk.flip());
            chunk = null;
        }
    }

    /** Writes until nothing is left or the line is stalled; the caller has made the state WRITING. */
    private void drain() {
        try {
            for (int round = 0; round < ROUNDS; round++) {
                if (batch.isEmpty() && !takeBacklog()) {
                    return;
                }
                written += batch.write(channel);
                if (batch.isStuck()) {
                    break;
                }
            }
        } catch (IOException failure) {
            fail(failure);
            return;
        } catch (Throwable failure) {
            // no memory, most likely; the line must not stay with a writer that is gone
            fail(new IOException("cannot write to a link", failure));
            return;
        }
        stall();
    }

    /** Makes the backlog the batch, or ends the writing if there is none. */
    private boolean takeBacklog() {
        boolean more;
        boolean last;
        boolean room;
        synchronized (this) {
            closeChunk();
            room = takeWanted();
            more = !ended && !backlog.isEmpty();
            if (more) {
                Batch empty = batch;
                batch = backlog;
                backlog = empty;
            } else {
                release();
            }
            last = !more && refusing;
        }
        if (room) {
            events.room();
        }
        if (last) {
            events.finished();
        }
        return more;
    }

    /** Whether somebody is to be told of room, who then counts as told. */
    private boolean takeWanted() {
        boolean room = wanted && !refusing && accepted - written <= backlogBytes / 2;
        wanted &= !room;
        return room;
    }

    private void stall() {
        boolean last;
        boolean room;
        synchronized (this) {
            room = takeWanted();
            last = ended;
            if (last) {
                release();
            } else {
                state = State.STALLED;
            }
        }
        if (room) {
            events.room();
        }
        if (last) {
            events.finished();
        } else {
            events.stalled();
        }
    }

    private void fail(IOException cause) {
        synchronized (this) {
            refusing = true;
            release();
        }
        events.failed(cause);
    }

    /** The writer leaves, or there was none; only a line that refuses frames may have something left. */
    private void release() {
        state = State.IDLE;
        closeChunk();
        backlog.clear();
        batch.clear();
    }
}
