// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Counts how often each number was handled; the service that handlers of every version tell. */
final class Once implements IntConsumer {
    private final AtomicIntegerArray times;

    Once(int limit) {
        times = new AtomicIntegerArray(limit);
    }

    @Override
    public void accept(int number) {
        times.incrementAndGet(number);
    }

    int handled() {
        return (int) IntStream.range(0, times.length())
                .filter(each -> times.get(each) > 0)
                .count();
    }

    /** Each of the first numbers once, and no other. */
    void assertEachOf(int count) {
        assertThat(IntStream.range(0, count).filter(each -> times.get(each) == 0))
                .as("lost of %d", count)
                .isEmpty();
        assertThat(IntStream.range(0, times.length()).filter(each -> times.get(each) > 1))
                .as("doubled")
                .isEmpty();
        assertThat(IntStream.range(count, times.length()).filter(each -> times.get(each) > 0))
                .as("never sent")
                .isEmpty();
    }
}
