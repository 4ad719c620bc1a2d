// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.LifecycleBus;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ExitStatusTest {
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final ExitStatus exitStatus = new ExitStatus();

    @Test
    @DisplayName("MB-32 the main is told the bus's exit status, not on the bus's thread")
    void shouldTellMain() throws Exception {
        exitStatus.main =
                status -> told.add(status + " on " + Thread.currentThread().getName());

        exitStatus.on(new Exited());

        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("7 on bosun-exit");
    }

    @Test
    @DisplayName("In a host container there is no main, and nothing ends")
    void shouldTellNobodyInHostContainer() {
        assertThat(exitStatus.on(new Exited())).isNull();
    }

    private record Exited() implements BusEvent {
        @Override
        public LifecycleBus bus() {
            return new RecordingBus();
        }

        @Override
        public String channel() {
            return "EXITED";
        }

        @Override
        public List<Object> arguments() {
            return List.of();
        }
    }
}
