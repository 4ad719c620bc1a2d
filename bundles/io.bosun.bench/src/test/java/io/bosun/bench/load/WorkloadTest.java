// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.bench.peer.Contender;
import io.bosun.bench.peer.Peer;
import io.bosun.bench.peer.Waking;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class WorkloadTest {
    private static final Span SPAN = new Span(20, 20);

    @ParameterizedTest
    @EnumSource(names = {"HAND_OFF", "LATCH", "CONDITION"})
    void shouldMeasureHowLongAWaiterTakesToReturn(Contender contender) throws Exception {
        Peer peer = contender.open();
        try {
            Figures figures = Workload.WAKE.run(peer, 1, SPAN);

            assertThat(figures.p50()).isPositive().isLessThanOrEqualTo(figures.p99());
            assertThat(figures.ops()).isPositive();
        } finally {
            peer.close();
        }
    }

    @Test
    void shouldNotGoOnWithoutAWaiter() {
        Waking broken = new Waking() {
            @Override
            public void await(long number) {
                throw new UnsupportedOperationException("no waiting");
            }

            @Override
            public void wake(long number) {}
        };

        assertThatThrownBy(() -> new WakeUp(broken).run(new Idle(), SPAN))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("no waiting");
    }

    @ParameterizedTest
    @EnumSource(names = {"MACHINE", "MACHINE_EXECUTOR"})
    void shouldWalkToAndFro(Contender contender) throws Exception {
        Peer peer = contender.open();
        try {
            assertThat(Workload.WALK.run(peer, 1, SPAN).ops()).isPositive();
        } finally {
            peer.close();
        }
    }

    @Test
    void shouldCallEveryListener() throws Exception {
        Peer peer = Contender.LISTENERS.open();

        assertThat(Workload.PUBLISH_TO_TEN.run(peer, 1, SPAN).ops()).isPositive();
        peer.close();
    }

    private record Idle() implements Peer {
        @Override
        public void close() {}
    }
}
