// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class SpinTest {
    private static final BooleanSupplier NEVER = () -> false;

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
        assertThat(waitsUntilItLooks()).isEqualTo(64);
        assertThat(waitsUntilItLooks()).isEqualTo(128);
        for (int i = 0; i < 10; i++) {
            waitsUntilItLooks();
        }
        assertThat(waitsUntilItLooks()).isEqualTo(4096);
    }

    @Test
    void shouldPauseAlthoughItPaysNowAndThen() {
        missed(3);
        assertThat(spin.await(() -> true)).isTrue();
        missed(2);
        assertThat(waitsUntilItLooks()).isEqualTo(64);
    }

    @Test
    void shouldPauseForHalfAsLongWhereItPaysAgain() {
        missed(4);
        waitsUntilItLooks();
        for (int i = 0; i < 128; i++) {
            assertThat(spin.await(NEVER)).isFalse();
        }
        for (int i = 0; i < 3; i++) {
            assertThat(spin.await(() -> true)).isTrue();
        }
        missed(4);
        assertThat(waitsUntilItLooks()).isEqualTo(128);
    }

    @Test
    void shouldNeverLookWhereItMustNot() {
        assertThat(Spin.never().await(this::look)).isFalse();
        assertThat(looks).hasValue(0);
    }

    @Test
    void shouldPauseForLongWhereItLosesTheProcessor() {
        for (int pause = 256; pause <= 65_536; pause *= 2) {
            lose();
            assertThat(waitsUntilItLooks()).isEqualTo(pause);
            assertThat(spin.await(() -> true)).isTrue();
        }
    }

    @Test
    void shouldForgetItsLossAfterManyWaitsThatPaid() {
        lose();
        waitsUntilItLooks();
        for (int i = 0; i < 10_000; i++) {
            assertThat(spin.await(() -> true)).isTrue();
        }
        lose();
        assertThat(waitsUntilItLooks()).isEqualTo(256);
    }

    /** Another thread has the processor while this one waits. */
    private void lose() {
        spin.await(() -> {
            now += 200_000;
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
    private int waitsUntilItLooks() {
        looks.set(0);
        int waits = 0;
        while (true) {
            spin.await(this::look);
            if (looks.get() > 0) {
                return waits;
            }
            waits++;
        }
    }
}
