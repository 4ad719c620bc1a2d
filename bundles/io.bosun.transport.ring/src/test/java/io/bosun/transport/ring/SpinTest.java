// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SpinTest {
    private static final BooleanSupplier NEVER = () -> false;
    /** In microseconds: of the last wait, which spins. */
    private static final Offset<Long> MOMENT = Offset.offset(100L);

    private final AtomicInteger looks = new AtomicInteger();
    private long now;
    private final Spin spin = new Spin(false, this::tick);

    @Test
    void shouldFindWhatIsThere() {
        assertThat(spin.await(() -> looks.incrementAndGet() == 10)).isTrue();
    }

    @Test
    void shouldEndByItself() {
        assertThat(spin.await(this::look)).isFalse();
        assertThat(looks).hasPositiveValue();
    }

    @Test
    void shouldPauseForLongerAndLongerWhereItIsInVain() {
        missed(4);
        assertThat(microsUntilItLooks()).isCloseTo(500, MOMENT);
        assertThat(microsUntilItLooks()).isCloseTo(1_000, MOMENT);
        for (int i = 0; i < 10; i++) {
            microsUntilItLooks();
        }
        assertThat(microsUntilItLooks()).isCloseTo(64_000, MOMENT);
    }

    @Test
    void shouldPauseAlthoughItPaysNowAndThen() {
        missed(3);
        assertThat(spin.await(() -> true)).isTrue();
        missed(2);
        assertThat(microsUntilItLooks()).isCloseTo(500, MOMENT);
    }

    @Test
    void shouldPauseForHalfAsLongWhereItPaysAgain() {
        missed(4);
        microsUntilItLooks();
        now += 1_000_000;
        for (int i = 0; i < 3; i++) {
            assertThat(spin.await(() -> true)).isTrue();
        }
        missed(4);
        assertThat(microsUntilItLooks()).isCloseTo(1_000, MOMENT);
    }

    @Test
    void shouldNotPauseWhereMuchWasDoneBetween() {
        for (int i = 0; i < 100; i++) {
            assertThat(spin.await(NEVER, 64)).isFalse();
        }
        assertThat(spin.await(() -> true)).isTrue();
    }

    @Test
    void shouldNeverLookWhereItMustNot() {
        assertThat(Spin.never().await(this::look)).isFalse();
        assertThat(looks).hasValue(0);
    }

    @Test
    void shouldPauseForLongerWhereItLosesTheProcessorAgain() {
        for (int pause = 2_000; pause <= 64_000; pause *= 2) {
            lose();
            assertThat(microsUntilItLooks()).isCloseTo(pause, MOMENT);
            assertThat(spin.await(() -> true)).isTrue();
        }
        lose();
        assertThat(microsUntilItLooks()).isCloseTo(64_000, MOMENT);
    }

    @Test
    void shouldForgetItsLossAfterAWhile() {
        lose();
        microsUntilItLooks();
        lose();
        assertThat(microsUntilItLooks()).isCloseTo(4_000, MOMENT);
        now += 16_000_000;
        lose();
        assertThat(microsUntilItLooks()).isCloseTo(2_000, MOMENT);
    }

    /** Another thread has the processor while this one waits. */
    private void lose() {
        spin.await(() -> {
            now += 4_000;
            return false;
        });
    }

    private long tick() {
        now += 1_000;
        return now;
    }

    private boolean look() {
        looks.incrementAndGet();
        return false;
    }

    private void missed(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(spin.await(NEVER)).isFalse();
        }
    }

    /** Waits in vain until it spins again, and that in vain too. */
    private long microsUntilItLooks() {
        looks.set(0);
        long begin = now;
        while (true) {
            spin.await(this::look);
            if (looks.get() > 0) {
                return (now - begin) / 1_000;
            }
            now += 9_000;
        }
    }
}
