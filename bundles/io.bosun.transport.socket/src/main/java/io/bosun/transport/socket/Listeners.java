// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import io.bosun.transport.link.Frame;
import io.bosun.transport.link.FrameKind;
import io.bosun.transport.link.Link;
import io.bosun.transport.link.LinkListener;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The whiteboard of link listeners. They are called on the loop's thread only, which is what keeps them in order. */
final class Listeners {
    /** One registration; the same listener may come again. */
    private static final class Entry {
        private final LinkListener listener;
        private final Set<FrameKind> kinds;

        private Entry(LinkListener listener) {
            this.listener = listener;
            this.kinds = Set.copyOf(listener.kinds());
        }
    }

    /** Who is called, as one immutable value. */
    private record Table(LinkListener[] all, LinkListener[][] byKind) {
        static Table of(List<Entry> entries) {
            LinkListener[][] byKind = new LinkListener[FrameKind.values().length][];
            for (FrameKind kind : FrameKind.values()) {
                byKind[kind.ordinal()] = entries.stream()
                        .filter(each -> each.kinds.contains(kind))
                        .map(each -> each.listener)
                        .toArray(LinkListener[]::new);
            }
            return new Table(entries.stream().map(each -> each.listener).toArray(LinkListener[]::new), byKind);
        }
    }

    private final System.Logger log;
    private final Loop loop;
    private final Supplier<? extends Collection<? extends Link>> openLinks;
    private final List<Entry> added = new ArrayList<>();
    private final List<Entry> called = new ArrayList<>();
    private volatile Table table = Table.of(List.of());

    Listeners(System.Logger log, Loop loop, Supplier<? extends Collection<? extends Link>> openLinks) {
        this.log = log;
        this.loop = loop;
        this.openLinks = openLinks;
    }

    /** Tells it of the links that are open, and from then on of everything. */
    void add(LinkListener listener) {
        Entry entry = new Entry(listener);
        synchronized (added) {
            added.add(entry);
        }
        loop.execute(() -> begin(entry));
    }

    /** No further call begins; one that is under way may still come to its end. */
    void remove(LinkListener listener) {
        synchronized (added) {
            added.removeIf(each -> each.listener == listener);
            if (called.removeIf(each -> each.listener == listener)) {
                table = Table.of(called);
            }
        }
    }

    private void begin(Entry entry) {
        for (Link each : openLinks.get()) {
            tell(each, entry.listener);
        }
        synchronized (added) {
            if (added.contains(entry)) {
                called.add(entry);
                table = Table.of(called);
            }
        }
    }

    void opened(Link link) {
        for (LinkListener each : table.all) {
            tell(link, each);
        }
    }

    private void tell(Link link, LinkListener listener) {
        try {
            listener.opened(link);
        } catch (Throwable failure) {
            log.log(Level.ERROR, listener + " failed when " + link + " opened", failure);
        }
    }

    /** @throws BadFrameException if a listener throws: then the link must be closed */
    void received(Link link, Frame frame) throws BadFrameException {
        LinkListener[] interested = table.byKind[frame.kind().ordinal()];
        for (int i = 0; i < interested.length; i++) {
            Frame own = i == interested.length - 1 ? frame : copyOf(frame);
            try {
                interested[i].received(link, own);
            } catch (Throwable failure) {
                BadFrameException bad =
                        new BadFrameException(Complaint.FAILURE, "a listener threw at a frame of kind " + frame.kind());
                bad.initCause(failure);
                throw bad;
            }
        }
    }

    /** The same bytes, with a position of their own. */
    private static Frame copyOf(Frame frame) {
        return new Frame(frame.kind(), frame.correlation(), frame.body().duplicate());
    }

    void room(Link link) {
        for (LinkListener each : table.all) {
            try {
                each.room(link);
            } catch (Throwable failure) {
                log.log(Level.ERROR, each + " failed when " + link + " had room again", failure);
            }
        }
    }

    void closed(Link link, String reason) {
        for (LinkListener each : table.all) {
            try {
                each.closed(link, reason);
            } catch (Throwable failure) {
                log.log(Level.ERROR, each + " failed when " + link + " closed", failure);
            }
        }
    }
}
