// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AcceptanceTest {
    /** A command. */
    public record Go(int number) implements Command<Void> {}

    @Test
    void shouldHaveNoReasonWhenAccepted() {
        assertThat(Acceptance.ACCEPTED.isAccepted()).isTrue();
        assertThat(Acceptance.ACCEPTED.reason()).isEmpty();
        assertThat(Acceptance.ACCEPTED).hasToString("ACCEPTED");
        assertThatCode(() -> Acceptance.ACCEPTED.orThrow(new Go(1))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource
    void shouldThrowItsReasonWhenRefused(Reason reason) {
        Acceptance refused = Acceptance.refused(reason);
        assertThat(refused.isAccepted()).isFalse();
        assertThat(refused.reason()).contains(reason);
        assertThat(refused).hasToString("REFUSED: " + reason).isSameAs(Acceptance.refused(reason));
        UndeliveredException thrown =
                catchThrowableOfType(UndeliveredException.class, () -> refused.orThrow(new Go(7)));
        assertThat(thrown.reason()).isEqualTo(reason);
        assertThat(thrown).hasMessage(reason + ": Go[number=7]");
    }
}
