// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.State;
import java.util.OptionalInt;

/**
 * Whether the bus was asked to exit, and with which status. The request interrupts the bus's thread only while that is
 * within a listener of a start state; the flag is cleared before anybody else is called.
 */
final class ExitGate {
    private final BusPlan plan;
    private final Object lock = new Object();
    private boolean requested;
    private Thread interruptible;
    private OptionalInt asked = OptionalInt.empty();
    private int failed;

    ExitGate(BusPlan plan) {
        this.plan = plan;
    }

    /** Returns whether this is the first request. */
    boolean request() {
        synchronized (lock) {
            if (requested) {
                return false;
            }
            requested = true;
            if (interruptible != null) {
                interruptible.interrupt();
            }
            return true;
        }
    }

    boolean requested() {
        synchronized (lock) {
            return requested;
        }
    }

    /** The first status that was asked for counts. */
    void ask(int status) {
        synchronized (lock) {
            if (asked.isEmpty()) {
                asked = OptionalInt.of(status);
            }
        }
    }

    void entered(State state) {
        synchronized (lock) {
            failed = Math.max(failed, plan.failureStatus().getOrDefault(state, 0));
        }
    }

    int status() {
        synchronized (lock) {
            int status = asked.orElse(0);
            return status == 0 ? failed : status;
        }
    }

    CallGuard guard(State state) {
        return new HopGuard(plan.startStates().contains(state));
    }

    /** Around each listener of one hop; those of nested walks have guards of their own. */
    private final class HopGuard implements CallGuard {
        private final boolean starting;
        private Thread outer;

        HopGuard(boolean starting) {
            this.starting = starting;
        }

        @Override
        public boolean enter() {
            synchronized (lock) {
                if (starting && requested) {
                    return false;
                }
                outer = interruptible;
                interruptible = starting ? Thread.currentThread() : null;
                return true;
            }
        }

        @Override
        public void leave() {
            synchronized (lock) {
                interruptible = outer;
                Thread.interrupted();
                if (requested && outer != null) {
                    // The request came while a nested walk ran: pass it on to the listener that asked for that walk.
                    outer.interrupt();
                }
            }
        }

        @Override
        public boolean excuses(Throwable failure) {
            return starting && requested() && isInterrupt(failure);
        }

        private static boolean isInterrupt(Throwable failure) {
            Throwable cause = failure;
            for (int depth = 0; cause != null && depth < 10; depth++) {
                if (cause instanceof InterruptedException) {
                    return true;
                }
                cause = cause.getCause();
            }
            return false;
        }
    }
}
