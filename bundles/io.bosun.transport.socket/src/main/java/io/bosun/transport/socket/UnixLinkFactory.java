// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import io.bosun.transport.link.Link;
import io.bosun.transport.link.LinkFactory;
import io.bosun.transport.link.LinkGate;
import io.bosun.transport.link.LinkListener;
import io.bosun.transport.link.LinkServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

/** Links over unix domain sockets. Immediate, so that the links do not end with the last user of the service. */
@Component(
        configurationPid = UnixLinkFactory.PID,
        immediate = true,
        property = LinkFactory.SCHEME + "=" + UnixPath.SCHEME)
@Designate(ocd = LinkConfig.class)
public final class UnixLinkFactory implements LinkFactory {
    static final String PID = "io.bosun.transport.socket";

    private static final System.Logger LOG = System.getLogger(UnixLinkFactory.class.getName());
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long STOP_MILLIS = 5000;

    private final Links links;
    private final PeerUser user;
    private final Set<UnixServer> servers = ConcurrentHashMap.newKeySet();

    @Activate
    public UnixLinkFactory(LinkConfig config) throws IOException {
        this(Limits.of(config), new Complaints(LOG, System::nanoTime));
    }

    UnixLinkFactory(Limits limits, Complaints complaints) throws IOException {
        user = PeerUser.find(LOG);
        links = new Links(LOG, complaints, limits);
        links.loop().start();
    }

    @Modified
    void modified(LinkConfig config) {
        links.limits(Limits.of(config));
    }

    @Deactivate
    void deactivate() {
        links.loop().stop();
        List.copyOf(servers).forEach(UnixServer::close);
        links.loop().join(STOP_MILLIS);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addListener(LinkListener listener) {
        links.listeners().add(listener);
    }

    void removeListener(LinkListener listener) {
        links.listeners().remove(listener);
    }

    @Override
    public LinkServer listen(URI address, LinkGate gate) throws IOException {
        Objects.requireNonNull(gate, "gate");
        refuseStopped(address);
        UnixPath path = UnixPath.of(address);
        UnixServer server = new UnixServer.Builder(LOG, links, address, path, user, gate, servers::remove).open();
        servers.add(server);
        if (links.loop().isStopping() || !server.isOpen()) {
            server.close();
            servers.remove(server);
            refuseStopped(address);
        }
        return server;
    }

    @Override
    public Link connect(URI address, String name, String token) throws IOException {
        refuseStopped(address);
        if (links.loop().isCurrent()) {
            throw new IOException("cannot connect to " + address + " from a link listener: it would wait for itself");
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Arrival.PATIENCE_MILLIS);
        UnixPath path = UnixPath.of(address);
        path.refuseLinks();
        Arrival arrival = new Arrival(address, name, token);
        SocketChannel channel = reach(address, path, deadline);
        SocketLink link = new SocketLink(links, channel, arrival);
        if (!links.loop().execute(() -> links.add(link))) {
            links.close(channel);
            throw stopped(address);
        }
        try {
            return arrival.await(deadline - System.nanoTime());
        } catch (IOException failure) {
            links.loop().execute(() -> link.end("given up"));
            throw failure;
        }
    }

    private void refuseStopped(URI address) throws IOException {
        if (links.loop().isStopping()) {
            throw stopped(address);
        }
    }

    private static IOException stopped(URI address) {
        return new IOException("cannot use " + address + ": the links are shut down");
    }

    private SocketChannel reach(URI address, UnixPath path, long deadline) throws IOException {
        while (true) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.configureBlocking(false);
                channel.connect(path.address());
                if (!user.isSame(channel)) {
                    throw new IOException("whoever listens there is another user");
                }
                return channel;
            } catch (IOException | RuntimeException failure) {
                links.close(channel);
                if (!isBusy(failure, path) || System.nanoTime() >= deadline) {
                    throw new IOException("cannot connect to " + address + ": " + failure.getMessage(), failure);
                }
            }
            // a full queue is the one thing that a unix socket gives no event for
            LockSupport.parkNanos(RETRY_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while connecting to " + address);
            }
        }
    }

    /** Whether the listener is there but its queue is full, which has no exception of its own. */
    private static boolean isBusy(Exception failure, UnixPath path) {
        return failure instanceof SocketException
                && !(failure instanceof ConnectException)
                && Files.exists(path.path());
    }
}
