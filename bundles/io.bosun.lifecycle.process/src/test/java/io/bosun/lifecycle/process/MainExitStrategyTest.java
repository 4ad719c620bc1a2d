// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.provider.RealBus;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MainExitStrategyTest {
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final MainExitStrategy strategy = new MainExitStrategy();
    private final RealBus real = new RealBus(strategy);
    private final LifecycleBus bus = real.bus();

    @AfterEach
    void close() {
        real.close();
    }

    private void tellMain() {
        strategy.main =
                status -> told.add(status + " on " + Thread.currentThread().getName());
    }

    @Test
    @DisplayName("MB-32: the main is told the bus's exit status, not on the bus's thread")
    void shouldTellMain() throws Exception {
        tellMain();

        bus.exit(7, "test");

        assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("7 on bosun-exit");
    }

    @Test
    @DisplayName("MB-32: a failing EXIT listener makes the exit status 70, told once")
    void shouldTellFailureOfExit() throws Exception {
        tellMain();
        bus.subscribe("EXIT", event -> {
            throw new IllegalStateException("at the last moment");
        });

        bus.exit(0, "test");

        assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("70 on bosun-exit");
        assertThat(bus.await(ProcessState.EXITED, Duration.ofSeconds(60))).isTrue();
        assertThat(told.poll(100, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    @DisplayName("W-MB-13: in a host container there is no main, and nothing ends")
    void shouldTellNobodyInHostContainer() throws Exception {
        bus.exit(0, "test");

        assertThat(bus.await(ProcessState.EXITED, Duration.ofSeconds(60))).isTrue();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("bosun-exit");
    }

    @Test
    void shouldSurviveAMainThatFails() throws Exception {
        strategy.main = status -> {
            told.add("told");
            throw new IllegalStateException("not now");
        };

        bus.exit(0, "test");

        assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("told");
        assertThat(bus.await(ProcessState.EXITED, Duration.ofSeconds(60))).isTrue();
    }
}
