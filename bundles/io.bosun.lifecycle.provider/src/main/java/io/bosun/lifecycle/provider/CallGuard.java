// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

/** Stands around each call of a listener. */
interface CallGuard {
    /** For publications that are no part of a walk. */
    CallGuard NONE = new CallGuard() {
        @Override
        public boolean enter() {
            return true;
        }

        @Override
        public void leave() {
            // nothing to undo
        }

        @Override
        public boolean excuses(Throwable failure) {
            return false;
        }
    };

    /** Whether the next listener shall be called; if not, neither are those behind it. */
    boolean enter();

    /** Undoes a successful {@link #enter}. */
    void leave();

    /** Whether this is no failure, but what the guard itself has brought about. */
    boolean excuses(Throwable failure);
}
