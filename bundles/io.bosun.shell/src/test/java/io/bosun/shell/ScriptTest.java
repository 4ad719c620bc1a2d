// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.shell.Script.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptTest {
    @Test
    void shouldSplitAtSemicolonsAndLineEnds() {
        assertThat(Script.steps("digest /a b; crew\n state ;"))
                .containsExactly(
                        new Step("digest /a b", List.of("digest")),
                        new Step("crew", List.of("crew")),
                        new Step("state", List.of("state")));
    }

    @Test
    void shouldNotSplitWithinQuotesAndBrackets() {
        assertThat(Script.steps("digest 'a;b'; each [1 2] { echo $it; echo x }"))
                .extracting(Step::text)
                .containsExactly("digest 'a;b'", "each [1 2] { echo $it; echo x }");
    }

    @Test
    void shouldKeepTogetherWhatIsTied() {
        assertThat(Script.steps("a x | b y; bosun:c && d || e; f"))
                .containsExactly(
                        new Step("a x | b y", List.of("a", "b")),
                        new Step("bosun:c && d || e", List.of("bosun:c", "d", "e")),
                        new Step("f", List.of("f")));
    }

    @Test
    void shouldNameOnlyWhatIsACommand() {
        assertThat(Script.steps("x = 5; $x; (bosun:crew) size"))
                .extracting(Step::names)
                .containsExactly(List.of(), List.of(), List.of());
    }

    @Test
    void shouldHaveNothingToDoForNothing() {
        assertThat(Script.steps("")).isEmpty();
        assertThat(Script.steps(" ;; \n ; ")).isEmpty();
        assertThat(Script.steps("# only a comment")).isEmpty();
    }

    @Test
    void shouldLeaveItToTheCallerToTellWhatIsNotComplete() {
        assertThatThrownBy(() -> Script.steps("echo 'a")).isInstanceOf(RuntimeException.class);
    }
}
