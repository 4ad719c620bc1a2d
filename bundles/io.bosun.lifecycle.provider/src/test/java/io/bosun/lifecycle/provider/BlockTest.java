// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.lifecycle.BusChannels;
import io.bosun.lifecycle.ExitRequest;
import io.bosun.lifecycle.InterruptRequest;
import io.bosun.lifecycle.ProcessState;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BlockTest {
    private final Rig rig = new Rig();
    private final SerialBus bus = rig.bus;

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    @DisplayName("MB-36: block() ticks on MAIN until EXITED, then publishes EXECV, and returns the exit status")
    void shouldBlock() throws Exception {
        CountDownLatch ticks = new CountDownLatch(3);
        List<String> heard = new CopyOnWriteArrayList<>();
        bus.subscribe(BusChannels.MAIN, event -> {
            ticks.countDown();
            return heard.add("main " + Thread.currentThread().getName());
        });
        bus.subscribe(BusChannels.EXECV, event -> heard.add("execv in " + bus.state()));
        CompletableFuture<Integer> status = new CompletableFuture<>();
        Thread main = new Thread(() -> status.complete(bus.block()), "main of the test");
        main.start();
        rig.run();
        Rig.pass(ticks);

        bus.exit(3, "test");

        assertThat(Rig.get(status)).isEqualTo(3);
        assertThat(heard).startsWith("main main of the test").endsWith("execv in EXITED");
        assertThat(heard.stream().filter(line -> line.startsWith("execv"))).hasSize(1);
    }

    @Test
    @DisplayName("MB-36: block() returns after the listeners of EXITED, with what they made of the status")
    void shouldWaitForLastListeners() throws Exception {
        Rig.Barrier last = rig.hold("EXITED", 50);
        rig.fail("EXITED", 60, new Exception("broken"));
        Future<Integer> status = rig.async(bus::block);
        bus.exit(0, "test");
        last.awaitReached();
        assertThat(status).isNotDone();

        last.open();

        assertThat(Rig.get(status)).isEqualTo(1);
    }

    @Test
    @DisplayName("MB-36: an interrupt of its thread exits the bus with status 0")
    void shouldExitOnInterrupt() throws Exception {
        CompletableFuture<Integer> status = new CompletableFuture<>();
        Thread main = new Thread(() -> status.complete(bus.block()), "main of the test");
        rig.run();
        main.start();
        await().atMost(Rig.LIVELY).until(() -> bus.waiting() == 1);

        main.interrupt();

        assertThat(Rig.get(status)).isZero();
        assertThat(rig.trail).endsWith("STOP", "IDLE", "EXIT", "EXITED");
        // The walk is in the history a moment after its end is told.
        await().atMost(Rig.LIVELY).until(() -> bus.history().size() == 2);
        assertThat(bus.history().get(1).reason()).contains("main of the test");
    }

    @Test
    @DisplayName("MB-36: a request to exit from a listener of MAIN exits with its status, one to interrupt with 0")
    void shouldExitOnAbort() throws Exception {
        rig.fail(BusChannels.MAIN, new ExitRequest(7, "enough"));
        rig.run();
        assertThat(Rig.get(rig.async(bus::block))).isEqualTo(7);
        assertThat(bus.state()).isEqualTo(ProcessState.EXITED);

        try (Rig other = new Rig()) {
            other.fail(BusChannels.MAIN, new InterruptRequest("stop"));
            assertThat(Rig.get(other.async(other.bus::block))).isZero();
            assertThat(other.bus.state()).isEqualTo(ProcessState.EXITED);
        }
    }

    @Test
    @DisplayName("W-MB-21: a listener of MAIN or EXECV that fails does not end block() with the bus at work")
    void shouldBlockOnDespiteFailure() throws Exception {
        CountDownLatch ticks = new CountDownLatch(2);
        bus.subscribe(BusChannels.MAIN, event -> {
            ticks.countDown();
            throw new Exception("broken");
        });
        rig.fail(BusChannels.EXECV, new Exception("broken"));
        rig.run();
        Future<Integer> status = rig.async(bus::block);
        Rig.pass(ticks);
        assertThat(bus.state()).isEqualTo(ProcessState.RUN);

        bus.exit(0, "test");

        assertThat(Rig.get(status)).isZero();
    }
}
