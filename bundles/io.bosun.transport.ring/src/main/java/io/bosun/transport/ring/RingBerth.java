// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.BerthWork;
import io.bosun.transport.Envelope;
import io.bosun.transport.LocalBerth;
import io.bosun.transport.RouteEntry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Two lanes and one consumer, the thread {@code bosun-berth-TARGET}, which looks at the control lane before each
 * command of the ring.
 *
 * <p>It ends in one of two ways. Drained: whoever finds both lanes empty seals them, in one step, and no offer can come
 * after that. Or, when the time to drain is over, at once: then offers that began before are swept by whoever sees them
 * last, the producer or the one that closes.
 */
final class RingBerth extends Apart implements LocalBerth {
    private static final Logger LOG = System.getLogger(RingBerth.class.getName());
    /** So many commands are looked at together before they run. */
    private static final int AHEAD = 8;

    private static final long AFTER_INTERRUPT_MILLIS = 200;

    private final String target;
    private final BerthWork work;
    private final Consumer<RingBerth> whenEnded;
    private final Ring ring;
    private final ControlLane control;
    private final Waiter waiter;
    private final Room room;
    private final BooleanSupplier ready = this::isReady;
    private final BooleanSupplier coming;
    private final Runnable rest = this::rest;
    private final Thread thread;
    private final AtomicBoolean closing = new AtomicBoolean();
    /** That of the last command of the ring; null if it had an envelope. */
    private Object lastRoute;
    /** How often that was another one since it was looked ahead. */
    private int changes;

    private volatile boolean refusing;
    private volatile boolean ended;
    /** What runs of the control lane. */
    private volatile Envelope controlling;

    /**
     * A berth that is not yet {@linkplain #start started}.
     *
     * @param whenEnded called by the berth's thread as its last act
     */
    RingBerth(String target, RingSettings settings, BerthWork work, Consumer<RingBerth> whenEnded) {
        this.target = target;
        this.work = Objects.requireNonNull(work, "work");
        this.whenEnded = whenEnded;
        this.ring = new Ring(settings.size());
        this.coming = () -> !ring.isIdle();
        this.control = new ControlLane(settings.controlSize());
        this.waiter = settings.waiting().newWaiter();
        this.room = new Room(ring, () -> !isOpen(), settings.waiting().newSpin());
        this.thread = newThread(this::consume, "bosun-berth-" + target);
    }

    /** Opened by whoever sends first: nothing of that bundle may stay with the thread, or be seen by handlers. */
    @SuppressWarnings("removal")
    private static Thread newThread(Runnable task, String name) {
        // A thread keeps the domains of all that are on the stack when it is made, and so their class loaders.
        Thread thread =
                AccessController.doPrivileged((PrivilegedAction<Thread>) () -> new Thread(null, task, name, 0, false));
        thread.setContextClassLoader(RingBerth.class.getClassLoader());
        thread.setDaemon(true);
        return thread;
    }

    void start() {
        thread.start();
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public String place() {
        return LOCAL;
    }

    @Override
    public List<RouteEntry> routes() {
        return List.of();
    }

    @Override
    public boolean isOwnThread() {
        return Thread.currentThread() == thread;
    }

    @Override
    public boolean isOpen() {
        return !refusing && !ring.isSealed();
    }

    @Override
    public int pending() {
        return ring.pending() + control.pending();
    }

    @Override
    public long done() {
        return ring.done() + control.done();
    }

    @Override
    public boolean offer(Envelope envelope) {
        if (!envelope.isControl()) {
            return put(envelope, null, 0);
        }
        if (refusing || !control.offer(envelope)) {
            return false;
        }
        waiter.wake();
        return true;
    }

    @Override
    public boolean offerLoose(Object command, Object route, long deadlineNanos) {
        return put(Objects.requireNonNull(command, "command"), Objects.requireNonNull(route, "route"), deadlineNanos);
    }

    private boolean put(Object command, Object route, long deadlineNanos) {
        if (refusing || !ring.offer(command, route, deadlineNanos)) {
            return false;
        }
        // Either this thread sees the end, or whoever ended the berth sees this command.
        waiter.wake();
        if (ended) {
            sweep();
        }
        return true;
    }

    @Override
    public boolean awaitRoom(long nanos) {
        return isOwnThread() ? room.isThere() : room.await(nanos);
    }

    @Override
    public boolean closeIfIdle() {
        return ended || seal();
    }

    @Override
    public void beginClose() {
        refusing = true;
        waiter.wake();
        room.wakeAll();
    }

    @Override
    public void close(Duration drain) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        beginClose();
        boolean others = !isOwnThread();
        if (others) {
            join(TimeUnit.MILLISECONDS.convert(drain));
        }
        end();
        if (others && thread.isAlive()) {
            thread.interrupt();
            join(AFTER_INTERRUPT_MILLIS);
            endRunning();
        }
        sweep();
    }

    private void end() {
        ended = true;
        waiter.wake();
        room.wakeAll();
    }

    private void join(long millis) {
        try {
            if (millis > 0) {
                thread.join(millis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A handler that does not react to its interrupt keeps its thread, but nobody waits for it any longer. */
    private void endRunning() {
        Envelope control = controlling;
        Object stuck = control == null ? ring.running() : control;
        if (stuck instanceof Envelope envelope) {
            if (envelope.fail(Reason.SHUT_DOWN, true, null)) {
                LOG.log(Level.WARNING, "Berth {0} closed while its handler still runs {1}", target, stuck);
            }
        } else if (stuck != null) {
            String type = stuck.getClass().getName();
            LOG.log(Level.WARNING, "Berth {0} closed while its handler still runs a {1}", target, type);
        }
    }

    /** Ends the berth if it has nothing to do; whether it has ended. */
    private boolean seal() {
        if (control.closeIfIdle(ring::seal)) {
            refusing = true;
            end();
        }
        return ended;
    }

    private void consume() {
        try {
            int ran = 0;
            while (!ended) {
                if (control.hasNext()) {
                    runControl();
                } else if (ring.hasNext()) {
                    if (ran % AHEAD == 0) {
                        lookAhead();
                    }
                    runNext();
                    ran++;
                } else if (!refusing || !seal()) {
                    waiter.await(ready, coming, rest, ran);
                    ran = 0;
                }
            }
        } catch (Throwable unforeseen) {
            // A thread that is gone must not leave a berth behind that takes commands.
            log("Berth " + target + " ends", unforeseen);
            refusing = true;
            end();
            sweep();
        } finally {
            rest();
            whenEnded.accept(this);
        }
    }

    /** Only where commands of several routes come in turn: else all that the next one needs is cached already. */
    private void lookAhead() {
        boolean mixed = changes > AHEAD / 2;
        changes = 0;
        try {
            for (int places = 0; mixed && places < AHEAD; places++) {
                mixed = isAhead(ring.ahead(places));
            }
        } catch (Throwable thrown) {
            log("Berth " + target + " could not look ahead", thrown);
        }
    }

    private boolean isAhead(Ring.Slot slot) {
        Object command = slot == null ? null : slot.command();
        Object route = slot == null ? null : slot.route();
        if (route != null && command != null) {
            work.ahead(command, route);
        }
        return slot != null;
    }

    private void rest() {
        room.wakeAll();
        try {
            work.rest();
        } catch (Throwable thrown) {
            log("Berth " + target + " could not give back what it kept", thrown);
        }
    }

    private boolean isReady() {
        return ring.hasNext() || control.hasNext() || ended || refusing && ring.isIdle();
    }

    private void runControl() {
        if (ring.isIdle()) {
            // Nobody is to sleep before an empty ring while this runs.
            room.wakeAll();
        }
        Envelope next = control.take();
        if (next != null) {
            controlling = next;
            run(next, null, 0);
            controlling = null;
            control.finish();
        }
    }

    private void runNext() {
        Ring.Slot slot = ring.take();
        // If it was swept, then this berth has ended.
        if (slot != null) {
            Object route = slot.route();
            if (route != lastRoute) {
                lastRoute = route;
                changes++;
            }
            run(slot.command(), route, slot.deadlineNanos());
            room.advanced(ring.advance());
        }
    }

    private void run(Object command, Object route, long deadlineNanos) {
        try {
            if (route != null) {
                work.run(command, route, deadlineNanos);
            } else if (!((Envelope) command).isEnded()) {
                work.run((Envelope) command);
            }
        } catch (Throwable thrown) {
            threw(command, route, deadlineNanos, thrown);
        } finally {
            // An interrupt was meant for this command: the next one must not see it.
            Thread.interrupted();
        }
    }

    private void threw(Object command, Object route, long deadlineNanos, Throwable thrown) {
        try {
            if (route != null) {
                work.threw(command, route, deadlineNanos, thrown);
            } else {
                threw((Envelope) command, thrown);
            }
        } catch (Throwable again) {
            log("Berth " + target + " could not report a failure", again);
        }
    }

    private static void threw(Envelope envelope, Throwable thrown) {
        HandlerFailedException failure = null;
        try {
            failure = new HandlerFailedException(envelope.key(), thrown);
        } finally {
            // What was thrown may throw again when it is asked for its text.
            if (failure == null) {
                envelope.fail(Reason.MAY_HAVE_RUN, true, null);
            }
        }
        envelope.fail(failure);
    }

    private void sweep() {
        for (Envelope each : control.sweep()) {
            fail(each, null, 0);
        }
        ring.sweep(each -> fail(each.command(), each.route(), each.deadlineNanos()));
    }

    private void fail(Object left, Object route, long deadlineNanos) {
        try {
            if (route != null) {
                work.fail(left, route, deadlineNanos, Reason.SHUT_DOWN);
            } else {
                ((Envelope) left).fail(Reason.SHUT_DOWN, false, null);
            }
        } catch (Throwable thrown) {
            log("Berth " + target + " could not report its end", thrown);
        }
    }

    private static void log(String what, Throwable thrown) {
        try {
            LOG.log(Level.ERROR, what, thrown);
        } catch (Throwable again) {
            // There is nobody left to tell.
        }
    }
}
