// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.WhenBusy;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What waits for the bus's thread, in every order that threads may ask: each step is as if it were alone. */
@Param(name = "target", gen = IntGen.class, conf = "0:1")
@Param(name = "whenBusy", gen = IntGen.class, conf = "0:2")
public class RequestsModelTest {
    private static final List<State> TARGETS = List.of(ProcessState.IDLE, ProcessState.RUN);
    private static final int ROOM = 2;

    private final Gate gate = new Gate(ProcessState.EXITED);
    private final Requests requests = new Requests(ProcessState.EXITED, gate, () -> ROOM);

    /** Returns whose request stands for what was asked. */
    @Operation
    public String ask(@Param(name = "target") int target, @Param(name = "whenBusy") int whenBusy) {
        try {
            return ask(TARGETS.get(target), WhenBusy.values()[whenBusy]);
        } catch (IllegalStateException e) {
            return "refused";
        }
    }

    @Operation
    public String exit() {
        return ask(ProcessState.EXITED, WhenBusy.QUEUE);
    }

    @Operation(nonParallelGroup = "bus")
    public String take() {
        return requests.waiting() == 0
                ? "nothing"
                : ((Request) requests.take()).target().name();
    }

    @Operation(nonParallelGroup = "bus")
    public boolean done() {
        return requests.done();
    }

    @Operation
    public boolean doomed() {
        return gate.doomed();
    }

    private String ask(State target, WhenBusy whenBusy) {
        Request made = new Request(List.of(target), "");
        return requests.ask(made, whenBusy, true) == made ? "own" : "shared";
    }

    @Test
    @DisplayName("MB-23: requests are queued, joined and superseded in one order, none lost or done twice")
    void shouldKeepRequests() {
        Models.check(RequestsModelTest.class, 5);
    }
}
