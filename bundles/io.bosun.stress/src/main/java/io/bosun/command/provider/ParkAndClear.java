// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.stress.Told;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A command is parked while all that are parked are taken out. */
@JCStressTest
@Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "it was parked, and taken out")
@Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "it was parked after that, and waits")
@Outcome(expect = Expect.FORBIDDEN, desc = "it was lost or doubled")
@State
public class ParkAndClear {
    private final Parked parked = new Parked(1);

    @Actor
    public void park(III_Result result) {
        result.r1 = parked.add(new Told()) ? 1 : 0;
    }

    @Actor
    public void clear(III_Result result) {
        result.r2 = parked.clear().size();
    }

    @Arbiter
    public void left(III_Result result) {
        result.r3 = parked.size();
    }
}
