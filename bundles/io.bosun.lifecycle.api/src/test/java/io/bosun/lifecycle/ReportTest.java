// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.bosun.lifecycle.TransitionReport.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What a bus reports")
class ReportTest {
    private final Exception failure = new IllegalStateException("port in use");

    private static TransitionReport report(Outcome outcome, Optional<RuntimeException> failure) {
        return new TransitionReport(
                ProcessState.IDLE,
                ProcessState.RUN,
                outcome == Outcome.REACHED ? ProcessState.RUN : ProcessState.EXITED,
                "a test",
                "main",
                outcome,
                List.of(),
                failure);
    }

    @Test
    @DisplayName("MB-18 a hop has the results of the listeners that did not fail, in their order, nulls too")
    void shouldHaveResults() {
        List<ListenerCall> calls = new ArrayList<>(List.of(
                new ListenerCall("one", 1, "result", Optional.empty()),
                new ListenerCall("two", 1, null, Optional.of(failure)),
                new ListenerCall("three", 1, null, Optional.empty())));
        Hop hop = new Hop(
                ProcessState.IDLE,
                ProcessState.START,
                3,
                calls,
                Optional.of(new ChannelFailures("START", List.of(failure), List.of())),
                List.of());
        calls.clear();

        assertThat(hop.results()).containsExactly("result", null);
        assertThat(hop.calls()).hasSize(3);
        assertThatThrownBy(() -> hop.results().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> hop.calls().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    @DisplayName("W-MB-2 who asks for it gets an exception unless the target was reached")
    void shouldReturnWhatReachedItsTarget() {
        TransitionReport reached = report(Outcome.REACHED, Optional.empty());

        assertThat(reached.orThrow()).isSameAs(reached);
    }

    @ParameterizedTest
    @EnumSource(names = "REACHED", mode = EnumSource.Mode.EXCLUDE)
    @DisplayName("W-MB-2 the exception has the report and the failure, and says who wanted what, and where the bus is")
    void shouldThrow(Outcome outcome) {
        ChannelFailures failures = new ChannelFailures("START", List.of(failure), List.of());
        TransitionReport report = report(outcome, Optional.of(failures));

        TransitionException thrown = catchThrowableOfType(TransitionException.class, report::orThrow);

        assertThat(thrown.report()).isSameAs(report);
        assertThat(thrown)
                .hasCause(failures)
                .hasMessage(outcome + ": the bus is in EXITED, not in RUN, where main wanted it (a test)");
    }

    @Test
    @DisplayName("W-MB-2 an outcome without a failure has no cause")
    void shouldHaveNoCause() {
        TransitionReport report = report(Outcome.UNREACHABLE, Optional.empty());

        assertThatThrownBy(report::orThrow).hasNoCause().isInstanceOf(TransitionException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 70, 255})
    @DisplayName("MB-13 a request to exit carries a status that a process can have")
    void shouldCarryAStatus(int status) {
        assertThat(new ExitRequest(status, "over").status()).isEqualTo(status);
        assertThat(new ExitRequest(status, "over")).hasMessage("over").isInstanceOf(BusAbortException.class);
        assertThat(new InterruptRequest("over")).hasMessage("over").isInstanceOf(BusAbortException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 256, Integer.MIN_VALUE, Integer.MAX_VALUE})
    @DisplayName("MB-13 and no other")
    void shouldRefuseAStatus(int status) {
        assertThatThrownBy(() -> new ExitRequest(status, "over"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Not an exit status: " + status + "; give 0 to 255");
    }
}
