// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import io.bosun.crew.HandProcess;
import io.bosun.crew.LaunchRequest;
import io.bosun.crew.Launcher;
import io.bosun.crew.Memo;
import io.bosun.crew.MemoCodec;
import io.bosun.transport.link.Frame;
import io.bosun.transport.link.FrameKind;
import io.bosun.transport.link.Link;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/** Launches hands, talks to them, and keeps the book of those that are registered. */
final class CrewContext implements HandContext {
    private final Loop loop = new Loop("bosun-boss");
    private final HandServer handServer;
    private final Places places;
    private final MemoCodec codec;
    private final Provisions provisions;
    private final LongSupplier registrationMillis;
    private final LongSupplier readyMillis;
    private final Map<String, Launcher> launchers = new ConcurrentHashMap<>();
    private final Map<String, String> book = new LinkedHashMap<>();
    /** What a link full of commands had no room for, in order: without it a hand would run the wrong bundles. */
    private final Map<Link, Queue<Memo>> unsent = new HashMap<>();

    private boolean bookChanged;
    private Runnable changed = () -> {};

    CrewContext(
            HandServer handServer,
            Places places,
            MemoCodec codec,
            Provisions provisions,
            LongSupplier registrationMillis,
            LongSupplier readyMillis) {
        this.handServer = handServer;
        this.places = places;
        this.codec = codec;
        this.provisions = provisions;
        this.registrationMillis = registrationMillis;
        this.readyMillis = readyMillis;
    }

    /** Says who hears of changes, before anything happens. */
    void tell(Runnable whom) {
        changed = whom;
    }

    Map<String, Launcher> launchers() {
        return launchers;
    }

    Provisions provisions() {
        return provisions;
    }

    /** Addresses by name, in the order of registration. */
    Map<String, String> book() {
        return book;
    }

    /** Whether the book has changed since this was last asked. */
    boolean takeBookChanged() {
        boolean was = bookChanged;
        bookChanged = false;
        return was;
    }

    void closeServer() {
        handServer.close();
    }

    /** Ends the threads. */
    void close() {
        provisions.close();
        loop.close();
    }

    @Override
    public void run(Runnable task) {
        loop.run(task);
    }

    @Override
    public Future<?> later(long millis, Runnable task) {
        return loop.later(millis, task);
    }

    @Override
    public boolean canLaunch(HandSettings settings) {
        return launchers.containsKey(settings.launcher());
    }

    @Override
    public HandProcess launch(HandSettings settings) throws IOException {
        Launcher launcher = launchers.get(settings.launcher());
        if (launcher == null) {
            throw new IOException("its launcher " + settings.launcher() + " has gone");
        }
        String name = settings.name();
        provisions.want(name, settings.bundles(), launcher.runtime());
        return launcher.launch(new LaunchRequest(
                name,
                places.directory(name),
                places.logFile(name),
                settings.jvmOptions(),
                settings.debugPort(),
                handServer.open(),
                handServer.tokens().issue(name),
                Map.of()));
    }

    @Override
    public void revoke(String name) {
        handServer.tokens().revoke(name);
    }

    @Override
    public long registrationMillis() {
        return registrationMillis.getAsLong();
    }

    @Override
    public long readyMillis() {
        return readyMillis.getAsLong();
    }

    @Override
    public boolean send(Link link, Memo memo) {
        if (link == null || !link.isOpen()) {
            return false;
        }
        Queue<Memo> before = unsent.get(link);
        if (before != null) {
            return before.add(memo);
        }
        if (isTaken(link, memo)) {
            return true;
        }
        unsent.put(link, new ArrayDeque<>(List.of(memo)));
        return true;
    }

    /** The link takes memos again; on the thread that owns the hands, as the next one. */
    void room(Link link) {
        Queue<Memo> left = unsent.get(link);
        if (left == null) {
            return;
        }
        while (!left.isEmpty() && isTaken(link, left.peek())) {
            left.remove();
        }
        if (left.isEmpty()) {
            unsent.remove(link);
        }
    }

    void closed(Link link) {
        unsent.remove(link);
    }

    private boolean isTaken(Link link, Memo memo) {
        return link.send(new Frame(FrameKind.MEMO, 0, codec.encode(memo))) >= 0;
    }

    @Override
    public String enter(String name) {
        // Hands have no address of their own: they are reached through the boss.
        String address = handServer.address() + "#" + name;
        book.put(name, address);
        bookChanged = true;
        return address;
    }

    @Override
    public void leave(String name) {
        bookChanged |= book.remove(name) != null;
    }

    @Override
    public void changed() {
        changed.run();
    }
}
