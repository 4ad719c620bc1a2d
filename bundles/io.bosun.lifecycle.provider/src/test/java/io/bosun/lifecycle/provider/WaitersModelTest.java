// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who begins to wait while the bus moves, in every order of the two: nobody sleeps through a state. */
public class WaitersModelTest {
    private final Waiters waiters = new Waiters(new News("never"));
    private volatile State state = ProcessState.IDLE;
    private volatile Waiters.Waiter waiter;
    private volatile boolean there;

    @Operation(nonParallelGroup = "bus")
    public void enter() {
        enter(ProcessState.RUN);
    }

    @Operation(nonParallelGroup = "bus")
    public void leave() {
        enter(ProcessState.STOP);
    }

    private void enter(State entered) {
        state = entered;
        waiters.entered(entered);
    }

    /** Begins to wait, if nobody does yet; it may be woken for a state that is over when it looks what is there. */
    @Operation(nonParallelGroup = "waiter")
    public void begin() {
        if (waiter == null) {
            waiter = waiters.open(Set.of(ProcessState.RUN));
            there = state.equals(ProcessState.RUN);
        }
    }

    @Operation(nonParallelGroup = "waiter")
    public boolean isWoken() throws InterruptedException {
        return there || waiter != null && waiter.await(0).isPresent();
    }

    @Test
    @DisplayName("MB-26: no state is missed by who began to wait before it was entered")
    void shouldMissNothing() {
        Models.check(WaitersModelTest.class, 8);
    }
}
