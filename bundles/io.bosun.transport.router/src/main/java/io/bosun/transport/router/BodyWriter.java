// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the body of a frame; see the package for how. */
final class BodyWriter {
    /** The most bytes that a text may have. */
    static final int TEXT_BYTES = 0xFFFF;

    private byte[] bytes;
    private int length;

    BodyWriter(int expected) {
        bytes = new byte[expected];
    }

    BodyWriter u8(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    BodyWriter u16(int value, String what) {
        if (value < 0 || value > 0xFFFF) {
            throw new IllegalArgumentException(what + " is " + value + ", at most 65535 is possible");
        }
        return u8(value >> 8).u8(value);
    }

    BodyWriter i32(int value) {
        room(Integer.BYTES);
        ByteBuffer.wrap(bytes).putInt(length, value);
        length += Integer.BYTES;
        return this;
    }

    BodyWriter i64(long value) {
        room(Long.BYTES);
        ByteBuffer.wrap(bytes).putLong(length, value);
        length += Long.BYTES;
        return this;
    }

    BodyWriter text(String value, String what) {
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        u16(encoded.length, "length of " + what);
        room(encoded.length);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
        return this;
    }

    BodyWriter rest(ByteBuffer payload) {
        int more = payload.remaining();
        room(more);
        payload.get(payload.position(), bytes, length, more);
        length += more;
        return this;
    }

    ByteBuffer toBody() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    private void room(int more) {
        int needed = Math.addExact(length, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * bytes.length)));
        }
    }
}
