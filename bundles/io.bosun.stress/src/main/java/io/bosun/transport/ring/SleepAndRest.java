// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import io.bosun.transport.Envelope;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A sender goes to sleep before a full ring whose consumer does all there is, and rests. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the sender did not sleep, or was woken")
@Outcome(expect = Expect.FORBIDDEN, desc = "the sender slept until its time was over")
@State
public class SleepAndRest {
    private static final int SIZE = 2;
    private static final long NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Ring ring = new Ring(SIZE);
    private final Room room = new Room(ring, () -> false, Spin.never());

    /** A full ring. */
    public SleepAndRest() {
        for (int i = 0; i < SIZE; i++) {
            ring.offer("command", this, Envelope.NO_DEADLINE);
        }
    }

    @Actor
    public void sleep(I_Result result) {
        long begin = System.nanoTime();
        room.await(NANOS);
        result.r1 = System.nanoTime() - begin < NANOS ? 1 : 0;
    }

    @Actor
    public void rest() {
        for (int i = 0; i < SIZE; i++) {
            ring.take();
            room.advanced(ring.advance());
        }
        room.wakeAll();
    }
}
