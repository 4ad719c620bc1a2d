// SPDX-License-Identifier: Apache-2.0

package io.bosun.stress;

import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** The handler throws while the deadline passes. */
@JCStressTest
@Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "the first thread ended it")
@Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "the second thread ended it")
@Outcome(expect = Expect.FORBIDDEN, desc = "it ended never, or twice")
@State
public class ThrowAndCancel {
    private final Told envelope = new Told();

    @Actor
    public void first(III_Result result) {
        result.r1 = envelope.fail(new HandlerFailedException("a/1", "Failure", "", "")) ? 1 : 0;
    }

    @Actor
    public void second(III_Result result) {
        result.r2 = envelope.cancel(Reason.DEADLINE) ? 1 : 0;
    }

    @Arbiter
    public void told(III_Result result) {
        result.r3 = envelope.ends();
    }
}
