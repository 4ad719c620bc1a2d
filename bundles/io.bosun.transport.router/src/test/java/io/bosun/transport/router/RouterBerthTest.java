// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import static org.awaitility.Awaitility.await;

import io.bosun.command.HandlerFailedException;
import io.bosun.transport.Berth;
import io.bosun.transport.BerthContract;
import io.bosun.transport.BerthRig;
import io.bosun.transport.Envelope;
import io.bosun.transport.Payload;
import io.bosun.transport.PayloadCodec;
import io.bosun.transport.link.LinkServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** The berth contract, for berths of a hand as the boss has them, over a real unix socket. */
class RouterBerthTest extends BerthContract {
    private static final Duration LIVE = Duration.ofSeconds(10);

    @Override
    protected boolean encodes() {
        return true;
    }

    /** Whether the side that asks accepts the connection: the boss does. */
    boolean bossAsks() {
        return true;
    }

    @Override
    protected BerthRig open(int capacity, Consumer<Envelope> work) throws Exception {
        return new Rig(capacity, work, bossAsks());
    }

    private static final class Rig implements BerthRig {
        private final PayloadCodec codec = Codecs.cbor();
        private final ExecutorService handler = Executors.newSingleThreadExecutor();
        private final Path directory = Files.createTempDirectory("b");
        private final Station near;
        private final Station far;
        private final LinkServer server;
        private final Berth berth;

        Rig(int capacity, Consumer<Envelope> work, boolean bossAsks) throws Exception {
            near = new Station(capacity, 1 << 20);
            far = new Station(capacity, 1 << 20, Station.route(TARGET, KEY));
            far.router.setDispatcher((envelope, localOnly) -> handler.execute(() -> run(work, envelope)));
            URI address = URI.create("unix:" + directory.resolve("s"));
            server = (bossAsks ? near : far).listen(address);
            (bossAsks ? far : near).connect(address, "h1");
            await().atMost(LIVE).until(() -> near.berth(TARGET) != null);
            berth = near.berth(TARGET);
        }

        // As a ring does.
        private static void run(Consumer<Envelope> work, Envelope envelope) {
            Thread.interrupted();
            try {
                work.accept(envelope);
            } catch (RuntimeException | Error thrown) {
                envelope.fail(new HandlerFailedException(envelope.key(), thrown));
            }
        }

        @Override
        public Berth berth() {
            return berth;
        }

        @Override
        public Note command(Envelope envelope) {
            return (Note) codec.decode((Payload) envelope.command(), Note.class);
        }

        @Override
        public Note reply(Object reply) {
            return reply == null ? null : (Note) codec.decode((Payload) reply, Note.class);
        }

        @Override
        public void retire() {
            far.serve();
            await().atMost(LIVE).until(() -> ((PeerBerth) berth).isRetired());
        }

        @Override
        public void lose() {
            near.links.forEach(link -> link.close());
        }

        @Override
        public void close() throws Exception {
            near.close();
            far.close();
            server.close();
            handler.shutdownNow();
            Files.deleteIfExists(directory.resolve("s"));
            Files.deleteIfExists(directory);
        }
    }
}
