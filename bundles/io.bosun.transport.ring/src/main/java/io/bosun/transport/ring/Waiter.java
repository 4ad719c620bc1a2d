// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import java.util.function.BooleanSupplier;

/** How the one consumer of a berth waits, and what wakes it. It must not be asked to wait by two threads. */
abstract class Waiter {
    /**
     * Returns once there is something to do; an interrupt neither ends the wait nor outlasts it.
     *
     * @param coming whether something is about to be made ready, so that whoever does it need not see that it wakes
     * @param rest called once before it sleeps, or after it has looked in vain for a moment
     * @param ran how many commands were run since it waited last
     */
    abstract void await(BooleanSupplier ready, BooleanSupplier coming, Runnable rest, int ran);

    /** Called after something was made ready; after a volatile write by which it is ready, or coming. */
    void wake() {}
}
