// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import io.bosun.transport.link.LinkGate;
import io.bosun.transport.link.LinkServer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/** Accepts connections at a socket file. */
final class UnixServer implements LinkServer, Loop.Ready {
    private static final int QUEUE = 128;
    private static final int ACCEPTED_AT_ONCE = 64;

    /** How long nothing is accepted where the process has, most likely, no descriptor left. */
    private static final long PAUSE_MILLIS = 100;

    private final System.Logger log;
    private final Links links;
    private final URI address;
    private final UnixPath path;
    private final PeerUser user;
    private final ServerSocketChannel channel;
    private final Object claim;
    private final Doorway doorway;
    private final Consumer<UnixServer> whenClosed;

    // the loop's thread only
    private SelectionKey key;

    private UnixServer(Builder builder, ServerSocketChannel channel, Object claim) {
        this.log = builder.log;
        this.links = builder.links;
        this.address = builder.address;
        this.path = builder.path;
        this.user = builder.user;
        this.whenClosed = builder.whenClosed;
        this.channel = channel;
        this.claim = claim;
        this.doorway = new Doorway(builder.gate, channel::isOpen);
    }

    /** What a server is made of. */
    record Builder(
            System.Logger log,
            Links links,
            URI address,
            UnixPath path,
            PeerUser user,
            LinkGate gate,
            Consumer<UnixServer> whenClosed) {
        /** Binds the socket file and begins to accept. */
        UnixServer open() throws IOException {
            path.prepareDirectory(user.self());
            path.removeStale();
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.configureBlocking(false);
                channel.bind(path.address(), QUEUE);
                UnixServer server = new UnixServer(this, channel, path.claim());
                links.loop().execute(server::begin);
                return server;
            } catch (IOException | RuntimeException failure) {
                links.close(channel);
                throw new IOException("cannot listen at " + address + ": " + failure.getMessage(), failure);
            }
        }
    }

    private void begin() {
        try {
            key = links.loop().register(channel, SelectionKey.OP_ACCEPT, this);
        } catch (ClosedChannelException closed) {
            return;
        } catch (IOException failure) {
            log.log(Level.ERROR, "nothing is accepted at " + address, failure);
            close();
        }
    }

    @Override
    public URI address() {
        return address;
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        synchronized (this) {
            if (!channel.isOpen()) {
                return;
            }
            try {
                // while it is still listened at, nobody takes it for stale and puts another in its place
                path.removeIfStill(claim);
            } catch (IOException failure) {
                log.log(Level.WARNING, "cannot remove the socket file " + path.path(), failure);
            }
            links.close(channel);
        }
        links.loop().wakeUp();
        whenClosed.accept(this);
    }

    @Override
    public void ready(SelectionKey ready) {
        try {
            for (int i = 0; i < ACCEPTED_AT_ONCE; i++) {
                SocketChannel peer = channel.accept();
                if (peer == null) {
                    return;
                }
                admit(peer);
            }
        } catch (ClosedChannelException closed) {
            return;
        } catch (IOException failure) {
            failed(failure);
        }
    }

    private void admit(SocketChannel peer) {
        try {
            peer.configureBlocking(false);
            if (user.isSame(peer)) {
                links.add(new SocketLink(links, peer, doorway));
                return;
            }
            links.complaints().about(Complaint.FOREIGN, "a connection to " + address + " was closed", null);
        } catch (IOException | RuntimeException failure) {
            links.complaints().about(Complaint.ACCEPT, "a connection to " + address + " was closed", failure);
        }
        links.close(peer);
    }

    @Override
    public void failed(Throwable failure) {
        links.complaints().about(Complaint.ACCEPT, address + " pauses for " + PAUSE_MILLIS + " ms", failure);
        interest(0);
        links.loop().after(PAUSE_MILLIS, () -> interest(SelectionKey.OP_ACCEPT));
    }

    private void interest(int operations) {
        try {
            key.interestOps(operations);
        } catch (CancelledKeyException closed) {
            // by another thread: nothing is accepted any more, which is what was asked for
        }
    }
}
