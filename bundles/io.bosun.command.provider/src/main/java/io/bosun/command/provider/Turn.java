// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.transport.Envelope;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What a berth's thread runs at the moment, and with which handler; others may interrupt that, or end it in its stead.
 *
 * <pre>
 *   OPEN -- somebody interrupts, or is about to steal --> LOCKED -- stolen --> STOLEN -- end --> OPEN
 *     ^                                                     |
 *     +-----------------------------------------------------+
 * </pre>
 *
 * While it is locked its thread cannot leave the command. So an interrupt reaches the command that it was meant for and
 * no other one, and each command is ended by exactly one of both. That takes one atomic step for each command, however
 * many handlers it has.
 */
final class Turn extends Apart {
    private static final int OPEN = 0;
    private static final int LOCKED = 1;
    private static final int STOLEN = 2;
    private static final int NONE = -1;
    private static final Handling[] NOBODY = {};
    private static final VarHandle STATE;
    private static final VarHandle RUNNING;
    private static final VarHandle AT;
    private static final VarHandle HANDLINGS;

    static {
        try {
            MethodHandles.Lookup here = MethodHandles.lookup();
            STATE = here.findVarHandle(Turn.class, "state", int.class);
            RUNNING = here.findVarHandle(Turn.class, "running", Object.class);
            AT = here.findVarHandle(Turn.class, "at", int.class);
            HANDLINGS = here.findVarHandle(Turn.class, "handlings", Handling[].class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final int number;
    private volatile int state = OPEN;
    /** The envelope, or the record of a loose command, whose route is written before. */
    private volatile Object running;

    private Route loose;
    /** Written while nothing runs. */
    private volatile Handling[] handlings = NOBODY;
    /** Which of these runs it. */
    private volatile int at = NONE;

    private volatile boolean interrupted;
    private volatile Thread thread;

    /** Of a thread that is not known yet; with a number that no other turn of its target has. */
    Turn(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** From now on it is that of the calling thread, and of no other one. */
    void enter() {
        thread = Thread.currentThread();
    }

    boolean isCallers() {
        return Thread.currentThread() == thread;
    }

    /** Whether it runs something; asked by its thread. */
    boolean isBusy() {
        return running != null;
    }

    /** The envelope of what it runs, or null if that is loose. */
    Envelope running() {
        return running instanceof Envelope envelope ? envelope : null;
    }

    /** What it runs from now on may be run with these handlers; with none of them before {@link #at}. */
    void with(Handling[] which) {
        HANDLINGS.setRelease(this, which);
        AT.setRelease(this, NONE);
    }

    /** It holds on to no handler. */
    void withNobody() {
        HANDLINGS.setRelease(this, NOBODY);
    }

    void begin(Envelope envelope) {
        RUNNING.setRelease(this, envelope);
    }

    void begin(Object command, Route route) {
        if (loose != route) {
            loose = route;
        }
        RUNNING.setRelease(this, command);
    }

    /** With the handler at this place it runs from now on. */
    void at(int place) {
        if (at != place) {
            AT.setRelease(this, place);
        }
    }

    /** The same command goes on with another handler: an interrupt that was meant for this one does not reach it. */
    void leave() {
        AT.setRelease(this, NONE);
        if (!STATE.compareAndSet(this, OPEN, OPEN)) {
            while (state == LOCKED) {
                Thread.onSpinWait();
            }
        }
        forgetInterrupt();
    }

    /** It has run the command; false if somebody else has ended that meanwhile. */
    boolean end() {
        RUNNING.setRelease(this, null);
        boolean own = STATE.compareAndSet(this, OPEN, OPEN) || endLate();
        forgetInterrupt();
        return own;
    }

    private boolean endLate() {
        while (!STATE.compareAndSet(this, OPEN, OPEN)) {
            if (STATE.compareAndSet(this, STOLEN, OPEN)) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }

    private void forgetInterrupt() {
        if (interrupted) {
            // It was meant for this command: the next one must not see it.
            interrupted = false;
            Thread.interrupted();
        }
    }

    /** Interrupts its thread if it runs this, but for its own sake. */
    void interrupt(Envelope envelope) {
        if (running != envelope || isCallers() || !lock()) {
            return;
        }
        try {
            // Between two handlers its thread may be getting the object of one, which has nothing to do with that.
            if (running == envelope && at != NONE) {
                interrupt();
            }
        } finally {
            state = OPEN;
        }
    }

    /** Interrupts its thread if it runs something with this handler. */
    void interrupt(Handling handling) {
        if (!lock()) {
            return;
        }
        try {
            if (isRunBy(handling)) {
                interrupt();
            }
        } finally {
            state = OPEN;
        }
    }

    private void interrupt() {
        interrupted = true;
        thread.interrupt();
    }

    private boolean isRunBy(Handling handling) {
        if (running == null) {
            return false;
        }
        Handling[] all = handlings;
        int place = at;
        return place >= 0 && place < all.length && all[place] == handling;
    }

    /**
     * Takes away what its thread runs with this handler, to be ended by the caller. A loose command gets its envelope
     * for that. Its thread, which may never come back, has the other handlers of the command no more.
     *
     * @return null if there is none
     */
    Envelope steal(Handling handling, String target) {
        if (!lock()) {
            return null;
        }
        int next = OPEN;
        Envelope stolen;
        Handling[] all;
        try {
            // Its thread may have just run it, and wait until this is no longer locked.
            Object now = running;
            if (now == null || !isRunBy(handling)) {
                return null;
            }
            stolen = now instanceof Envelope known ? known : loose.wrap(now, Envelope.NO_DEADLINE, target);
            all = handlings;
            for (Handling each : all) {
                if (each != handling) {
                    each.free(this);
                }
            }
            next = STOLEN;
        } finally {
            state = next;
        }
        for (Handling each : all) {
            each.releaseIfRetiring();
        }
        return stolen;
    }

    /** Frees a handler that has run the loose command which its thread still runs with others; whether it did. */
    boolean freeIfPassed(Handling handling) {
        if (!lock()) {
            return false;
        }
        try {
            // With an envelope each is left when it returns, and the first one runs last.
            return running != null && running() == null && hasPassed(handling) && handling.free(this);
        } finally {
            state = OPEN;
        }
    }

    private boolean hasPassed(Handling handling) {
        Handling[] all = handlings;
        for (int place = 0; place < at && place < all.length; place++) {
            if (all[place] == handling) {
                return true;
            }
        }
        return false;
    }

    /** Whether its thread is in no handler: it may be getting the object of one, or giving it back. */
    boolean isBetween() {
        return running == null || at == NONE;
    }

    /** Whether what its thread runs was stolen. */
    boolean isStolen() {
        return state == STOLEN;
    }

    /** False if what it runs was stolen; its thread does not leave a command while it is locked. */
    private boolean lock() {
        while (!STATE.compareAndSet(this, OPEN, LOCKED)) {
            if (state == STOLEN) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }
}
