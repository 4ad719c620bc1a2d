// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CommandExceptionsTest {
    @ParameterizedTest
    @EnumSource
    @DisplayName("MS 2.7 each reason has its exception, whose message begins with it")
    void shouldMapEachReasonToItsException(Reason reason) {
        UndeliveredException made = UndeliveredException.of(reason, "a/1#7", null);
        assertThat(made)
                .isExactlyInstanceOf(
                        switch (reason) {
                            case UNKNOWN_COMMAND -> UnknownCommandException.class;
                            case NO_HANDLER -> MissingHandlerException.class;
                            default -> UndeliveredException.class;
                        });
        assertThat(made.reason()).isEqualTo(reason);
        assertThat(made).hasMessage(reason + ": a/1#7").isInstanceOf(CommandException.class);
    }

    @Test
    void shouldKeepTheCause() {
        IllegalStateException cause = new IllegalStateException("link");
        assertThat(UndeliveredException.of(Reason.TARGET_GONE, "a/1#7", cause)).hasCause(cause);
    }

    @Test
    void shouldCarryWhatAHandlerHereThrew() {
        Error cause = new AssertionError("no");
        HandlerFailedException failed = new HandlerFailedException("a/1", cause);
        assertThat(failed).hasCause(cause).hasMessageContaining("a/1").hasMessageContaining("no");
        assertThat(failed.failureType()).isEqualTo("java.lang.AssertionError");
        assertThat(failed.remoteStack()).isEmpty();
    }

    @Test
    @DisplayName("Promise 7: from another process only the text of a failure travels, never its class")
    void shouldCarryTheTextOfWhatAHandlerElsewhereThrew() {
        HandlerFailedException failed = new HandlerFailedException("a/1", "x.Gone", "ouch", "at x.Gone.y");
        assertThat(failed).hasNoCause().hasMessage("a/1 failed: x.Gone: ouch");
        assertThat(failed.failureType()).isEqualTo("x.Gone");
        assertThat(failed.remoteStack()).isEqualTo("at x.Gone.y");
        assertThat(new HandlerFailedException("a/1", "x.Gone", "", "")).hasMessage("a/1 failed: x.Gone");
    }
}
