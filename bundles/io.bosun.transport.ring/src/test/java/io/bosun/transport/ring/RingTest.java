// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.transport.Envelope;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A place that a producer has claimed and not filled yet, because its thread is not running just now. */
@Timeout(60)
class RingTest {
    private static final Duration LIVE = Duration.ofSeconds(10);
    private static final int SIZE = 4;

    private Ring ring = new Ring(SIZE, LIVE.toNanos());
    private final Queue<Object> swept = new ConcurrentLinkedQueue<>();

    private boolean offer(Object command) {
        return ring.offer(command, this, Envelope.NO_DEADLINE);
    }

    private void run(int commands) {
        for (int i = 0; i < commands; i++) {
            assertThat(offer("run")).isTrue();
            assertThat(ring.hasNext()).isTrue();
            assertThat(ring.take().command()).isEqualTo("run");
            ring.advance();
        }
    }

    private void fill(long sequence, Object command) {
        Ring.Slot slot = ring.slots[(int) sequence % SIZE];
        slot.command = command;
        slot.filled = sequence;
    }

    private Thread sweeping() {
        Thread sweeper = new Thread(() -> ring.sweep(each -> swept.add(each.command())));
        sweeper.start();
        return sweeper;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, SIZE - 1, SIZE, SIZE + 1, 3 * SIZE})
    @DisplayName("Promise 1: the sweep waits for what is just being put, at each turn of the ring")
    void shouldSweepWhatIsBeingPut(int before) throws Exception {
        run(before);
        long claimed = ring.sequencer.tryNext();
        assertThat(offer("behind")).isTrue();
        assertThat(ring.hasNext()).isFalse();
        Thread sweeper = sweeping();
        Thread another = sweeping();
        sweeper.join(20);
        assertThat(sweeper.isAlive()).isTrue();
        fill(claimed, "late");
        sweeper.join();
        another.join();
        assertThat(swept).containsExactlyInAnyOrder("late", "behind");
        assertThat(ring.pending()).isZero();
        assertThat(ring.done()).isEqualTo(before + 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, SIZE, SIZE + 1})
    @DisplayName("The sweep does not wait for ever: who fills its place later sees the end, and sweeps")
    void shouldLeaveToItsProducerWhatIsNotPut(int before) throws Exception {
        ring = new Ring(SIZE, 1);
        run(before);
        long claimed = ring.sequencer.tryNext();
        assertThat(offer("behind")).isTrue();
        Thread sweeper = sweeping();
        sweeper.join(LIVE.toMillis());
        assertThat(sweeper.isAlive()).isFalse();
        assertThat(swept).containsExactly("behind");
        assertThat(ring.pending()).isEqualTo(1);
        fill(claimed, "late");
        ring.sweep(each -> swept.add(each.command()));
        ring.sweep(each -> swept.add(each.command()));
        assertThat(swept).containsExactly("behind", "late");
        assertThat(ring.done()).isEqualTo(before + 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, SIZE, SIZE + 1})
    @DisplayName("Closing when idle: what is just being put is not shut out")
    void shouldNotSealOverWhatIsBeingPut(int before) throws Exception {
        run(before);
        assertThat(ring.isIdle()).isTrue();
        long claimed = ring.sequencer.tryNext();
        assertThat(ring.isIdle()).isFalse();
        assertThat(ring.hasNext()).isFalse();
        assertThat(ring.seal()).isFalse();
        fill(claimed, "late");
        assertThat(ring.seal()).isFalse();
        assertThat(ring.take().command()).isEqualTo("late");
        assertThat(ring.seal()).isFalse();
        ring.advance();
        assertThat(ring.seal()).isTrue();
        assertThat(offer("after")).isFalse();
        ring.sweep(each -> swept.add(each.command()));
        assertThat(swept).isEmpty();
        assertThat(ring.pending()).isZero();
    }

    @Test
    void shouldTakeNothingOnceItIsSwept() {
        List<String> commands = IntStream.range(0, SIZE).mapToObj(i -> "" + i).toList();
        commands.forEach(each -> assertThat(offer(each)).isTrue());
        assertThat(ring.take().command()).isEqualTo("0");
        assertThat(ring.running()).isEqualTo("0");
        ring.sweep(each -> swept.add(each.command()));
        assertThat(swept).containsExactly("1", "2", "3");
        assertThat(ring.running()).isEqualTo("0");
        ring.advance();
        assertThat(ring.running()).isNull();
        assertThat(ring.take()).isNull();
        assertThat(ring.done()).isEqualTo(SIZE);
        assertThat(ring.seal()).isFalse();
    }
}
