// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.transport.link.Frame;
import io.bosun.transport.link.FrameKind;
import io.bosun.transport.link.Link;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BacklogTest {
    private static final int BACKLOG = 256 * 1024;
    private static final int MAX_BODY = 1024 * 1024;

    private final Rig rig;

    BacklogTest() throws IOException {
        rig = new Rig(new Limits(MAX_BODY, BACKLOG, 2000));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    /** Sends until the backlog is full; returns the ends of the frames that were accepted. */
    private static List<Long> fill(Link link, int length) {
        List<Long> ends = new ArrayList<>();
        for (long number = 0; ; number++) {
            long end = link.send(new Frame(FrameKind.COMMAND, number, ByteBuffer.allocate(length)));
            if (end < 0) {
                return ends;
            }
            ends.add(end);
        }
    }

    @Test
    @DisplayName("promise 3: a full backlog refuses, and loses nothing of what it took")
    void shouldRefuseWhenFullAndLoseNothing() throws IOException {
        for (int length : new int[] {100, 20_000, MAX_BODY}) {
            String name = "h" + length;
            try (SocketChannel peer = rig.rawAdmitted(name)) {
                rig.atBoss.awaitOpened(1);
                Link link = rig.atBoss.opened.remove(0);
                List<Long> ends = fill(link, length);
                assertThat(link.isOpen()).isTrue();
                long last = ends.get(ends.size() - 1);
                assertThat(last - link.written()).isBetween(1L, (long) BACKLOG + length + 20);
                List<Frame> received = readFrames(peer, ends.size());
                assertThat(received).hasSize(ends.size());
                for (int i = 0; i < received.size(); i++) {
                    assertThat(received.get(i).correlation()).isEqualTo(i);
                }
                await().atMost(Duration.ofSeconds(10)).until(() -> link.written() == last);
                assertThat(link.send(Rig.frame(FrameKind.COMMAND, 1, "again"))).isEqualTo(last + 25);
            }
        }
    }

    @Test
    @DisplayName("promise 3: who was refused hears of room once, when half of the backlog has gone")
    void shouldTellOfRoomOnce() throws IOException {
        try (SocketChannel peer = rig.rawAdmitted("h1")) {
            Link link = rig.atBoss.link();
            List<Long> backlogs = new CopyOnWriteArrayList<>();
            for (int round = 1; round <= 3; round++) {
                int count = fill(link, 20_000).size();
                assertThat(link.send(Rig.frame(FrameKind.COMMAND, 1, "refused once more")))
                        .isEqualTo(-1);
                rig.atBoss.whenRoom = roomy -> backlogs.add(roomy.send(Rig.frame(FrameKind.COMMAND, 1, "more")));
                assertThat(backlogs).hasSize(round - 1);
                assertThat(readFrames(peer, count + 1)).hasSize(count + 1);
                int rounds = round;
                await().atMost(Duration.ofSeconds(10)).until(() -> backlogs.size() == rounds);
                assertThat(backlogs).doesNotContain(-1L);
            }
        }
        rig.atBoss.awaitClosed(rig.atBoss.link());
        assertThat(rig.atBoss.events).containsExactly("opened h1", "room h1", "room h1", "room h1", "closed h1");
    }

    @Test
    @DisplayName("promise 3: many who wait for room when they are refused send all that they have")
    void shouldTellOfRoomUnderManySenders() throws Exception {
        int senders = 3;
        int each = 20_000;
        Semaphore room = new Semaphore(0);
        rig.atBoss.whenRoom = link -> room.release(senders);
        try (SocketChannel peer = rig.rawAdmitted("h1")) {
            Link link = rig.atBoss.link();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < senders; i++) {
                threads.add(new Thread(() -> {
                    for (int sent = 0; sent < each; ) {
                        if (link.send(Rig.frame(FrameKind.COMMAND, 1, "one of many")) >= 0) {
                            sent++;
                        } else {
                            room.acquireUninterruptibly();
                        }
                    }
                }));
            }
            threads.forEach(Thread::start);
            assertThat(readFrames(peer, senders * each)).hasSize(senders * each);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(rig.atBoss.events).contains("room h1");
    }

    @Test
    @DisplayName("a close that is only begun does not wait, and what was taken is written first")
    void shouldBeginToClose() throws IOException {
        try (SocketChannel peer = rig.rawAdmitted("h1")) {
            Link link = rig.atBoss.link();
            int count = fill(link, 20_000).size();
            link.beginClose();
            assertThat(rig.atBoss.closed).isEmpty();
            assertThat(link.send(Rig.frame(FrameKind.COMMAND, 1, "late"))).isEqualTo(-1);
            assertThat(readFrames(peer, count)).hasSize(count);
            assertThat(rig.atBoss.awaitClosed(link)).isEqualTo("closed here");
        }
    }

    private static List<Frame> readFrames(SocketChannel peer, int count) throws IOException {
        FrameReader reader = new FrameReader(FrameReader.Phase.OPEN, MAX_BODY);
        List<Frame> frames = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        while (frames.size() < count && peer.read(buffer.clear()) >= 0) {
            reader.read(buffer.flip(), frames::add);
        }
        return frames;
    }

    @Test
    void shouldSayWhatWasWrittenWhenThePeerDies() throws IOException {
        SocketChannel peer = rig.rawAdmitted("h1");
        Link link = rig.atBoss.link();
        List<Long> ends = fill(link, 20_000);
        long written = link.written();
        assertThat(written).isPositive().isLessThan(ends.get(ends.size() - 1));
        peer.close();
        rig.atBoss.awaitClosed(link);
        assertThat(rig.atBoss.writtenAtClose.get(link))
                .isEqualTo(link.written())
                .isBetween(written, ends.get(ends.size() - 1) - 1);
        assertThat(link.isOpen()).isFalse();
        assertThat(link.send(Rig.frame(FrameKind.COMMAND, 1, "late"))).isEqualTo(-1);
    }

    @Test
    void shouldStopCountingWhenThePeerDiesUnderManySenders() throws Exception {
        for (int round = 0; round < 8; round++) {
            SocketChannel peer = rig.rawAdmitted("h1");
            rig.atBoss.awaitOpened(1);
            Link link = rig.atBoss.opened.remove(0);
            List<Thread> senders = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                senders.add(new Thread(() -> {
                    while (link.isOpen()) {
                        link.send(new Frame(FrameKind.COMMAND, 1, ByteBuffer.allocate(1000)));
                    }
                }));
            }
            senders.forEach(Thread::start);
            readFrames(peer, 100 * round);
            peer.close();
            rig.atBoss.awaitClosed(link);
            for (Thread each : senders) {
                each.join();
            }
            assertThat(link.written()).isEqualTo(rig.atBoss.writtenAtClose.get(link));
        }
    }

    @Test
    void shouldReadWhatThePeerSentBeforeItDied() throws IOException {
        SocketChannel peer = rig.rawAdmitted("h1");
        Link link = rig.atBoss.link();
        fill(link, 20_000);
        int count = 1000;
        for (int i = 0; i < count; i++) {
            Rig.write(peer, Rig.bytes(Rig.frame(FrameKind.REPLY, i, "a reply before the end")));
        }
        peer.close();
        rig.atBoss.awaitClosed(link);
        assertThat(rig.atBoss.frames).hasSize(count);
    }

    @Test
    void shouldNotWaitLongForAPeerThatDoesNotRead() throws IOException {
        try (SocketChannel deaf = rig.rawAdmitted("h1")) {
            Link link = rig.atBoss.link();
            fill(link, 20_000);
            link.close();
            assertThat(rig.atBoss.closed).containsKey(link);
            assertThat(deaf.isOpen()).isTrue();
        }
    }
}
