// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.AsyncCommandHandler;
import io.bosun.command.Command;
import io.bosun.command.CommandContext;
import io.bosun.command.CommandHandler;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.Carrier;
import io.bosun.transport.Envelope;
import io.bosun.transport.Payload;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One handler at work. Its berth's thread claims it and runs commands with it, many of them until it leaves it; other
 * threads cancel one of these, or retire it. The handler's object is got at its first command, so that a delayed
 * component stays delayed until then.
 *
 * <p>It is free, or some {@link Turn} has it, or it has gone for ever. Whoever retires it says so first, and takes it
 * if it is free; whoever has it sees that at the latest when it leaves it, and lets it go.
 */
final class Handling implements Carrier {
    private static final Logger LOG = System.getLogger(Handling.class.getName());
    private static final Seldom ASIDE = new Seldom(LOG);
    private static final long AFTER_INTERRUPT_MILLIS = 200;
    private static final int FREE = 0;
    private static final int GONE = -1;
    private static final VarHandle OWNER;
    /**
     * {@link CommandHandler#handle} for what is known to be a command: of very many classes none is cached, and to ask
     * whether it is one costs a look at each.
     */
    private static final MethodHandle HANDLE;

    static {
        try {
            MethodHandles.Lookup here = MethodHandles.lookup();
            OWNER = here.findVarHandle(Handling.class, "owner", int.class);
            MethodType handle = MethodType.methodType(Object.class, Command.class, CommandContext.class);
            MethodType unchecked =
                    MethodType.methodType(Object.class, Object.class, Object.class, CommandContext.class);
            // What is an interface there is not checked.
            HANDLE = MethodHandles.explicitCastArguments(
                    here.findVirtual(CommandHandler.class, "handle", handle), unchecked);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

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
    /** The number of the turn that has it; free, or gone, if there is none. */
    private volatile int owner = FREE;
    /** The last turn that had it. */
    private volatile Turn turn;

    private volatile boolean retiring;
    private LocalTarget target;
    private Object handler;
    private boolean async;
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

    /** Whether the calling berth's thread has it from now on: then it must leave it. False if this handler is gone. */
    boolean claim(Turn by) {
        if (retiring || !OWNER.compareAndSet(this, FREE, by.number())) {
            return false;
        }
        if (turn != by) {
            turn = by;
        }
        if (handler != null) {
            return true;
        }
        boolean had = false;
        try {
            handler = service();
            async = handler instanceof AsyncCommandHandler<?, ?>;
            noteFailure(handler == null);
            // To get it may have taken long.
            had = handler != null && !retiring;
        } finally {
            if (!had) {
                leave(by);
            }
        }
        return had;
    }

    /** The calling berth's thread has it no more; nothing is done if that was taken away from it before. */
    void leave(Turn by) {
        free(by);
        releaseIfRetiring();
    }

    /** It is had no more by this turn, if it was; {@link #releaseIfRetiring} is to follow. */
    boolean free(Turn by) {
        return OWNER.compareAndSet(this, by.number(), FREE);
    }

    /** Either whoever retires it finds it free, or whoever frees it sees here that it is to be retired. */
    void releaseIfRetiring() {
        if (retiring && OWNER.compareAndSet(this, FREE, GONE)) {
            release();
        }
    }

    /** Whether another turn has it. */
    boolean isElsewhere(Turn than) {
        int number = owner;
        return number > FREE && number != than.number();
    }

    /** Whether it is to be left soon; asked by the berth's thread that has it. */
    boolean isRetiring() {
        return retiring;
    }

    /** Looks at all that it takes to run a command of very many, so that it is cached when it is run. */
    int fetch(Object command) {
        return isReadyFor(command) ? owner : GONE;
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

    /** Whether it is known that it may still be at it when it returns; asked by the berth's thread. */
    boolean isAsynchronous() {
        return async;
    }

    private void noteFailure(boolean failed) {
        if (!failed) {
            failingSince = 0;
            failureTold = false;
        } else if (failingSince == 0) {
            failingSince = System.nanoTime() | 1;
        }
    }

    /** Runs a command and ends it, on the berth's thread that has this handler. */
    void run(Envelope envelope, HandlerContext context) {
        if (envelope.carry(this)) {
            runCarried(envelope, context);
        }
    }

    /** Runs a command that another handler of the same berth ends; what it throws is returned. */
    Throwable runAside(Envelope envelope, HandlerContext context) {
        try {
            if (envelope.carry(this)) {
                Object answer = invoke(fit(envelope.command()), contextOf(envelope, context));
                if (answer instanceof CompletionStage<?> stage) {
                    stage.whenComplete((reply, late) -> aside(envelope, late));
                }
            }
        } catch (Throwable thrown) {
            return thrown;
        } finally {
            context.clear();
        }
        return null;
    }

    private void aside(Envelope envelope, Throwable thrown) {
        if (thrown != null) {
            ASIDE.warn("Another handler answers for " + registration + ", which failed with " + envelope, thrown);
        }
    }

    /**
     * Runs a loose command, which the caller ends, if it is not asynchronous.
     *
     * @return null if the handler returned; what it threw; {@link Outside} if it did not come to that
     */
    Throwable runLoose(Object command, HandlerContext context) {
        try {
            invoke(fit(command), context);
            return null;
        } catch (Throwable thrown) {
            return isEnding() && thrown instanceof InterruptedException
                    ? new Outside("interrupted by its handler's end", thrown)
                    : thrown;
        }
    }

    /**
     * Whether it can run a command as it is. Of very many handlers none is cached: to be asked before it is claimed, so
     * that all that is needed is fetched at the same time, and not one after the other behind that atomic step.
     */
    boolean isReadyFor(Object command) {
        return handler instanceof CommandHandler<?, ?> && command.getClass() == type;
    }

    /** Interrupts the handler if it runs this command, and cancels its stage if it has one. */
    @Override
    public void cancelled(Envelope envelope) {
        unfinished.cancel(envelope);
        Turn last = turn;
        if (last != null) {
            last.interrupt(envelope);
        }
    }

    /**
     * Lets no further command in, waits for the running one up to a time, then interrupts it. Called by a handler that
     * retires itself, it does not wait.
     */
    void retire(long drainMillis) {
        if (retiring) {
            return;
        }
        retiring = true;
        if (OWNER.compareAndSet(this, FREE, GONE)) {
            release();
            return;
        }
        Turn by = owner();
        if (by == null || isPassed(by) || by.isCallers() || by.isStolen()) {
            return;
        }
        // At least for a moment: whoever has it is to have seen that it is to be left before it is interrupted.
        if (awaitMoment() || isPassed(by) || await(drainMillis - 1)) {
            return;
        }
        drained = true;
        by.interrupt(this);
        if (!await(AFTER_INTERRUPT_MILLIS) && (abandon(by, Reason.MAY_HAVE_RUN) || by.isBetween())) {
            // Its berth's thread may never come back.
            target.giveUpBerth();
        }
    }

    /** Whether it had returned, and is gone now though its neighbours still run. */
    private boolean isPassed(Turn by) {
        boolean passed = by.freeIfPassed(this);
        if (passed) {
            releaseIfRetiring();
        }
        return passed;
    }

    /** The turn that has it; null if none has. */
    private Turn owner() {
        for (int number = owner; number > FREE; number = owner) {
            Turn known = turn;
            if (known != null && known.number() == number) {
                return known;
            }
            // It has just claimed this handler, and says in a moment who it is.
            Thread.onSpinWait();
        }
        return null;
    }

    /** A handler that does not react to its interrupt keeps its thread, but nobody waits for it any longer. */
    void abandon(Reason reason) {
        Turn by = owner();
        if (by != null) {
            abandon(by, reason);
        }
    }

    private boolean abandon(Turn by, Reason reason) {
        Envelope stuck = by.steal(this, target.target());
        if (stuck == null) {
            return false;
        }
        // First of all: it may return at any moment.
        stuck.fail(reason, true, null);
        LOG.log(Level.ERROR, "{0} ignores its interrupt and still runs {1}", registration, stuck);
        return true;
    }

    private void release() {
        if (handler != null) {
            handler = null;
            giveBack();
        }
        retired.countDown();
    }

    private void giveBack() {
        try {
            registration.ungetService();
        } catch (RuntimeException | LinkageError thrown) {
            LOG.log(Level.ERROR, "The object of " + registration + " cannot be given back", thrown);
        }
    }

    /** Whatever interrupts the caller: see {@link Turn#leave}. */
    private boolean awaitMoment() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1);
        boolean callerInterrupted = false;
        try {
            while (true) {
                try {
                    return retired.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    callerInterrupted = true;
                }
            }
        } finally {
            if (callerInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
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
            Object command = fit(envelope.command());
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
    private Object invoke(Object command, CommandContext known) throws Throwable {
        return async
                ? ((AsyncCommandHandler<Command<Object>, Object>) handler).handle((Command<Object>) command, known)
                : HANDLE.invokeExact(handler, command, known);
    }

    /** The command in the class space of the handler. */
    private Object fit(Object command) throws Outside {
        if (command.getClass() == type) {
            return command;
        }
        try {
            return replies.fit(command, type);
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
