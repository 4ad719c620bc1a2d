// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.Tick;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a warm bus allocates, in the thread of the sender and in those of the bus and of the berth together. */
@Timeout(120)
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 15;
    private static final int SENDS = 100_000;
    private static final int CALLS = 10_000;
    /** A record with one small component. */
    private static final int RECORD_BYTES = 16;

    private static final int CALL_BYTES = 120;

    private final AtomicInteger ran = new AtomicInteger();
    private BusRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new BusRig();
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    /** The least that one of several rounds has allocated: the first ones are not warm, and any may be disturbed. */
    private static long leastBytes(Callable<?> round) throws Exception {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            long[] threads = threads();
            long before = bytes(threads);
            round.call();
            least = Math.min(least, bytes(threads) - before);
        }
        return least;
    }

    private static long[] threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each == Thread.currentThread() || each.getName().startsWith("bosun-"))
                .mapToLong(Thread::getId)
                .toArray();
    }

    private static long bytes(long[] threads) {
        return Arrays.stream(THREADS.getThreadAllocatedBytes(threads))
                .filter(each -> each > 0)
                .sum();
    }

    private Void send() {
        ran.set(0);
        for (int i = 0; i < SENDS; i++) {
            Tick command = new Tick(i);
            while (!rig.bus.send(command).isAccepted()) {
                Thread.yield();
            }
        }
        while (ran.get() < SENDS) {
            Thread.yield();
        }
        return null;
    }

    private Void call() throws InterruptedException {
        for (int i = 0; i < CALLS; i++) {
            rig.bus.call(new Ask(i), BusRig.LIVE);
        }
        return null;
    }

    @Test
    @DisplayName("A warm send allocates nothing beyond its record")
    void shouldAllocateNothingToSend() throws Exception {
        rig.handle(Tick.class, "clock", (command, context) -> {
            ran.incrementAndGet();
            return null;
        });
        send();
        assertThat(BusRig.threads("bosun-berth")).hasSize(1);
        assertThat((double) leastBytes(this::send) / SENDS)
                .as("bytes per send")
                .isBetween((double) RECORD_BYTES, RECORD_BYTES + 0.1);
    }

    @Test
    @DisplayName("A warm call allocates 120 bytes at most, with its record and its reply")
    void shouldAllocateLittleToCall() throws Exception {
        rig.handle(Ask.class, "desk", (command, context) -> new Answer("yes"));
        call();
        assertThat(BusRig.threads("bosun-berth")).hasSize(1);
        assertThat((double) leastBytes(this::call) / CALLS)
                .as("bytes per call")
                .isBetween(2.0 * RECORD_BYTES, CALL_BYTES + 0.1);
    }
}
