// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import io.bosun.transport.Envelope;
import io.bosun.transport.Payload;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The body of a COMMAND frame.
 *
 * @param remainingNanos {@link Long#MAX_VALUE} without a deadline
 */
record CommandBody(
        long id,
        String key,
        String sender,
        long remainingNanos,
        boolean wantsReply,
        boolean control,
        Map<String, String> headers,
        Payload payload) {
    private static final int WANTS_REPLY = 1;
    private static final int CONTROL = 2;
    private static final int HEADER_BYTES = 4;
    private static final int FIXED_BYTES = 1 + 8 + 8 + 2 + 2 + 2;
    private static final int HEADERS_BYTES = 128;
    /** Longer than anybody waits, and far from where sums of times overflow. */
    private static final long LONGEST_NANOS = 1L << 60;

    /** @throws IllegalArgumentException if one of its texts is too long */
    static ByteBuffer encode(Envelope envelope, Payload payload) {
        Map<String, String> headers = envelope.headers();
        String key = envelope.key();
        String sender = envelope.sender();
        int expected = FIXED_BYTES + key.length() + sender.length() + payload.length();
        BodyWriter out = new BodyWriter(headers.isEmpty() ? expected : expected + HEADERS_BYTES);
        out.u8((envelope.wantsReply() ? WANTS_REPLY : 0) | (envelope.isControl() ? CONTROL : 0));
        out.i64(envelope.id()).i64(envelope.remainingNanos());
        out.text(key, "key").text(sender, "sender");
        out.u16(headers.size(), "number of headers");
        if (!headers.isEmpty()) {
            headers.forEach((name, value) -> out.text(name, "name of a header").text(value, "header ", name));
        }
        return out.rest(payload.bytes()).toBody();
    }

    static CommandBody decode(ByteBuffer body) {
        BodyReader in = new BodyReader(body);
        int flags = in.u8("flags");
        long id = in.i64("id");
        long remaining = in.i64("deadline");
        String key = in.text("key");
        String sender = in.text("sender");
        int count = in.count(in.u16("number of headers"), HEADER_BYTES, "headers");
        Map<String, String> headers = headers(in, count);
        return new CommandBody(
                id,
                key,
                sender,
                remaining,
                (flags & WANTS_REPLY) != 0,
                (flags & CONTROL) != 0,
                headers,
                new Payload(in.rest()));
    }

    private static Map<String, String> headers(BodyReader in, int count) {
        if (count == 0) {
            return Map.of();
        }
        if (count == 1) {
            return Map.of(in.text("name of a header"), in.text("value of a header"));
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            headers.put(in.text("name of a header"), in.text("value of a header"));
        }
        return Collections.unmodifiableMap(headers);
    }

    /** The deadline by this JVM's {@link System#nanoTime()}. */
    long deadlineNanos() {
        if (remainingNanos > LONGEST_NANOS) {
            return Envelope.NO_DEADLINE;
        }
        long deadline = System.nanoTime() + Math.max(remainingNanos, -LONGEST_NANOS);
        return deadline == Envelope.NO_DEADLINE ? deadline - 1 : deadline;
    }
}
