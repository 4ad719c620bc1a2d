// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandSpec;
import io.bosun.command.Reason;
import io.bosun.command.UndeliveredException;
import io.bosun.transport.Envelope;
import io.bosun.transport.Payload;
import io.bosun.transport.PayloadCodec;
import io.bosun.transport.UnencodableException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.function.Supplier;

/** Brings replies, and commands, into the class space of whoever gets them. */
final class Replies {
    private final Supplier<PayloadCodec> codec;

    Replies(Supplier<PayloadCodec> codec) {
        this.codec = codec;
    }

    /**
     * A reply as the asker's record declares it.
     *
     * @throws UndeliveredException UNENCODABLE if it does not fit
     */
    Object adapt(Object reply, CommandSpec spec, Envelope of) {
        try {
            return fit(reply, spec.replyType());
        } catch (UnencodableException e) {
            throw UndeliveredException.of(Reason.UNENCODABLE, "reply to " + of + ": " + e.getMessage(), e);
        }
    }

    /**
     * A value as an instance of a type: as it is where it fits, decoded where it is a payload, else by way of bytes.
     *
     * @throws UnencodableException if it does not fit
     */
    Object fit(Object value, Type type) {
        if (value == null) {
            return null;
        }
        if (value instanceof Payload payload) {
            return type == Void.class ? null : present(type).decode(payload, type);
        }
        if (raw(type).isInstance(value)) {
            return value;
        }
        PayloadCodec available = present(type);
        return available.decode(available.encode(value), type);
    }

    /**
     * A reply as bytes, for an asker in another class space.
     *
     * @throws UnencodableException if it cannot be encoded
     */
    Payload encode(Object reply) {
        return present(reply.getClass()).encode(reply);
    }

    /** The handler of a command of this loader has gone: nothing that is cached is to hold the command's class. */
    void forget(ClassLoader loader) {
        PayloadCodec available = codec.get();
        if (available != null) {
            available.forget(loader);
        }
    }

    private PayloadCodec present(Type type) {
        PayloadCodec available = codec.get();
        if (available == null) {
            throw new UnencodableException(
                    "No codec to make a " + type.getTypeName() + ": deploy io.bosun.codec.cbor", null);
        }
        return available;
    }

    private static Class<?> raw(Type type) {
        if (type instanceof Class<?> c) {
            return c;
        }
        return type instanceof ParameterizedType p ? (Class<?>) p.getRawType() : Object[].class;
    }
}
