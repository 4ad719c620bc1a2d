// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandException;
import io.bosun.command.Gather;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.Berth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What the berths answer to one broadcast, until there are answers enough or cannot be any more: of all berths, until
 * each has ended. Whoever offers the broadcast adds a part for each berth and says when there are no more of them.
 */
abstract class Gathering implements Outcome, Waiter {
    private static final Object NOTHING = new Object();

    /** Of one berth; its end is read once nothing is gathered any more. */
    final class Part {
        final String target;
        final String place;
        private Object end;

        private Part(String target, String place) {
            this.target = target;
            this.place = place;
        }

        /** The berth's copy has ended: with the reply, its payload, null, or {@link Failed}. */
        void ended(Object how) {
            synchronized (Gathering.this) {
                if (done || end != null) {
                    return;
                }
                end = how == null ? NOTHING : how;
            }
            look();
        }

        /** The reply, its payload, null, or {@link Failed}. */
        Object end() {
            if (end != null) {
                return end == NOTHING ? null : end;
            }
            return over != null
                    ? new Failed(over, null)
                    : new Failed(Reason.MAY_HAVE_RUN, new CommandException("not waited for: the others decided"));
        }
    }

    private final long id;
    private final long deadlineNanos;
    private final Gather gather;
    private final Asks asks;
    private final List<Part> parts = new ArrayList<>();
    private boolean offered;
    private boolean satisfied;
    private boolean done;
    /** Why it ended before its time, or at it; null if it did not. */
    private Reason over;
    /** Why nobody could be asked. */
    private Failed refused;

    Gathering(long id, long deadlineNanos, Gather gather, Asks asks) {
        this.id = id;
        this.deadlineNanos = deadlineNanos;
        this.gather = gather;
        this.asks = asks;
    }

    /** A berth is about to be asked. */
    synchronized Part part(Berth berth, String process) {
        Part part = new Part(berth.target(), berth.place().equals(Berth.LOCAL) ? process : berth.place());
        // Once it is done, whoever tells it reads the parts without the lock.
        if (!done) {
            parts.add(part);
        }
        return part;
    }

    /** No berth had room: all may be asked again. */
    synchronized void nobody() {
        if (!done) {
            parts.clear();
        }
    }

    /** All have been asked. */
    void offered() {
        synchronized (this) {
            offered = true;
        }
        look();
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public void expire(Reason reason) {
        end(() -> {
            over = reason;
            refused = parts.isEmpty() ? new Failed(reason, null) : null;
        });
    }

    /** Called for the broadcast itself, where it goes to the boss, which gathers for this process. */
    @Override
    public void replied(Attempt last, Object reply) {
        refuse(new Failed(Reason.REFUSED, null));
    }

    @Override
    public void threw(Attempt last, HandlerFailedException failure) {
        refuse(new Failed(failure));
    }

    @Override
    public void undelivered(Attempt last, Reason reason, Throwable cause) {
        refuse(new Failed(reason, cause));
    }

    @Override
    public final void finish() {
        try {
            if (refused == null) {
                parts.sort(Comparator.comparing((Part each) -> each.target).thenComparing(each -> each.place));
                tell();
            } else {
                tell(refused);
            }
        } catch (Throwable broken) {
            // Codecs and classes of users had their say: whatever they throw, whoever waits is told.
            tell(new Failed(Reason.UNENCODABLE, broken));
        }
    }

    /** Tells what there is. */
    protected void tell() {
        tell(parts, satisfied);
    }

    /** Tells what was gathered; called once, by a thread of the bus. */
    protected abstract void tell(List<Part> gathered, boolean isSatisfied);

    /** Tells that nobody could be asked, or that what was gathered cannot be told; does nothing once it was told. */
    protected abstract void tell(Failed why);

    /** Ends it, unless it has ended. */
    final void end(Runnable how) {
        synchronized (this) {
            if (done) {
                return;
            }
            how.run();
            done = true;
        }
        asks.ended(this, id);
    }

    /** Ends it without a word. */
    final void drop() {
        synchronized (this) {
            if (done) {
                return;
            }
            done = true;
        }
        asks.remove(this, id);
    }

    final synchronized boolean isDone() {
        return done;
    }

    private void refuse(Failed why) {
        end(() -> refused = why);
    }

    private void look() {
        synchronized (this) {
            if (done || !offered || !isOver()) {
                return;
            }
            done = true;
        }
        asks.ended(this, id);
    }

    private boolean isOver() {
        int answers = 0;
        int open = 0;
        for (Part each : parts) {
            if (each.end == null) {
                open++;
            } else if (!(each.end instanceof Failed)) {
                answers++;
            }
        }
        int needed = gather.needed(parts.size());
        satisfied = answers >= needed;
        boolean inVain = answers + open < needed && gather.kind() != Gather.Kind.ALL;
        return satisfied || inVain || open == 0;
    }
}
