// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ParkingWaiterTest {
    private static final Duration LIVE = Duration.ofSeconds(10);

    private final AtomicBoolean ready = new AtomicBoolean();
    private final AtomicBoolean coming = new AtomicBoolean();
    private final ParkingWaiter waiter = new ParkingWaiter(Spin.never());

    private Thread waiting() {
        Thread thread = new Thread(() -> waiter.await(ready::get, coming::get, () -> {}, 1));
        thread.start();
        return thread;
    }

    private static void assertEnds(Thread thread) throws Exception {
        thread.join(LIVE.toMillis());
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void shouldSleepUntilItIsWoken() throws Exception {
        Thread thread = waiting();
        await().atMost(LIVE).until(() -> thread.getState() == Thread.State.WAITING);
        thread.interrupt();
        ready.set(true);
        waiter.wake();
        assertEnds(thread);
        assertThat(thread.isInterrupted()).isFalse();
    }

    @Test
    @DisplayName("What is coming is seen though nobody wakes; if it does not come, nobody keeps a processor for it")
    void shouldRestUntilWhatIsComingIsThere() throws Exception {
        coming.set(true);
        Thread thread = waiting();
        await().atMost(LIVE).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        ready.set(true);
        assertEnds(thread);
    }
}
