// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.AsyncCommandHandler;
import io.bosun.command.Command;
import io.bosun.command.CommandHandler;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.Envelope;
import io.bosun.transport.Payload;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One handler at work. Its berth's thread claims and runs it; another thread retires it. The handler's object is got at
 * its first command, so that a delayed component stays delayed until then.
 *
 * <pre>
 *   IDLE -- claim ---> RUNNING --- end ---> IDLE
 *     |                  |
 *   retire             retire
 *     v                  v
 *   RETIRED <-- end -- RETIRING --- drain passed ---> INTERRUPTING ---> RETIRING
 * </pre>
 */
final class Handling {
    private static final Logger LOG = System.getLogger(Handling.class.getName());
    private static final long AFTER_INTERRUPT_MILLIS = 200;
    private static final int IDLE = 0;
    private static final int RUNNING = 1;
    private static final int RETIRING = 2;
    private static final int INTERRUPTING = 3;
    private static final int RETIRED = 4;

    private final Registration registration;
    private final Replies replies;
    private final int unfinishedLimit;
    private final AtomicInteger state = new AtomicInteger(IDLE);
    private final Set<Envelope> unfinished = ConcurrentHashMap.newKeySet();
    private final CountDownLatch retired = new CountDownLatch(1);
    /** Read and written by whoever has left IDLE. */
    private Object handler;

    private volatile Thread runner;
    private volatile Envelope running;
    private volatile boolean interrupted;
    /** Since when its object cannot be had, by {@link System#nanoTime()}; 0 if it can, or was never wanted. */
    private volatile long failingSince;

    private boolean failureTold;

    Handling(Registration registration, Replies replies, int unfinishedLimit) {
        this.registration = registration;
        this.replies = replies;
        this.unfinishedLimit = unfinishedLimit;
    }

    /** Whether its object cannot be had. */
    boolean isFailing() {
        return failingSince != 0;
    }

    /** Whether its object could not be had for that long. */
    boolean failsFor(long millis) {
        long since = failingSince;
        return since != 0 && System.nanoTime() - since >= TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** True the first time that it is asked after each beginning of a failure; asked by the berth's thread. */
    boolean startsToFail() {
        boolean first = !failureTold;
        failureTold = true;
        return first;
    }

    /** Stages that an asynchronous handler has not completed yet. */
    int unfinished() {
        return unfinished.size();
    }

    /** Whether the calling berth's thread may run a command now: then it must. False if this handler is gone. */
    boolean claim() {
        if (!state.compareAndSet(IDLE, RUNNING)) {
            return false;
        }
        runner = Thread.currentThread();
        try {
            if (handler == null) {
                handler = registration.getService();
                noteFailure(handler == null);
            }
        } finally {
            if (handler == null) {
                finish();
            }
        }
        return handler != null;
    }

    private void noteFailure(boolean failed) {
        if (!failed) {
            failingSince = 0;
            failureTold = false;
        } else if (failingSince == 0) {
            failingSince = System.nanoTime() | 1;
        }
    }

    /** Runs a command, or none if it is null, on the berth's thread that claimed this handler. */
    void run(Envelope envelope, String target) {
        running = envelope;
        try {
            if (envelope != null) {
                invoke(envelope, new HandlerContext(envelope, target));
            }
        } finally {
            running = null;
            finish();
        }
    }

    /**
     * Lets no further command in, waits for the running one up to a time, then interrupts it. Called by a handler that
     * retires itself, it does not wait.
     */
    void retire(long drainMillis) {
        while (!state.compareAndSet(RUNNING, RETIRING)) {
            if (state.compareAndSet(IDLE, RETIRED)) {
                release();
                return;
            }
            if (state.get() > RUNNING) {
                return;
            }
        }
        if (runner == Thread.currentThread() || await(drainMillis)) {
            return;
        }
        interrupt();
        if (!await(AFTER_INTERRUPT_MILLIS)) {
            Envelope stuck = running;
            if (stuck != null && stuck.fail(Reason.MAY_HAVE_RUN, true, null)) {
                LOG.log(Level.ERROR, "{0} ignores its interrupt and still runs {1}", registration, stuck);
            }
        }
    }

    /** Gives up the stages that a retired asynchronous handler has not completed. */
    void abandon() {
        for (Envelope each : unfinished) {
            if (unfinished.remove(each)) {
                each.fail(Reason.MAY_HAVE_RUN, true, null);
            }
        }
    }

    private void interrupt() {
        if (state.compareAndSet(RETIRING, INTERRUPTING)) {
            interrupted = true;
            Thread busy = runner;
            while (busy == null) {
                // It has just claimed this handler, and says in a moment who it is.
                Thread.onSpinWait();
                busy = runner;
            }
            busy.interrupt();
            state.set(RETIRING);
        }
    }

    private void finish() {
        if (state.compareAndSet(RUNNING, IDLE)) {
            return;
        }
        while (!state.compareAndSet(RETIRING, RETIRED)) {
            Thread.onSpinWait();
        }
        if (interrupted) {
            Thread.interrupted();
        }
        release();
    }

    private void release() {
        if (handler != null) {
            registration.ungetService();
        }
        retired.countDown();
    }

    private boolean await(long millis) {
        try {
            return retired.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void invoke(Envelope envelope, HandlerContext context) {
        if (unfinished.size() >= unfinishedLimit) {
            envelope.fail(Reason.REJECTED_FULL, false, null);
            return;
        }
        Object command;
        try {
            command = replies.fit(envelope.command(), registration.spec().type());
        } catch (Throwable unfit) {
            envelope.fail(Reason.UNENCODABLE, false, unfit);
            return;
        }
        try {
            call(envelope, (Command<?>) command, context);
        } catch (Throwable thrown) {
            threw(envelope, thrown);
        }
    }

    @SuppressWarnings("unchecked")
    private void call(Envelope envelope, Command<?> command, HandlerContext context) throws Exception {
        boolean foreign = command != envelope.command() && !(envelope.command() instanceof Payload);
        if (handler instanceof AsyncCommandHandler<?, ?> async) {
            CompletionStage<Object> stage =
                    ((AsyncCommandHandler<Command<Object>, Object>) async).handle((Command<Object>) command, context);
            begin(envelope, Objects.requireNonNull(stage, "stage"), foreign);
        } else {
            complete(
                    envelope,
                    ((CommandHandler<Command<Object>, Object>) handler).handle((Command<Object>) command, context),
                    foreign);
        }
    }

    private void begin(Envelope envelope, CompletionStage<Object> stage, boolean foreign) {
        unfinished.add(envelope);
        stage.whenComplete((reply, thrown) -> {
            unfinished.remove(envelope);
            if (thrown == null) {
                complete(envelope, reply, foreign);
            } else {
                boolean wrapped = thrown instanceof CompletionException && thrown.getCause() != null;
                threw(envelope, wrapped ? thrown.getCause() : thrown);
            }
        });
    }

    /** A reply to an asker in another class space goes as bytes, because even a list of records would not fit there. */
    private void complete(Envelope envelope, Object reply, boolean foreign) {
        Object answer;
        try {
            answer = foreign && reply != null && envelope.wantsReply() ? replies.encode(reply) : reply;
        } catch (Throwable unfit) {
            envelope.fail(Reason.UNENCODABLE, true, unfit);
            return;
        }
        envelope.complete(answer);
    }

    private void threw(Envelope envelope, Throwable thrown) {
        if (interrupted && thrown instanceof InterruptedException) {
            envelope.fail(Reason.MAY_HAVE_RUN, true, thrown);
        } else {
            envelope.fail(new HandlerFailedException(envelope.key(), thrown));
        }
    }
}
