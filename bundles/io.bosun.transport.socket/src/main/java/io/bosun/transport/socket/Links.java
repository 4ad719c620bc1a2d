// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All connections of this process, and what they share. Its collections belong to the loop's thread. */
final class Links implements Loop.Tenant {
    private static final int READ_BYTES = 256 * 1024;

    private final System.Logger log;
    private final Loop loop;
    private final Complaints complaints;
    private final Listeners listeners;
    private final ChunkPool pool = new ChunkPool();
    private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final Set<SocketLink> all = new HashSet<>();
    private final Set<SocketLink> open = new LinkedHashSet<>();
    private final Set<SocketLink> halfOpen = new LinkedHashSet<>();
    private volatile Limits limits;

    Links(System.Logger log, Complaints complaints, Limits limits) throws IOException {
        this.log = log;
        this.complaints = complaints;
        this.limits = limits;
        this.loop = new Loop(log, this);
        this.listeners = new Listeners(log, loop, () -> List.copyOf(open));
    }

    Loop loop() {
        return loop;
    }

    Complaints complaints() {
        return complaints;
    }

    Listeners listeners() {
        return listeners;
    }

    ChunkPool pool() {
        return pool;
    }

    /** For the loop's thread; empty again after each use. */
    ByteBuffer readBuffer() {
        return readBuffer;
    }

    Limits limits() {
        return limits;
    }

    void limits(Limits changed) {
        limits = changed;
    }

    /** Begins with a connection. */
    void add(SocketLink link) {
        if (loop.isStopping()) {
            link.end("the links are shut down");
            return;
        }
        if (link.isAccepted()) {
            halfOpen.add(link);
            makeRoom();
        }
        all.add(link);
        link.begin();
    }

    /** The oldest has to go: who means it well is through in a moment, so nobody can keep others out by waiting. */
    private void makeRoom() {
        if (halfOpen.size() > Limits.HALF_OPEN) {
            Iterator<SocketLink> oldest = halfOpen.iterator();
            oldest.next().complain(Complaint.CROWDED, halfOpen.size() + " connections wait for a hello", null);
        }
    }

    void opened(SocketLink link) {
        halfOpen.remove(link);
        open.add(link);
        listeners.opened(link);
    }

    void closed(SocketLink link, String reason) {
        forget(link);
        open.remove(link);
        listeners.closed(link, reason);
    }

    void forget(SocketLink link) {
        halfOpen.remove(link);
        all.remove(link);
    }

    @Override
    public void leave() {
        List.copyOf(all).forEach(SocketLink::closeWhenWritten);
    }

    @Override
    public boolean isBusy() {
        return !all.isEmpty();
    }

    @Override
    public void evicted() {
        List.copyOf(all).forEach(each -> each.evict("no link works any more"));
    }

    void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException failure) {
            log.log(Level.DEBUG, "a channel did not close cleanly", failure);
        }
    }
}
