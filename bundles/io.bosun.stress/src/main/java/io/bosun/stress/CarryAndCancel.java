// SPDX-License-Identifier: Apache-2.0

package io.bosun.stress;

import io.bosun.command.Reason;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A berth is about to run a command while its asker gives up: may it run, was it told, what does the letter say. */
@JCStressTest
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "it runs, is told, and the letter says so")
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "it does not run")
@Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "it does not run, though it was on the way")
@Outcome(expect = Expect.FORBIDDEN, desc = "it runs and nobody told it, or the letter is wrong")
@State
public class CarryAndCancel {
    private final Told envelope = new Told();
    private final AtomicInteger calls = new AtomicInteger();

    @Actor
    public void carry(III_Result result) {
        result.r1 = envelope.carry(its -> calls.incrementAndGet()) ? 1 : 0;
    }

    @Actor
    public void cancel() {
        envelope.cancel(Reason.CANCELLED);
    }

    @Arbiter
    public void told(III_Result result) {
        result.r2 = calls.get();
        result.r3 = envelope.mayHaveRun() ? 1 : 0;
    }
}
