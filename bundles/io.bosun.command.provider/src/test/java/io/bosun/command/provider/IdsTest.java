// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IdsTest {
    private static final int THREADS = 8;
    private static final int EACH = 100_000;

    private final Ids ids = new Ids();

    @Test
    void shouldBeginWithOneAndGoOnWithTheNext() {
        assertThat(LongStream.range(0, 1_000).map(i -> ids.next()).toArray())
                .isEqualTo(LongStream.rangeClosed(1, 1_000).toArray());
    }

    @Test
    @DisplayName("No number is given twice, and none is 0, whatever threads ask for one")
    void shouldGiveEachNumberOnce() throws Exception {
        CyclicBarrier begin = new CyclicBarrier(THREADS);
        List<FutureTask<long[]>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            FutureTask<long[]> task = new FutureTask<>(() -> {
                begin.await();
                return LongStream.range(0, EACH).map(n -> ids.next()).toArray();
            });
            all.add(task);
            new Thread(task).start();
        }
        LongStream given = LongStream.empty();
        for (FutureTask<long[]> each : all) {
            given = LongStream.concat(given, LongStream.of(each.get()));
        }
        long[] distinct = given.distinct().toArray();
        assertThat(distinct).hasSize(THREADS * EACH).doesNotContain(0);
    }

    @Test
    void shouldNotShareNumbersWithAnotherBus() {
        Ids other = new Ids();
        assertThat(ids.next()).isEqualTo(1);
        assertThat(other.next()).isEqualTo(1);
        assertThat(ids.next()).isEqualTo(2);
    }
}
