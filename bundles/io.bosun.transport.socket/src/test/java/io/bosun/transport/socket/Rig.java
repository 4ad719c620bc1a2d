// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import io.bosun.transport.link.Frame;
import io.bosun.transport.link.FrameKind;
import io.bosun.transport.link.Link;
import io.bosun.transport.link.LinkServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A boss's side that listens, a hand's side, and raw connections for who speaks out of turn. */
final class Rig implements AutoCloseable {
    static final Limits LIMITS = new Limits(1024 * 1024, 8 * 1024 * 1024, 2000);

    final Path directory;
    final URI address;
    final LogLines log = new LogLines();
    final Complaints complaints = new Complaints(log, System::nanoTime);
    final Set<String> tokens = ConcurrentHashMap.newKeySet();
    final Recorder atBoss = new Recorder();
    final Recorder atHand = new Recorder();
    final UnixLinkFactory boss;
    final UnixLinkFactory hand;
    final LinkServer server;

    Rig() throws IOException {
        this(LIMITS);
    }

    Rig(Limits limits) throws IOException {
        directory = Files.createTempDirectory("rig");
        address = URI.create("unix:" + directory.resolve("s"));
        boss = new UnixLinkFactory(limits, complaints);
        hand = new UnixLinkFactory(limits, complaints);
        boss.addListener(atBoss);
        hand.addListener(atHand);
        server = boss.listen(address, (name, token) -> tokens.remove(name + ":" + token));
    }

    /** A link of a hand; its token is good for once. */
    Link connect(String name) throws IOException {
        tokens.add(name + ":secret");
        return hand.connect(address, name, "secret");
    }

    /** A connection that has said nothing yet. */
    SocketChannel raw() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(Path.of(address.getPath())));
    }

    /** A connection that has been let in. */
    SocketChannel rawAdmitted(String name) throws IOException {
        tokens.add(name + ":secret");
        SocketChannel channel = raw();
        write(channel, bytes(new Hello(name, "secret").toFrame()));
        ByteBuffer answer = ByteBuffer.allocate(FrameHeader.BYTES);
        while (answer.hasRemaining() && channel.read(answer) >= 0) {
            continue;
        }
        return channel;
    }

    static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Whether the other side closed it, without having sent anything. */
    static boolean isCut(SocketChannel channel) {
        try {
            return channel.read(ByteBuffer.allocate(1)) < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    static Frame frame(FrameKind kind, long correlation, String text) {
        return new Frame(kind, correlation, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    static byte[] bytes(Frame... frames) {
        int length = Stream.of(frames)
                .mapToInt(each -> FrameHeader.BYTES + each.body().remaining())
                .sum();
        ByteBuffer all = ByteBuffer.allocate(length);
        for (Frame each : frames) {
            all.put(FrameHeader.of(each)).put(each.body().duplicate());
        }
        return all.array();
    }

    /** A listener that is not ours. */
    static ServerSocketChannel server(UnixDomainSocketAddress address) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
    }

    static SocketChannel socket() throws IOException {
        return SocketChannel.open(StandardProtocolFamily.UNIX);
    }

    @Override
    public void close() {
        hand.deactivate();
        boss.deactivate();
        remove(directory);
    }

    static void remove(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.delete(each);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
