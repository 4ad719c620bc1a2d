// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private final Pace pace = new Pace();

    /** What it is after commands have come at some rate for long: so many in a look, and so many more in each turn. */
    private int settled(double atOnce, double inATurn) {
        int turns = 0;
        for (int i = 0; i < 10_000; i++) {
            turns = pace.turns((int) (atOnce + inATurn * turns));
        }
        return turns;
    }

    @Test
    void shouldNotWaitWhereOneCommandComesAtATime() {
        assertThat(settled(1, 0)).isZero();
    }

    @Test
    void shouldWaitLongestWhereAWaitBringsMoreInProportion() {
        assertThat(settled(2, 0.5)).isEqualTo(Pace.LONGEST);
    }

    @Test
    void shouldNotWaitLongerWhereThatBringsNoMore() {
        assertThat(settled(4, 0)).isLessThanOrEqualTo(16);
    }

    @Test
    void shouldForgetItsWaitAsSoonAsOneCommandComesAtATime() {
        settled(2, 0.5);
        for (int i = 0; i < 64; i++) {
            pace.turns(1);
        }
        assertThat(pace.turns(1)).isZero();
    }

    @Test
    void shouldLearnNothingFromABacklog() {
        assertThat(settled(1_000, 0)).isZero();
    }
}
