// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Keeps a few direct buffers for the next link that needs one: they are dear to make, and freed late. */
final class ChunkPool {
    /** Small frames are copied together into one buffer of this size. */
    static final int CHUNK_BYTES = 64 * 1024;

    private static final int KEPT = 32;

    private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(KEPT);

    ByteBuffer take() {
        ByteBuffer chunk = free.poll();
        return chunk != null ? chunk.clear() : ByteBuffer.allocateDirect(CHUNK_BYTES);
    }

    void give(ByteBuffer chunk) {
        free.offer(chunk);
    }
}
