// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void shouldMeasureAllUnlessToldOtherwise() {
        Options options = parse();

        assertThat(options.wants("A1")).isTrue();
        assertThat(options.rounds()).isEqualTo(3);
        assertThat(options.quietOnly()).isFalse();
    }

    @Test
    void shouldMeasureOnlyWhatIsNamed() {
        Options options = parse("--only", "A1,B1", "--only", "E", "--rounds", "7", "--quiet-only");

        assertThat(options.only()).containsExactlyInAnyOrder("A1", "B1", "E");
        assertThat(options.wants("A2")).isFalse();
        assertThat(options.rounds()).isEqualTo(7);
        assertThat(options.quietOnly()).isTrue();
    }

    @Test
    void shouldNameWhatItDoesNotKnow() {
        assertThatThrownBy(() -> parse("--round", "3")).hasMessageContaining("--round: use --rounds N");
        assertThatThrownBy(() -> parse("--rounds", "0")).hasMessageContaining("--rounds 0");
        assertThatThrownBy(() -> parse("--rounds")).hasMessageContaining("--rounds: it takes a value");
        assertThatThrownBy(() -> parse("--only", "A9")).hasMessageContaining("A9");
    }

    private static Options parse(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "bosun";
        System.arraycopy(args, 0, all, 1, args.length);
        return Options.parse(all, Path.of("log"));
    }
}
