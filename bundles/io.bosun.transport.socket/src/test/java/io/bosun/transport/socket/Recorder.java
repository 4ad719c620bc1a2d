// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import static org.awaitility.Awaitility.await;

import io.bosun.transport.link.Frame;
import io.bosun.transport.link.FrameKind;
import io.bosun.transport.link.Link;
import io.bosun.transport.link.LinkListener;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Keeps what it is told; what it does with a frame can be set. */
final class Recorder implements LinkListener {
    final List<Link> opened = new CopyOnWriteArrayList<>();
    final Map<Link, String> closed = new ConcurrentHashMap<>();
    final Map<Link, Long> writtenAtClose = new ConcurrentHashMap<>();
    final List<Frame> frames = new CopyOnWriteArrayList<>();
    final List<String> events = new CopyOnWriteArrayList<>();
    volatile BiConsumer<Link, Frame> whenReceived = (link, frame) -> frames.add(frame);
    volatile Consumer<Link> whenRoom = link -> {};

    @Override
    public Set<FrameKind> kinds() {
        return EnumSet.complementOf(EnumSet.of(FrameKind.HELLO, FrameKind.WELCOME));
    }

    @Override
    public void opened(Link link) {
        events.add("opened " + link.peer());
        opened.add(link);
    }

    @Override
    public void received(Link link, Frame frame) {
        whenReceived.accept(link, frame);
    }

    @Override
    public void room(Link link) {
        events.add("room " + link.peer());
        whenRoom.accept(link);
    }

    @Override
    public void closed(Link link, String reason) {
        events.add("closed " + link.peer());
        writtenAtClose.put(link, link.written());
        closed.put(link, reason);
    }

    /** The first link that opened. */
    Link link() {
        awaitOpened(1);
        return opened.get(0);
    }

    void awaitOpened(int count) {
        await().atMost(Duration.ofSeconds(10)).until(() -> opened.size() >= count);
    }

    String awaitClosed(Link link) {
        await().atMost(Duration.ofSeconds(10)).until(() -> closed.containsKey(link));
        return closed.get(link);
    }

    void awaitFrames(int count) {
        await().atMost(Duration.ofSeconds(10)).until(() -> frames.size() >= count);
    }
}
