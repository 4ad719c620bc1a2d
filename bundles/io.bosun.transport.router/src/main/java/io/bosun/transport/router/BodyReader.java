// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads the body of a frame; whatever is wrong with it is an {@link IllegalArgumentException}. */
final class BodyReader {
    private final ByteBuffer body;

    BodyReader(ByteBuffer body) {
        this.body = body;
    }

    int u8(String what) {
        need(1, what);
        return body.get() & 0xFF;
    }

    int u16(String what) {
        need(Short.BYTES, what);
        return body.getShort() & 0xFFFF;
    }

    /** A number of things of at least so many bytes each, which must be there. */
    int count(int count, int leastBytes, String what) {
        if (count < 0 || (long) count * leastBytes > body.remaining()) {
            throw new IllegalArgumentException(count + " " + what + " cannot be in " + body.remaining() + " bytes");
        }
        return count;
    }

    int i32(String what) {
        need(Integer.BYTES, what);
        return body.getInt();
    }

    long i64(String what) {
        need(Long.BYTES, what);
        return body.getLong();
    }

    String text(String what) {
        int length = u16(what);
        need(length, what);
        if (body.hasArray()) {
            String text =
                    new String(body.array(), body.arrayOffset() + body.position(), length, StandardCharsets.UTF_8);
            body.position(body.position() + length);
            return text;
        }
        byte[] bytes = new byte[length];
        body.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    ByteBuffer rest() {
        ByteBuffer rest = body.slice();
        body.position(body.limit());
        return rest;
    }

    void end(String what) {
        if (body.hasRemaining()) {
            throw new IllegalArgumentException(what + " has " + body.remaining() + " bytes too many");
        }
    }

    private void need(int bytes, String what) {
        if (body.remaining() < bytes) {
            throw new IllegalArgumentException(
                    what + " is truncated: needs " + bytes + " bytes, has " + body.remaining());
        }
    }
}
