// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageCodec;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Vert.x' local event bus, with a codec that passes references. */
final class VertxPeer implements Peer {
    private static final String ADDRESS = "bench";
    private static final DeliveryOptions OPTIONS =
            new DeliveryOptions().setLocalOnly(true).setCodecName(ByReference.NAME);

    private final Vertx vertx = Vertx.vertx();
    private final EventBus bus = vertx.eventBus().registerCodec(new ByReference());

    private static final class ByReference implements MessageCodec<Object, Object> {
        private static final String NAME = "reference";

        @Override
        public void encodeToWire(Buffer buffer, Object message) {
            throw new UnsupportedOperationException("local only");
        }

        @Override
        public Object decodeFromWire(int position, Buffer buffer) {
            throw new UnsupportedOperationException("local only");
        }

        @Override
        public Object transform(Object message) {
            return message;
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }

    @Override
    public Sender sender(Receiver receiver) {
        receiving(receiver);
        return (producer, number, due) -> {
            bus.send(ADDRESS, new Tick(producer, number, due), OPTIONS);
            return true;
        };
    }

    @Override
    public Sender publisher(List<Receiver> receivers) {
        receivers.forEach(this::receiving);
        return (producer, number, due) -> {
            bus.publish(ADDRESS, new Tick(producer, number, due), OPTIONS);
            return true;
        };
    }

    @Override
    public Asker asker() {
        bus.<Ask>localConsumer(
                ADDRESS, message -> message.reply(new Answer(message.body().number()), OPTIONS));
        return new Asker() {
            @Override
            public Future<?> ask(long number) {
                return bus.<Answer>request(ADDRESS, new Ask(number), OPTIONS)
                        .toCompletionStage()
                        .toCompletableFuture();
            }

            @Override
            public long number(Object reply) {
                return Asker.super.number(((Message<?>) reply).body());
            }
        };
    }

    private void receiving(Receiver receiver) {
        bus.<Tick>localConsumer(ADDRESS, message -> message.body().to(receiver));
    }

    @Override
    public void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
