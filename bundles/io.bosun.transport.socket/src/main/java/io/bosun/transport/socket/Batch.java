// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.Arrays;

/** Buffers to be written one after the other: chunks of small frames, which are pooled, and what others own. */
final class Batch {
    /** The JDK keeps, for each thread, a direct copy of the largest heap buffers that it ever wrote at once. */
    private static final int AT_ONCE_BYTES = 256 * 1024;

    private final ChunkPool pool;
    private ByteBuffer[] buffers = new ByteBuffer[8];
    private int from;
    private int to;
    private boolean stuck;

    Batch(ChunkPool pool) {
        this.pool = pool;
    }

    boolean isEmpty() {
        return from == to;
    }

    /** Whether the last write had to leave something. */
    boolean isStuck() {
        return stuck;
    }

    /** Adds a writable chunk of the pool, which goes back there once written. */
    void addChunk(ByteBuffer chunk) {
        add(chunk);
    }

    /** Adds a view of a buffer that is not of the pool. */
    void addForeign(ByteBuffer buffer) {
        add(buffer.asReadOnlyBuffer());
    }

    private void add(ByteBuffer buffer) {
        if (to == buffers.length) {
            buffers = Arrays.copyOf(buffers, 2 * to);
        }
        buffers[to++] = buffer;
    }

    /** Writes what the channel takes at once; the batch must not be empty. */
    long write(GatheringByteChannel channel) throws IOException {
        int end = from;
        long length = 0;
        while (end < to && length < AT_ONCE_BYTES) {
            length += buffers[end++].remaining();
        }
        ByteBuffer last = buffers[end - 1];
        int limit = last.limit();
        int excess = (int) Math.max(0, length - AT_ONCE_BYTES);
        last.limit(limit - excess);
        long count;
        try {
            count = end - from == 1 ? channel.write(last) : channel.write(buffers, from, end - from);
        } finally {
            last.limit(limit);
        }
        stuck = count < length - excess;
        dropWritten();
        return count;
    }

    /** Drops everything. */
    void clear() {
        while (from < to) {
            drop();
        }
        dropWritten();
    }

    private void dropWritten() {
        while (from < to && !buffers[from].hasRemaining()) {
            drop();
        }
        if (from == to) {
            from = 0;
            to = 0;
        }
    }

    private void drop() {
        ByteBuffer buffer = buffers[from];
        buffers[from++] = null;
        if (!buffer.isReadOnly()) {
            pool.give(buffer);
        }
    }
}
