// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import java.util.function.BooleanSupplier;

/** How the one consumer of a berth waits, and what wakes it. It must not be asked to wait by two threads. */
abstract class Waiter {
    /** Returns once there is something to do; an interrupt neither ends the wait nor outlasts it. */
    abstract void await(BooleanSupplier ready);

    /** Called after something was made ready, by a volatile write. */
    void wake() {}
}
