// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import io.bosun.crew.Memo;
import io.bosun.crew.MemoCodec;
import io.bosun.crew.MemoException;
import io.bosun.transport.link.Frame;
import io.bosun.transport.link.FrameKind;
import io.bosun.transport.link.Link;
import io.bosun.transport.link.LinkListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Hears the links of hands, on their threads, and passes on what it heard. */
final class MemoListener implements LinkListener {
    private static final Logger LOG = System.getLogger(MemoListener.class.getName());
    private static final int MOST_WAITING = 1_024;
    private static final long LOG_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final HandTable hands;
    private final MemoCodec codec;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong lastLog = new AtomicLong(System.nanoTime() - LOG_EVERY_NANOS);

    MemoListener(HandTable hands, MemoCodec codec) {
        this.hands = hands;
        this.codec = codec;
    }

    @Override
    public Set<FrameKind> kinds() {
        return Set.of(FrameKind.MEMO);
    }

    @Override
    public void opened(Link link) {
        if (link.isAccepted()) {
            hands.run(() -> hands.opened(link));
        }
    }

    @Override
    public void received(Link link, Frame frame) {
        if (!link.isAccepted()) {
            return;
        }
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            throw new IllegalStateException("Hand " + link.peer() + " sends memos faster than they can be read");
        }
        Memo memo = decoded(link, frame);
        hands.run(() -> {
            waiting.decrementAndGet();
            if (memo != null) {
                hands.received(link, memo);
            }
        });
    }

    @Override
    public void room(Link link) {
        if (link.isAccepted()) {
            hands.run(() -> hands.room(link));
        }
    }

    @Override
    public void closed(Link link, String reason) {
        if (link.isAccepted()) {
            hands.run(() -> hands.closed(link, reason));
        }
    }

    /** What is not a memo is dropped, and the next one may be good. */
    private Memo decoded(Link link, Frame frame) {
        try {
            return codec.decode(frame.body());
        } catch (MemoException e) {
            long count = dropped.incrementAndGet();
            long last = lastLog.get();
            long now = System.nanoTime();
            if (now - last >= LOG_EVERY_NANOS && lastLog.compareAndSet(last, now)) {
                LOG.log(
                        Level.WARNING,
                        "A memo of hand {0} is dropped, {1} so far: {2}",
                        link.peer(),
                        count,
                        e.getMessage());
            }
            return null;
        }
    }
}
