// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.hand;

import io.bosun.crew.Memo;
import io.bosun.crew.Memo.Ack;
import io.bosun.crew.Memo.Bok;
import io.bosun.crew.Memo.End;
import io.bosun.crew.Memo.Rdy;
import io.bosun.crew.Memo.Use;
import io.bosun.crew.MemoCodec;
import io.bosun.crew.MemoException;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.transport.link.Frame;
import io.bosun.transport.link.FrameKind;
import io.bosun.transport.link.Link;
import io.bosun.transport.link.LinkFactory;
import io.bosun.transport.link.LinkListener;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What a hand does: connects, registers, runs what it is given, and ends when it is told to, or when the boss is gone.
 * Memos are heard on a thread of the link; bundles are handled on the thread {@code bosun-hand}, of which only the
 * newest USE is of interest.
 */
final class Hand implements LinkListener, AutoCloseable {
    private static final Logger LOG = System.getLogger(Hand.class.getName());
    private static final long CLOSE_MILLIS = 5_000;

    private final Contact contact;
    private final LifecycleBus bus;
    private final LinkFactory links;
    private final MemoCodec codec;
    private final HandBundles bundles;
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "bosun-hand");
        thread.setDaemon(true);
        return thread;
    });
    private final Registration registration;
    private final AtomicReference<Use> newest = new AtomicReference<>();
    private volatile Link link;
    private volatile Map<String, String> book = Map.of();
    /** Told to end, or ending by itself: a link that closes is then no news. */
    private volatile boolean ending;
    /** The newest report, while the link has not taken it; on the hand's thread only. */
    private Rdy unsent;

    /** Where the boss is, and how this process proves that it is its hand. */
    record Contact(URI address, String name, String token) {
        @Override
        public String toString() {
            return name + " at " + address;
        }
    }

    Hand(Contact contact, LifecycleBus bus, LinkFactory links, MemoCodec codec, HandBundles bundles) {
        this.contact = contact;
        this.bus = bus;
        this.links = links;
        this.codec = codec;
        this.bundles = bundles;
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        registration = new Registration(contact.name(), executor, this::send);
    }

    /** Connects in the background. */
    void start() {
        run(() -> {
            if (link != null || ending) {
                return;
            }
            try {
                links.connect(contact.address(), contact.name(), contact.token());
                registration.start();
            } catch (IOException e) {
                LOG.log(Level.ERROR, "The boss cannot be reached: " + contact, e);
                bus.exit(1, "the boss cannot be reached at " + contact.address() + ": " + e.getMessage());
            }
        });
    }

    /** Leaves the boss: from now on nothing more is heard or done. */
    void leave() {
        ending = true;
        registration.end();
        Link left = link;
        if (left != null) {
            left.close();
        }
    }

    @Override
    public void close() {
        leave();
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.log(Level.WARNING, "Bundles are still being handled after {0} ms", CLOSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The addresses of all hands by name, this one too, in the order of registration; as the boss said last. */
    Map<String, String> book() {
        return book;
    }

    @Override
    public Set<FrameKind> kinds() {
        return Set.of(FrameKind.MEMO);
    }

    @Override
    public void opened(Link opened) {
        if (!opened.isAccepted() && link == null) {
            link = opened;
        }
    }

    @Override
    public void received(Link from, Frame frame) {
        if (from != link) {
            return;
        }
        Memo memo;
        try {
            memo = codec.decode(frame.body());
        } catch (MemoException e) {
            // It came from the boss, over a link that is checked: seldom enough to say each time.
            LOG.log(Level.WARNING, "A memo of the boss is dropped: {0}", e.getMessage());
            return;
        }
        if (memo.name().equals(from.peer())) {
            obey(memo);
        } else {
            LOG.log(Level.WARNING, "A memo of {0} came over the link of {1}", memo.name(), from.peer());
        }
    }

    @Override
    public void room(Link roomy) {
        if (roomy == link) {
            run(this::report);
        }
    }

    @Override
    public void closed(Link closed, String reason) {
        if (closed == link && !ending) {
            ending = true;
            registration.end();
            LOG.log(Level.ERROR, "The link to the boss is lost: {0}", reason);
            bus.exit(1, "link to the boss lost");
        }
    }

    private void obey(Memo memo) {
        if (memo instanceof Ack ack && ack.hand().equals(contact.name())) {
            registration.end();
        } else if (memo instanceof Use use) {
            // Whoever finds none waiting is who starts the work.
            if (newest.getAndSet(use) == null) {
                run(this::use);
            }
        } else if (memo instanceof Bok bok) {
            book = Collections.unmodifiableMap(new LinkedHashMap<>(bok.book()));
        } else if (memo instanceof End) {
            ending = true;
            registration.end();
            bus.exit(0, "END");
        } else {
            LOG.log(Level.DEBUG, "The boss has no reason to send {0}", memo);
        }
    }

    private void use() {
        Use use = newest.getAndSet(null);
        if (use == null || ending) {
            return;
        }
        try {
            unsent = new Rdy(contact.name(), use.revision(), bundles.use(use.bundles()));
            report();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Now, or as soon as the link has room: it may be full of replies, and the boss waits for this. */
    private void report() {
        if (unsent != null && !ending && send(unsent)) {
            unsent = null;
        }
    }

    private boolean send(Memo memo) {
        Link to = link;
        return to != null && to.send(new Frame(FrameKind.MEMO, 0, codec.encode(memo))) >= 0;
    }

    private void run(Runnable task) {
        try {
            executor.execute(() -> {
                try {
                    task.run();
                } catch (Throwable e) {
                    LOG.log(Level.ERROR, "A step failed; the next ones are done nevertheless", e);
                }
            });
        } catch (RejectedExecutionException closed) {
            LOG.log(Level.DEBUG, "Closed: nothing more is done", closed);
        }
    }
}
