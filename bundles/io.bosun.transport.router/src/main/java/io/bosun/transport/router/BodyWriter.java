// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the body of a frame; see the package for how. */
final class BodyWriter {
    /** The most bytes that a text may have. */
    static final int TEXT_BYTES = 0xFFFF;

    /** The body of a frame that needs none. */
    static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** Longer ones are better encoded at once. */
    private static final int SHORT_CHARS = 256;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

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
        INT.set(bytes, length, value);
        length += Integer.BYTES;
        return this;
    }

    BodyWriter i64(long value) {
        room(Long.BYTES);
        LONG.set(bytes, length, value);
        length += Long.BYTES;
        return this;
    }

    BodyWriter text(String value, String what) {
        return text(value, what, "");
    }

    /** The name of what it is comes in two parts, which are put together only if it is too long. */
    BodyWriter text(String value, String what, String which) {
        if (isShortAscii(value)) {
            return ascii(value);
        }
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        if (encoded.length > TEXT_BYTES) {
            throw new IllegalArgumentException(
                    what + which + " has " + encoded.length + " bytes, at most " + TEXT_BYTES + " are possible");
        }
        u8(encoded.length >> 8).u8(encoded.length);
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

    private static boolean isShortAscii(String text) {
        if (text.length() > SHORT_CHARS) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Keys and names, nearly always: one byte each, and no array in between. */
    private BodyWriter ascii(String text) {
        u8(text.length() >> 8).u8(text.length());
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
        return this;
    }

    private void room(int more) {
        int needed = Math.addExact(length, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * bytes.length)));
        }
    }
}
