// SPDX-License-Identifier: Apache-2.0

package io.bosun.stress;

import io.bosun.command.Reason;
import io.bosun.transport.BerthWork;
import io.bosun.transport.Envelope;
import io.bosun.transport.LocalBerth;
import io.bosun.transport.ring.RingBerths;
import io.bosun.transport.ring.RingWait;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A command comes to a berth that is about to close because it has nothing to do. */
@JCStressTest
@Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "the command was first: the berth stays")
@Outcome(id = "0, 1, 0", expect = Expect.ACCEPTABLE, desc = "the berth was first: the command is refused")
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "the command had run before the berth closed")
@Outcome(expect = Expect.FORBIDDEN, desc = "a command was lost, or refused by a berth that stays")
@State
public class OfferAndClose {
    private static final RingBerths BERTHS = new RingBerths(2, RingWait.BLOCKING);

    private final Told envelope = new Told();
    private final LocalBerth berth = BERTHS.open("stress", new Completing());

    @Actor
    public void offer(III_Result result) {
        result.r1 = berth.offer(envelope) ? 1 : 0;
    }

    @Actor
    public void close(III_Result result) {
        result.r2 = berth.closeIfIdle() ? 1 : 0;
    }

    @Arbiter
    public void told(III_Result result) {
        berth.close(Duration.ofSeconds(1));
        result.r3 = envelope.ends();
    }

    /** Answers at once. */
    private static final class Completing implements BerthWork {
        @Override
        public void run(Envelope envelope) {
            envelope.complete(null);
        }

        @Override
        public void run(Object command, Object route, long deadlineNanos) {
            throw new IllegalStateException("nothing loose is offered");
        }

        @Override
        public void fail(Object command, Object route, long deadlineNanos, Reason reason) {
            throw new IllegalStateException("nothing loose is offered");
        }

        @Override
        public void threw(Object command, Object route, long deadlineNanos, Throwable thrown) {
            throw new IllegalStateException("nothing loose is offered");
        }

        @Override
        public void rest() {}
    }
}
