// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.AsyncCommandHandler;
import io.bosun.command.Command;
import io.bosun.command.CommandHandler;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.Carrier;
import io.bosun.transport.Envelope;
import io.bosun.transport.Payload;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One handler at work. Its berth's thread claims it and runs commands with it; other threads cancel one of these, or
 * retire it. The handler's object is got at its first command, so that a delayed component stays delayed until then.
 *
 * <pre>
 *   IDLE -- claim --> RUNNING --- end ---> IDLE            INTERRUPTING: somebody interrupts the thread just now,
 *     |                 |  \                               which therefore cannot leave the command; from RUNNING
 *   retire            retire  -- abandon --> STOLEN -- end --> IDLE            and from RETIRING, and back
 *     v                 v
 *   RETIRED <-- end -- RETIRING -- drain and interrupt were in vain --> ABANDONED -- end --> RETIRED
 * </pre>
 */
final class Handling implements Carrier {
    private static final Logger LOG = System.getLogger(Handling.class.getName());
    private static final Seldom ASIDE = new Seldom(LOG);
    private static final long AFTER_INTERRUPT_MILLIS = 200;
    private static final int IDLE = 0;
    private static final int RUNNING = 1;
    private static final int RETIRING = 2;
    private static final int INTERRUPTING = 3;
    private static final int ABANDONED = 4;
    private static final int RETIRED = 5;
    private static final int STOLEN = 6;

    private static final VarHandle STATE;
    private static final VarHandle RUNNING_COMMAND;

    static {
        try {
            MethodHandles.Lookup here = MethodHandles.lookup();
            STATE = here.findVarHandle(Handling.class, "state", int.class);
            RUNNING_COMMAND = here.findVarHandle(Handling.class, "running", Object.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** What {@link #runLoose} returns where the command has been, or will be, ended by somebody else. */
    static final Throwable ENDED = new Outside("ended elsewhere", null);

    /** Not a failure of the handler. */
    static final class Outside extends Exception {
        private static final long serialVersionUID = 1;

        Outside(String message, Throwable cause) {
            super(message, cause, false, false);
        }
    }

    private final Registration registration;
    private final Replies replies;
    private final Unfinished unfinished;
    private final Class<?> type;
    private final CountDownLatch retired = new CountDownLatch(1);
    /** Its own field, as what is below: with very many handlers each object more is one more that is not cached. */
    private volatile int state = IDLE;
    /** The envelope, or the record of a loose command; written by the runner with release, before it is cancellable. */
    private volatile Object running;
    /** Of the runner, written before its record. */
    private Route runningLoose;

    private LocalTarget target;
    private Object handler;
    private boolean async;
    private volatile Thread runner;
    /** Whether the runner was interrupted in the command that it runs. */
    private volatile boolean interrupted;

    private volatile boolean drained;
    /** Since when its object cannot be had, by {@link System#nanoTime()}; 0 if it can, or was never wanted. */
    private volatile long failingSince;

    private boolean failureTold;

    Handling(Registration registration, Replies replies, int unfinishedLimit) {
        this.registration = registration;
        this.replies = replies;
        this.type = registration.spec().type();
        this.unfinished = new Unfinished(unfinishedLimit);
    }

    /** It is at work in this target from now on, and nowhere else. */
    void installedIn(LocalTarget at) {
        target = at;
    }

    /** Whether it is at work in this target. */
    boolean isIn(LocalTarget at) {
        return target == at;
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

    /** Gives up the stages that a retired asynchronous handler has not completed. */
    void abandonUnfinished() {
        unfinished.abandon();
    }

    /** Whether the calling berth's thread may run a command now: then it must. False if this handler is gone. */
    boolean claim() {
        if (!STATE.compareAndSet(this, IDLE, RUNNING)) {
            return false;
        }
        if (runner != Thread.currentThread()) {
            runner = Thread.currentThread();
        }
        if (handler != null) {
            return true;
        }
        try {
            handler = service();
            async = handler instanceof AsyncCommandHandler<?, ?>;
            noteFailure(handler == null);
        } finally {
            if (handler == null) {
                finish();
            }
        }
        return handler != null;
    }

    private Object service() {
        try {
            return registration.getService();
        } catch (RuntimeException | LinkageError thrown) {
            // As if it could not be activated.
            LOG.log(Level.ERROR, "The object of " + registration + " cannot be had", thrown);
            return null;
        }
    }

    /** Whether a loose command may be run with others of its berth; asked by the berth's thread. */
    boolean isSynchronous() {
        return handler != null && !async;
    }

    private void noteFailure(boolean failed) {
        if (!failed) {
            failingSince = 0;
            failureTold = false;
        } else if (failingSince == 0) {
            failingSince = System.nanoTime() | 1;
        }
    }

    /** Runs a command and ends it, or runs none if it is null, on the berth's thread that claimed this handler. */
    void run(Envelope envelope, HandlerContext context) {
        try {
            if (envelope != null) {
                RUNNING_COMMAND.setRelease(this, envelope);
                if (envelope.carry(this)) {
                    runCarried(envelope, context);
                }
            }
        } finally {
            RUNNING_COMMAND.setRelease(this, null);
            finish();
        }
    }

    /** Runs a command that another handler of the same berth ends; what it throws is returned. */
    Throwable runAside(Envelope envelope, HandlerContext context) {
        Throwable thrown = null;
        try {
            RUNNING_COMMAND.setRelease(this, envelope);
            if (envelope.carry(this)) {
                Object answer = invoke(fit(envelope.command()), contextOf(envelope, context));
                if (answer instanceof CompletionStage<?> stage) {
                    stage.whenComplete((reply, late) -> aside(envelope, late));
                }
            }
        } catch (Throwable problem) {
            thrown = problem;
        } finally {
            context.clear();
            RUNNING_COMMAND.setRelease(this, null);
            finish();
        }
        return thrown;
    }

    private void aside(Envelope envelope, Throwable thrown) {
        if (thrown != null) {
            ASIDE.warn("Another handler answers for " + registration + ", which failed with " + envelope, thrown);
        }
    }

    /**
     * Runs a loose command, which the caller ends.
     *
     * @return null if the handler returned; what it threw; {@link Outside} if it did not come to that
     */
    Throwable runLoose(Object command, Route loose, long deadlineNanos, HandlerContext context) {
        if (async) {
            run(loose.wrap(command, deadlineNanos, context.target()), context);
            return ENDED;
        }
        runningLoose = loose;
        RUNNING_COMMAND.setRelease(this, command);
        Throwable thrown = null;
        try {
            context.fill(loose, deadlineNanos);
            invoke(fit(command), context);
        } catch (Throwable problem) {
            thrown = isEnding() && problem instanceof InterruptedException
                    ? new Outside("interrupted by its handler's end", problem)
                    : problem;
        }
        context.clear();
        // Only now: whoever abandons this must find the command that it ends.
        boolean own = finish();
        RUNNING_COMMAND.setRelease(this, null);
        runningLoose = null;
        return own ? thrown : ENDED;
    }

    /** Interrupts the handler if it runs this command, and cancels its stage if it has one. */
    @Override
    public void cancelled(Envelope envelope) {
        unfinished.cancel(envelope);
        if (running == envelope && runner != Thread.currentThread()) {
            interruptIf(envelope);
        }
    }

    /**
     * Lets no further command in, waits for the running one up to a time, then interrupts it. Called by a handler that
     * retires itself, it does not wait.
     */
    void retire(long drainMillis) {
        if (!beginToRetire() || runner == Thread.currentThread() || await(drainMillis)) {
            return;
        }
        drained = true;
        interruptIf(null);
        if (!await(AFTER_INTERRUPT_MILLIS)) {
            abandon(Reason.MAY_HAVE_RUN);
            // Its berth's thread may never come back.
            target.giveUpBerth();
        }
    }

    /** False if there is nothing to wait for. */
    private boolean beginToRetire() {
        while (true) {
            int now = state;
            if (now == IDLE && STATE.compareAndSet(this, IDLE, RETIRED)) {
                release();
                return false;
            }
            if (now == RUNNING && STATE.compareAndSet(this, RUNNING, RETIRING)) {
                return true;
            }
            if (now == RETIRING || now == RETIRED || now == ABANDONED) {
                return false;
            }
            if (now == STOLEN && STATE.compareAndSet(this, STOLEN, ABANDONED)) {
                return false;
            }
            Thread.onSpinWait();
        }
    }

    /** A handler that does not react to its interrupt keeps its thread, but nobody waits for it any longer. */
    void abandon(Reason reason) {
        Object stuck = running;
        // Once it is abandoned the runner may leave at any time, and forget it.
        Route loose = runningLoose;
        if (stuck == null
                || !STATE.compareAndSet(this, RETIRING, ABANDONED) && !STATE.compareAndSet(this, RUNNING, STOLEN)) {
            return;
        }
        LOG.log(Level.ERROR, "{0} ignores its interrupt and still runs {1}", registration, stuck);
        Envelope envelope =
                stuck instanceof Envelope known ? known : loose.wrap(stuck, Envelope.NO_DEADLINE, target.target());
        envelope.fail(reason, true, null);
    }

    /** Interrupts the runner, if it runs this, or anything if this is null; it cannot leave its command meanwhile. */
    private void interruptIf(Envelope envelope) {
        int before = state;
        while (before != RUNNING && before != RETIRING || !STATE.compareAndSet(this, before, INTERRUPTING)) {
            if (before != INTERRUPTING && before != RUNNING && before != RETIRING) {
                return;
            }
            Thread.onSpinWait();
            before = state;
        }
        if (envelope == null || running == envelope) {
            interrupted = true;
            Thread busy = runner;
            while (busy == null) {
                // It has just claimed this handler, and says in a moment who it is.
                Thread.onSpinWait();
                busy = runner;
            }
            busy.interrupt();
        }
        state = before;
    }

    /** The runner leaves its command; false if that was abandoned meanwhile. */
    private boolean finish() {
        boolean own = STATE.compareAndSet(this, RUNNING, IDLE) || finishRetired();
        if (interrupted) {
            // It was meant for this command: the next one must not see it.
            interrupted = false;
            Thread.interrupted();
        }
        return own;
    }

    private boolean finishRetired() {
        while (true) {
            int now = state;
            if (now == RUNNING && STATE.compareAndSet(this, RUNNING, IDLE)) {
                return true;
            }
            if (now == STOLEN && STATE.compareAndSet(this, STOLEN, IDLE)) {
                // Its next command waits perhaps in a berth that was opened since.
                target.nudge();
                return false;
            }
            if ((now == RETIRING || now == ABANDONED) && STATE.compareAndSet(this, now, RETIRED)) {
                release();
                return now == RETIRING;
            }
            Thread.onSpinWait();
        }
    }

    private void release() {
        if (handler != null) {
            handler = null;
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

    private void runCarried(Envelope envelope, HandlerContext context) {
        if (async && unfinished.isFull()) {
            envelope.fail(Reason.REJECTED_FULL, false, null);
            return;
        }
        try {
            Command<?> command = fit(envelope.command());
            boolean foreign = command != envelope.command() && !(envelope.command() instanceof Payload);
            Object answer = invoke(command, contextOf(envelope, context));
            if (async) {
                begin(envelope, (CompletionStage<?>) Objects.requireNonNull(answer, "stage"), foreign);
            } else {
                complete(envelope, answer, foreign);
            }
        } catch (Outside unfit) {
            envelope.fail(Reason.UNENCODABLE, false, unfit.getCause());
        } catch (Throwable thrown) {
            threw(envelope, thrown);
        } finally {
            context.clear();
        }
    }

    @SuppressWarnings("unchecked")
    private Object invoke(Command<?> command, HandlerContext known) throws Exception {
        return async
                ? ((AsyncCommandHandler<Command<Object>, Object>) handler).handle((Command<Object>) command, known)
                : ((CommandHandler<Command<Object>, Object>) handler).handle((Command<Object>) command, known);
    }

    /** The command in the class space of the handler. */
    private Command<?> fit(Object command) throws Outside {
        if (command.getClass() == type) {
            return (Command<?>) command;
        }
        try {
            return (Command<?>) replies.fit(command, type);
        } catch (Throwable unfit) {
            throw new Outside("does not fit " + type.getName(), unfit);
        }
    }

    private HandlerContext contextOf(Envelope envelope, HandlerContext shared) {
        if (async) {
            return shared.of(envelope);
        }
        shared.fill(envelope);
        return shared;
    }

    private void begin(Envelope envelope, CompletionStage<?> stage, boolean foreign) {
        unfinished.add(envelope, stage);
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

    /** Whether an interrupt means that it, or its berth, is to end. */
    private boolean isEnding() {
        return drained || !target.isOpen();
    }

    private void threw(Envelope envelope, Throwable thrown) {
        if (isEnding() && thrown instanceof InterruptedException) {
            envelope.fail(drained ? Reason.MAY_HAVE_RUN : Reason.SHUT_DOWN, true, thrown);
        } else {
            envelope.fail(new HandlerFailedException(envelope.key(), thrown));
        }
    }
}
