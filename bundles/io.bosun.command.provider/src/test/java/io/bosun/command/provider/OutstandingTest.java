// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.command.BusCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutstandingTest {
    private static final int ROUNDS = 10;
    private static final int LOOKS = 300_000;

    private final Outstanding outstanding = new Outstanding();

    @Test
    @DisplayName("Promise 6: what is under way is never overlooked while others come and are taken back")
    void shouldNeverOverlookWhatIsUnderWay() throws Exception {
        outstanding.accepted();
        long least = 1;
        for (int round = 0; round < ROUNDS && least > 0; round++) {
            AtomicBoolean enough = new AtomicBoolean();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                AtomicBoolean offered = new AtomicBoolean();
                threads.add(new Thread(() -> takeTurns(offered, false, outstanding::accepted, enough)));
                threads.add(new Thread(() -> takeTurns(offered, true, outstanding::takenBack, enough)));
            }
            threads.forEach(Thread::start);
            for (int i = 0; i < LOOKS; i++) {
                least = Math.min(least, outstanding.counts().underWay());
            }
            enough.set(true);
            for (Thread each : threads) {
                each.join();
            }
        }
        assertThat(least).isEqualTo(1);
    }

    private static void takeTurns(AtomicBoolean offered, boolean when, Runnable turn, AtomicBoolean enough) {
        while (!enough.get()) {
            if (offered.get() == when) {
                turn.run();
                offered.set(!when);
            } else {
                Thread.yield();
            }
        }
    }

    @Test
    void shouldNotCountWhatIsTakenBackAsAccepted() {
        outstanding.accepted();
        outstanding.accepted();
        outstanding.takenBack();
        outstanding.refused();
        assertThat(outstanding.counts()).isEqualTo(new BusCounts(1, 0, 0, 0, 1));
    }
}
