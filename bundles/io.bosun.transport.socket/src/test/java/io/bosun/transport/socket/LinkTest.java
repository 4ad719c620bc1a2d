// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bosun.transport.link.Frame;
import io.bosun.transport.link.FrameKind;
import io.bosun.transport.link.Link;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LinkTest {
    private static final Duration LIVENESS = Duration.ofSeconds(10);

    private final Rig rig;

    LinkTest() throws IOException {
        rig = new Rig();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void shouldNameThePeers() throws IOException {
        Link atHand = rig.connect("h1");
        Link atBoss = rig.atBoss.link();
        assertThat(atHand.peer()).isEqualTo("boss");
        assertThat(atHand.isAccepted()).isFalse();
        assertThat(atBoss.peer()).isEqualTo("h1");
        assertThat(atBoss.isAccepted()).isTrue();
        assertThat(atBoss.maxBody()).isEqualTo(Rig.LIMITS.maxBodyBytes());
        assertThat(rig.atHand.opened).as("told before connect returns").containsExactly(atHand);
    }

    @Test
    void shouldEchoFramesOfManySendersInOrder() throws Exception {
        int senders = 4;
        int count = 5000;
        long seed = System.nanoTime();
        rig.atBoss.whenReceived = (link, frame) -> sendWithPatience(link, frame);
        Map<Integer, AtomicInteger> next = new ConcurrentHashMap<>();
        List<String> wrong = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(senders * count);
        rig.atHand.whenReceived = (link, frame) -> {
            int sender = (int) (frame.correlation() >>> 32);
            int number = (int) frame.correlation();
            int expected =
                    next.computeIfAbsent(sender, key -> new AtomicInteger()).getAndIncrement();
            if (number != expected || !isFilled(frame)) {
                wrong.add(sender + ": " + number + " instead of " + expected);
            }
            all.countDown();
        };
        Link link = rig.connect("h1");
        List<Thread> threads = new ArrayList<>();
        for (int sender = 0; sender < senders; sender++) {
            long high = (long) sender << 32;
            Random random = new Random(seed + sender);
            threads.add(new Thread(() -> {
                for (int number = 0; number < count; number++) {
                    int length = random.nextInt(100) == 0 ? random.nextInt(100_000) : random.nextInt(200);
                    sendWithPatience(link, filled(high | number, length));
                }
            }));
        }
        threads.forEach(Thread::start);
        assertThat(all.await(30, TimeUnit.SECONDS))
                .as("seed %d: %s left", seed, all)
                .isTrue();
        assertThat(wrong).as("seed %d", seed).isEmpty();
        for (Thread each : threads) {
            each.join();
        }
        assertThat(link.isOpen()).isTrue();
    }

    /** Sends again while the backlog is full; the echoing side may do so, for the other one always reads on. */
    private static void sendWithPatience(Link link, Frame frame) {
        while (link.send(frame) < 0 && link.isOpen()) {
            Thread.onSpinWait();
        }
    }

    private static Frame filled(long correlation, int length) {
        byte[] body = new byte[length];
        Arrays.fill(body, (byte) correlation);
        return new Frame(FrameKind.COMMAND, correlation, ByteBuffer.wrap(body));
    }

    private static boolean isFilled(Frame frame) {
        return frame.equals(filled(frame.correlation(), frame.body().remaining()));
    }

    @Test
    void shouldCarryBodiesOfAllSizesAndKindsOfBuffer() throws IOException {
        Link link = rig.connect("h1");
        List<Frame> sent = new ArrayList<>();
        for (int length : new int[] {0, 1, 8191, 8192, 8193, 65_516, 65_536, 262_144, 1_000_000, 1024 * 1024}) {
            byte[] bytes = new byte[length + 2];
            new Random(length).nextBytes(bytes);
            ByteBuffer direct =
                    ByteBuffer.allocateDirect(length + 2).put(bytes).position(1).limit(length + 1);
            for (ByteBuffer each : List.of(
                    ByteBuffer.wrap(bytes, 1, length),
                    direct,
                    ByteBuffer.wrap(bytes, 1, length).asReadOnlyBuffer())) {
                Frame frame = new Frame(FrameKind.REPLY, -length, each);
                sent.add(new Frame(FrameKind.REPLY, -length, each.duplicate()));
                sendWithPatience(link, frame);
            }
        }
        rig.atBoss.awaitFrames(sent.size());
        assertThat(rig.atBoss.frames).isEqualTo(sent);
    }

    @Test
    void shouldRefuseWhatMustNotBeSent() throws IOException {
        Link link = rig.connect("h1");
        Frame tooLong = new Frame(FrameKind.COMMAND, 1, ByteBuffer.allocate(link.maxBody() + 1));
        assertThatThrownBy(() -> link.send(tooLong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1048577 bytes is too long; at most 1048576");
        assertThatThrownBy(() -> link.send(Hello.WELCOME)).isInstanceOf(IllegalArgumentException.class);
        assertThat(link.isOpen()).isTrue();
    }

    @Test
    void shouldTellTheEndOfEachFrame() throws IOException {
        Link link = rig.connect("h1");
        long before = link.written();
        assertThat(link.send(Rig.frame(FrameKind.COMMAND, 1, "12345"))).isEqualTo(before + 25);
        assertThat(link.send(Rig.frame(FrameKind.COMMAND, 2, ""))).isEqualTo(before + 45);
        await().atMost(LIVENESS).until(() -> link.written() == before + 45);
    }

    @Test
    void shouldKeepTheLinkOfAnInterruptedSender() throws IOException {
        Link link = rig.connect("h1");
        int rounds = 1000;
        for (int i = 0; i < rounds; i++) {
            Thread.currentThread().interrupt();
            // long ones too: these go another way
            ByteBuffer body = ByteBuffer.allocate(i % 10 == 0 ? 20_000 : 20);
            assertThat(link.send(new Frame(FrameKind.COMMAND, i, body))).isPositive();
        }
        assertThat(Thread.interrupted()).as("the flag is the caller's").isTrue();
        rig.atBoss.awaitFrames(rounds);
        assertThat(link.isOpen()).isTrue();
    }

    @Test
    void shouldGiveUpConnectingWhenInterrupted() throws IOException {
        Path deaf = rig.directory.resolve("deaf");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(deaf));
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> rig.hand.connect(URI.create("unix:" + deaf), "h1", "secret"))
                    .isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void shouldNotBeStoppedByAListenerThatInterruptsTheLinksThread() throws IOException {
        rig.atBoss.whenReceived = (link, frame) -> {
            rig.atBoss.frames.add(frame);
            Thread.currentThread().interrupt();
        };
        Link link = rig.connect("h1");
        for (int i = 1; i <= 10; i++) {
            link.send(Rig.frame(FrameKind.COMMAND, i, "x"));
            rig.atBoss.awaitFrames(i);
        }
        assertThat(link.isOpen()).isTrue();
    }

    @Test
    void shouldTellALateListenerOfOpenLinksFirst() throws IOException {
        Link link = rig.connect("h1");
        rig.atBoss.awaitOpened(1);
        Recorder late = new Recorder();
        rig.boss.addListener(late);
        assertThat(late.link()).isSameAs(rig.atBoss.link());
        await().atMost(LIVENESS).until(() -> {
            link.send(Rig.frame(FrameKind.MEMO, 1, "both"));
            return !late.frames.isEmpty();
        });
        rig.boss.removeListener(late);
        int seen = late.frames.size();
        int before = rig.atBoss.frames.size();
        link.send(Rig.frame(FrameKind.MEMO, 2, "one"));
        rig.atBoss.awaitFrames(before + 1);
        link.close();
        rig.atBoss.awaitClosed(rig.atBoss.link());
        assertThat(late.events).containsExactly("opened h1");
        assertThat(late.frames.size()).isGreaterThanOrEqualTo(seen);
    }

    @Test
    void shouldCallListenersInTurn() throws IOException {
        List<String> events = rig.atBoss.events;
        rig.atBoss.whenReceived = (link, frame) -> events.add("frame " + frame.correlation());
        Link link = rig.connect("h1");
        for (int i = 0; i < 5; i++) {
            link.send(Rig.frame(FrameKind.COMMAND, i, "x"));
        }
        link.close();
        rig.atBoss.awaitClosed(rig.atBoss.link());
        assertThat(events)
                .containsExactly("opened h1", "frame 0", "frame 1", "frame 2", "frame 3", "frame 4", "closed h1");
        assertThat(rig.atHand.events).containsExactly("opened boss", "closed boss");
    }

    @Test
    void shouldLetAListenerSendAndCloseFromItsCalls() throws IOException {
        rig.atBoss.whenReceived = (link, frame) -> {
            link.send(new Frame(FrameKind.REPLY, frame.correlation(), frame.body()));
            link.close();
            rig.atBoss.events.add("after close");
        };
        Link link = rig.connect("h1");
        link.send(Rig.frame(FrameKind.COMMAND, 7, "last words"));
        rig.atHand.awaitClosed(link);
        assertThat(rig.atHand.frames).containsExactly(Rig.frame(FrameKind.REPLY, 7, "last words"));
        rig.atBoss.awaitClosed(rig.atBoss.link());
        assertThat(rig.atBoss.events).containsExactly("opened h1", "after close", "closed h1");
    }

    @Test
    void shouldFlushBeforeItCloses() throws IOException {
        Link link = rig.connect("h1");
        int count = 60;
        for (int i = 0; i < count; i++) {
            assertThat(link.send(new Frame(FrameKind.COMMAND, i, ByteBuffer.allocate(100_000))))
                    .isPositive();
        }
        link.close();
        assertThat(link.isOpen()).isFalse();
        assertThat(link.send(Rig.frame(FrameKind.COMMAND, 0, "late"))).isEqualTo(-1);
        rig.atBoss.awaitClosed(rig.atBoss.link());
        assertThat(rig.atBoss.frames).hasSize(count);
    }

    @Test
    void shouldKeepLinksWhenTheServerCloses() throws IOException {
        Link link = rig.connect("h1");
        rig.server.close();
        link.send(Rig.frame(FrameKind.COMMAND, 1, "still there"));
        rig.atBoss.awaitFrames(1);
        assertThatThrownBy(() -> rig.connect("h2")).isInstanceOf(IOException.class);
    }

    @Test
    void shouldNotWaitForItselfWhenAListenerConnects() throws IOException {
        AtomicReference<Exception> refused = new AtomicReference<>();
        rig.atHand.whenReceived = (link, frame) -> {
            try {
                rig.hand.connect(rig.address, "h2", "secret");
            } catch (IOException expected) {
                refused.set(expected);
            }
        };
        rig.connect("h1");
        rig.atBoss.link().send(Rig.frame(FrameKind.MEMO, 1, "connect!"));
        await().atMost(LIVENESS).until(() -> refused.get() != null);
        assertThat(refused.get()).hasMessageContaining("would wait for itself");
    }
}
