// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.codec.cbor.Codecs;
import io.bosun.command.Acceptance;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.HeadedEnvelope;
import io.bosun.transport.PayloadCodec;
import java.lang.reflect.Proxy;
import java.util.Map;

/** Makes dead letters without a bus. */
final class Letters {
    static final PayloadCodec CODEC = Codecs.plain();
    static final String KEY = "name/1";
    static final Acceptance REFUSED = Acceptance.refused(Reason.REJECTED_FULL);

    /** A command that somebody has given up. */
    static final class Given extends HeadedEnvelope {
        Given(long id, Object command) {
            super(id, KEY, command, "h1", NO_DEADLINE, Map.of());
        }

        @Override
        public boolean wantsReply() {
            return false;
        }

        @Override
        protected void completed(Object reply) {
            // Nobody waits.
        }

        @Override
        protected void failed(Reason reason, boolean mayHaveRun, Throwable cause) {
            // Nobody waits.
        }

        @Override
        protected void threw(HandlerFailedException failure) {
            // Nobody waits.
        }
    }

    private Letters() {}

    static DeadLetterStore store(int limit, long bytes) {
        DeadLetterStore store = new DeadLetterStore(settings(limit, bytes));
        store.setCodec(CODEC);
        return store;
    }

    static void add(DeadLetterStore store, long id, Object command) {
        store.add(new Given(id, command), "desk", Reason.NO_HANDLER, false, null);
    }

    static Settings settings(int limit, long bytes) {
        return Settings.of(configuration(limit, bytes));
    }

    /** All else has its defaults. */
    static BusConfiguration configuration(int limit, long bytes) {
        return (BusConfiguration) Proxy.newProxyInstance(
                Letters.class.getClassLoader(),
                new Class<?>[] {BusConfiguration.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "deadLetterLimit" -> limit;
                    case "deadLetterBytes" -> bytes;
                    default -> method.getDefaultValue();
                });
    }
}
