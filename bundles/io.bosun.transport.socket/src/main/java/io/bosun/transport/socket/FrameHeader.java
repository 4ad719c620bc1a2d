// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import io.bosun.transport.link.Frame;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Where what stands in the header of a frame; drawn in the package of {@link io.bosun.transport.link}. */
final class FrameHeader {
    static final int BYTES = 20;
    static final byte MAGIC_0 = (byte) 0xB0;
    static final byte MAGIC_1 = 0x5A;
    static final byte VERSION = 1;

    static final int VERSION_AT = 2;
    static final int KIND_AT = 3;
    static final int CORRELATION_AT = 4;
    static final int LENGTH_AT = 12;
    static final int CHECKSUM_AT = 16;

    private FrameHeader() {}

    /** The header of a frame, checksum included; the body's position stays. */
    static ByteBuffer of(Frame frame) {
        ByteBuffer body = frame.body();
        ByteBuffer header = ByteBuffer.allocate(BYTES);
        header.put(MAGIC_0).put(MAGIC_1).put(VERSION).put((byte) frame.kind().code());
        header.putLong(frame.correlation()).putInt(body.remaining());
        return header.putInt(checksum(header, body)).flip();
    }

    /** The checksum over the header up to the checksum itself, and over the body. */
    static int checksum(ByteBuffer header, ByteBuffer body) {
        CRC32C crc = new CRC32C();
        crc.update(header.array(), header.arrayOffset(), CHECKSUM_AT);
        if (body.hasArray()) {
            crc.update(body.array(), body.arrayOffset() + body.position(), body.remaining());
        } else {
            crc.update(body.duplicate());
        }
        return (int) crc.getValue();
    }
}
