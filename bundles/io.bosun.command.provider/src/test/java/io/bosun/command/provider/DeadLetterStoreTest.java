// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.command.DeadLetter;
import io.bosun.command.Reason;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DeadLetterStoreTest {
    @Test
    @DisplayName("Promise 3: the store is bounded: a new letter displaces the oldest, and the total counts on")
    void shouldKeepTheLastLettersAndCountAll() {
        DeadLetterStore store = new DeadLetterStore(3);
        IntStream.range(0, 10).forEach(i -> store.add(letter(i)));
        assertThat(store.letters()).extracting(DeadLetter::id).containsExactly(7L, 8L, 9L);
        assertThat(store.total()).isEqualTo(10);
    }

    @Test
    void shouldRefuseALimitOfNothing() {
        assertThatThrownBy(() -> new Settings(0, 0, 0, 1, 1, 1, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("deadLetterLimit is 0");
        assertThatThrownBy(() -> new Settings(-1, 0, 0, 1, 1, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("graceMillis is -1");
    }

    private static DeadLetter letter(long id) {
        return new DeadLetter(id, "k/1", "desk", "boss", Reason.DEADLINE, true, "", Instant.EPOCH);
    }
}
