// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.AskedEnvelope;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

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

    @Test
    void shouldNotRunOnTheOtherSideWhatIsCancelledInItsQueue() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Queue<Long> ran = new ConcurrentLinkedQueue<>();
        BerthRig rig = keep(open(64, envelope -> {
            begun.countDown();
            wait(gate);
            if (envelope.carry(ended -> {})) {
                ran.add(envelope.id());
                envelope.complete(null);
            }
        }));
        AskedEnvelope running = offered(rig, 1);
        begun.await();
        AskedEnvelope waiting = offered(rig, 2);
        assertThat(waiting.cancel(Reason.CANCELLED)).isTrue();
        await().atMost(LIVE).until(() -> rig.berth().pending() == 1);
        gate.countDown();
        AskedEnvelope last = offered(rig, 3);
        assertThat(running.end().isReply()).isTrue();
        assertThat(last.end().isReply()).isTrue();
        assertThat(ran).containsExactly(1L, 3L);
        assertThat(rig.berth().done()).isEqualTo(3);
    }

    @Test
    void shouldTellTheOtherSideWhichRunsACommandThatItIsCancelled() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        BerthRig rig = keep(open(64, envelope -> {
            boolean mayRun = envelope.carry(ended -> told.countDown());
            assertThat(mayRun).isTrue();
            begun.countDown();
            wait(told);
            envelope.complete(null);
        }));
        AskedEnvelope asked = offered(rig, 1);
        begun.await();
        assertThat(asked.cancel(Reason.DEADLINE)).isTrue();
        assertThat(asked.end().mayHaveRun()).isTrue();
        assertThat(told.await(LIVE.toSeconds(), TimeUnit.SECONDS))
                .as("the other side is told")
                .isTrue();
        await().atMost(LIVE).until(() -> rig.berth().pending() == 0);
        assertThat(asked.ends()).isEqualTo(1);
    }

    @Test
    @DisplayName("Promise 1: a command that is cancelled at any moment ends exactly once")
    void shouldEndEachOnceWheneverItIsCancelled() throws Exception {
        BerthRig rig = keep(open(4096, envelope -> {
            if (envelope.carry(ended -> {})) {
                envelope.complete(null);
            }
        }));
        BlockingQueue<AskedEnvelope> offering = new ArrayBlockingQueue<>(1);
        Thread canceller = new Thread(() -> {
            for (int i = 0; i < 2000; i++) {
                take(offering).cancel(Reason.CANCELLED);
            }
        });
        canceller.start();
        List<AskedEnvelope> asked = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            AskedEnvelope each = new AskedEnvelope(i, new Note("n", i));
            asked.add(each);
            offering.put(each);
            assertThat(rig.berth().offer(each)).isTrue();
        }
        canceller.join();
        assertEndedOnce(asked);
        await().atMost(LIVE).until(() -> rig.berth().pending() == 0);
        assertThat(rig.berth().done()).isEqualTo(2000);
    }

    private static AskedEnvelope take(BlockingQueue<AskedEnvelope> queue) {
        try {
            return queue.take();
        } catch (InterruptedException lost) {
            throw new IllegalStateException("interrupted", lost);
        }
    }

    @Test
    void shouldCarryWhichLaneACommandGoesBy() throws Exception {
        Queue<Boolean> lanes = new ConcurrentLinkedQueue<>();
        BerthRig rig = keep(open(64, envelope -> {
            lanes.add(envelope.isControl());
            envelope.complete(null);
        }));
        assertThat(offered(rig, 1).end().isReply()).isTrue();
        Envelope urgent = new UrgentEnvelope(2, new Note("now", 2));
        assertThat(rig.berth().offer(urgent)).isTrue();
        await().atMost(LIVE).until(urgent::isEnded);
        assertThat(lanes).containsExactly(false, true);
    }

    private static void wait(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException lost) {
            throw new IllegalStateException("interrupted", lost);
        }
    }

    private static final class Rig implements BerthRig {
        private final PayloadCodec codec = Codecs.cbor();
        private final ExecutorService thread = Executors.newSingleThreadExecutor();
        private final Queue<Envelope> ordinary = new ConcurrentLinkedQueue<>();
        private final Queue<Envelope> control = new ConcurrentLinkedQueue<>();
        private final Path directory = Files.createTempDirectory("b");
        private final Station near;
        private final Station far;
        private final LinkServer server;
        private final Berth berth;

        Rig(int capacity, Consumer<Envelope> work, boolean bossAsks) throws Exception {
            near = new Station(capacity, 1 << 20);
            far = new Station(capacity, 1 << 20, Station.route(TARGET, KEY));
            far.router.setDispatcher((envelope, localOnly) -> {
                (envelope.isControl() ? control : ordinary).add(envelope);
                thread.execute(() -> runNext(work));
            });
            URI address = URI.create("unix:" + directory.resolve("s"));
            server = (bossAsks ? near : far).listen(address);
            (bossAsks ? far : near).connect(address, "h1");
            await().atMost(LIVE).until(() -> near.berth(TARGET) != null);
            berth = near.berth(TARGET);
        }

        // As a ring does.
        private void runNext(Consumer<Envelope> work) {
            Thread.interrupted();
            Envelope urgent = control.poll();
            Envelope envelope = urgent == null ? ordinary.remove() : urgent;
            try {
                if (!envelope.isEnded()) {
                    work.accept(envelope);
                }
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
        public boolean hasControlLane() {
            return true;
        }

        /** What goes over the link last arrives last. */
        @Override
        public boolean settle() {
            near.serve(Station.route("settled", KEY));
            await().atMost(LIVE).until(() -> far.berth("settled") != null);
            near.serve();
            await().atMost(LIVE).until(() -> far.berth("settled") == null);
            return true;
        }

        @Override
        public void retire() {
            far.serve();
            await().atMost(LIVE).until(() -> !berth.isOpen());
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
            thread.shutdownNow();
            Files.deleteIfExists(directory.resolve("s"));
            Files.deleteIfExists(directory);
        }
    }
}
