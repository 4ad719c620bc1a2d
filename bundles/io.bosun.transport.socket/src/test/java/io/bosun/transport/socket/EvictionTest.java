// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.transport.link.Frame;
import io.bosun.transport.link.FrameKind;
import io.bosun.transport.link.Link;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EvictionTest {
    @RepeatedTest(20)
    @DisplayName("Promise 1: a link says that it is closed though the selector fails while others write")
    void shouldTellTheEndWhenTheSelectorFailsWhileOthersWrite() throws Exception {
        try (Rig rig = new Rig()) {
            rig.atBoss.whenReceived = (at, frame) -> {};
            Recorder atHand = new Recorder();
            Links links = new Links(rig.log, rig.complaints, Rig.LIMITS);
            links.listeners().add(atHand);
            links.loop().start();
            Link link = connect(rig, links);
            Semaphore sent = new Semaphore(0);
            List<Thread> writers = Stream.generate(() -> new Thread(() -> writeOn(link, sent)))
                    .limit(2)
                    .toList();
            writers.forEach(Thread::start);
            assertThat(sent.tryAcquire(100, 10, TimeUnit.SECONDS)).isTrue();
            breakSelector(links.loop());
            assertThat(atHand.awaitClosed(link)).contains("no link works any more");
            for (Thread each : writers) {
                each.join();
            }
            assertThat(atHand.writtenAtClose.get(link)).isEqualTo(link.written());
            links.loop().join(10_000);
        }
    }

    private static Link connect(Rig rig, Links links) throws IOException {
        rig.tokens.add("h1:secret");
        Arrival arrival = new Arrival(rig.address, "h1", "secret");
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(Path.of(rig.address.getPath())));
        channel.configureBlocking(false);
        links.loop().execute(() -> links.add(new SocketLink(links, channel, arrival)));
        return arrival.await(TimeUnit.SECONDS.toNanos(10));
    }

    private static void writeOn(Link link, Semaphore sent) {
        while (link.isOpen()) {
            link.send(new Frame(FrameKind.MEMO, 0, ByteBuffer.allocate(1000)));
            sent.release();
        }
    }

    /** The next wait fails. */
    private static void breakSelector(Loop loop) throws IOException {
        Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel sink = pipe.sink();
                Pipe.SourceChannel source = pipe.source()) {
            source.configureBlocking(false);
            Semaphore broken = new Semaphore(0);
            loop.execute(() -> {
                try {
                    loop.register(source, SelectionKey.OP_READ, null).selector().close();
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                } finally {
                    broken.release();
                }
            });
            broken.acquireUninterruptibly();
        }
    }
}
