// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import java.util.List;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who begins to wait while the bus moves, in every order of the two: nobody sleeps through a state. */
@Param(name = "state", gen = IntGen.class, conf = "0:1")
public class WaitersModelTest {
    private static final List<State> STATES = List.of(ProcessState.START, ProcessState.RUN);

    private final Waiters waiters = new Waiters(new News("never"));
    private volatile State state = ProcessState.IDLE;
    private volatile Waiters.Waiter waiter;
    private volatile boolean there;

    @Operation(nonParallelGroup = "bus")
    public void enter(@Param(name = "state") int entered) {
        state = STATES.get(entered);
        waiters.entered(state);
    }

    /** Begins to wait, if nobody does yet. */
    @Operation(nonParallelGroup = "waiter")
    public void begin(@Param(name = "state") int awaited) {
        if (waiter == null) {
            waiter = waiters.open(Set.of(STATES.get(awaited)));
            there = state.equals(STATES.get(awaited));
        }
    }

    @Operation(nonParallelGroup = "waiter")
    public boolean isThere() throws InterruptedException {
        return there || waiter != null && waiter.await(0).isPresent();
    }

    @Test
    @DisplayName("MB-26: no state is missed by who began to wait before it was entered")
    void shouldMissNothing() {
        Models.check(WaitersModelTest.class, 5);
    }
}
