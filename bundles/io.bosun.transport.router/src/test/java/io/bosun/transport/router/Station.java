// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import io.bosun.command.Delivery;
import io.bosun.transport.Berth;
import io.bosun.transport.RouteEntry;
import io.bosun.transport.RouteSource;
import io.bosun.transport.link.Frame;
import io.bosun.transport.link.FrameKind;
import io.bosun.transport.link.Link;
import io.bosun.transport.link.LinkListener;
import io.bosun.transport.link.LinkServer;
import io.bosun.transport.socket.TestLinks;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** One process: a router, its links, the berths that it registered, and what it serves itself. */
final class Station implements AutoCloseable, LinkListener {
    final Router router;
    final List<Berth> berths = new CopyOnWriteArrayList<>();
    final List<Link> links = new CopyOnWriteArrayList<>();
    final List<RouteEntry> serves = new CopyOnWriteArrayList<>();
    private final RouteSource source = () -> List.copyOf(serves);
    private final TestLinks socket;

    Station(int maxPending, int maxBody, RouteEntry... serves) throws IOException {
        this.serves.addAll(List.of(serves));
        router = new Router(Codecs.cbor(), this::register, maxPending);
        router.setSource(source);
        socket = new TestLinks(maxBody, router, this);
    }

    static RouteEntry route(String target, String key) {
        return new RouteEntry(target, key, Delivery.DIRECT, false, false, "() -> Note");
    }

    LinkServer listen(URI address) throws IOException {
        return socket.factory().listen(address, (name, token) -> true);
    }

    Link connect(URI address, String name) throws IOException {
        return socket.factory().connect(address, name, "token");
    }

    /** Changes what it serves. */
    void serve(RouteEntry... now) {
        serves.clear();
        serves.addAll(List.of(now));
        router.routesChanged(source);
    }

    /** Its only berth of a target, or null. */
    Berth berth(String target) {
        return berths.stream()
                .filter(b -> b.target().equals(target))
                .findFirst()
                .orElse(null);
    }

    private Runnable register(Berth berth) {
        berths.add(berth);
        return () -> berths.remove(berth);
    }

    @Override
    public Set<FrameKind> kinds() {
        return Set.of(FrameKind.MEMO);
    }

    @Override
    public void opened(Link link) {
        links.add(link);
    }

    @Override
    public void received(Link link, Frame frame) {
        throw new AssertionError(frame);
    }

    @Override
    public void closed(Link link, String reason) {
        links.remove(link);
    }

    @Override
    public void close() {
        socket.close();
        router.close();
    }
}
