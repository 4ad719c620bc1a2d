// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.transport.Payload;
import io.bosun.transport.PayloadCodec;
import java.nio.ByteBuffer;

/**
 * A command as its dead letter keeps it: in bytes, or not at all. The record itself would hold the classes of its
 * bundle.
 *
 * @param payload null if it is not kept
 * @param missing why it is not kept, for people; null if it is
 */
record KeptCommand(Payload payload, String missing) {
    /** One letter may have this part of all bytes. */
    private static final int SHARE = 4;

    /**
     * Keeps what can be kept; never throws.
     *
     * @param command a record or its payload
     * @param codec null if there is none
     * @param limit of the bytes of all letters
     */
    static KeptCommand of(Object command, PayloadCodec codec, long limit) {
        if (limit < SHARE) {
            return without("deadLetterBytes is " + limit);
        }
        if (command instanceof Payload payload) {
            return of(payload, limit);
        }
        if (codec == null) {
            return without("there was no codec; deploy io.bosun.codec.cbor");
        }
        try {
            return of(codec.encode(command), limit);
        } catch (Throwable thrown) {
            // Whatever codec and record throw, the letter is to be stored.
            return without(LetterText.of(thrown));
        }
    }

    int length() {
        return payload == null ? 0 : payload.length();
    }

    private static KeptCommand of(Payload payload, long limit) {
        if (payload.length() > limit / SHARE) {
            return without(payload.length() + " bytes are more than a quarter of deadLetterBytes, which is " + limit);
        }
        return new KeptCommand(alone(payload), null);
    }

    private static KeptCommand without(String why) {
        return new KeptCommand(null, why);
    }

    /** What came by a link is part of a larger buffer, all of which would be kept. */
    private static Payload alone(Payload payload) {
        ByteBuffer bytes = payload.bytes();
        if (bytes.hasArray() && bytes.array().length == bytes.remaining()) {
            return payload;
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return new Payload(ByteBuffer.wrap(copy));
    }
}
