// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** The other end of the raw ping-pong: connects, and sends back what it gets until the end of file. */
public final class EchoProcess {
    private EchoProcess() {}

    /** One argument: the path of the socket. */
    public static void main(String[] args) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(Path.of(args[0])));
            ByteBuffer buffer = ByteBuffer.allocateDirect(RoundTrip.MESSAGE);
            while (read(channel, buffer)) {
                write(channel, buffer);
            }
        }
    }

    /** Reads until the buffer is full, and flips it; false at the end of file. */
    static boolean read(SocketChannel channel, ByteBuffer buffer) throws IOException {
        buffer.clear();
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                return false;
            }
        }
        buffer.flip();
        return true;
    }

    static void write(SocketChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
