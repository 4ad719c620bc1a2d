// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import java.util.List;
import java.util.function.BiConsumer;
import net.engio.mbassy.bus.MBassador;
import net.engio.mbassy.bus.config.BusConfiguration;
import net.engio.mbassy.bus.config.Feature;
import net.engio.mbassy.listener.Handler;
import net.engio.mbassy.listener.Listener;
import net.engio.mbassy.listener.References;

/** MBassador, with one dispatcher for what is published asynchronously: it keeps the order. */
final class MBassadorPeer implements Peer {
    private final MBassador<Tick> bus = new MBassador<>(new BusConfiguration()
            .addFeature(Feature.SyncPubSub.Default())
            .addFeature(Feature.AsynchronousHandlerInvocation.Default(1, 1))
            .addFeature(Feature.AsynchronousMessageDispatch.Default().setNumberOfMessageDispatchers(1))
            .addPublicationErrorHandler(error -> {
                throw new IllegalStateException(error.getMessage(), error.getCause());
            }));
    private final BiConsumer<MBassador<Tick>, Tick> manner;

    /** @param manner how a message is published */
    MBassadorPeer(BiConsumer<MBassador<Tick>, Tick> manner) {
        this.manner = manner;
    }

    /** Public, because it is called by reflection. */
    @Listener(references = References.Strong)
    public static final class Listening {
        private final Receiver receiver;

        Listening(Receiver receiver) {
            this.receiver = receiver;
        }

        /** Called by the bus. */
        @Handler
        public void on(Tick tick) {
            tick.to(receiver);
        }
    }

    @Override
    public Sender sender(Receiver receiver) {
        return publisher(List.of(receiver));
    }

    @Override
    public Sender publisher(List<Receiver> receivers) {
        receivers.forEach(each -> bus.subscribe(new Listening(each)));
        return (producer, number, due) -> {
            manner.accept(bus, new Tick(producer, number, due));
            return true;
        };
    }

    @Override
    public void close() {
        bus.shutdown();
    }
}
