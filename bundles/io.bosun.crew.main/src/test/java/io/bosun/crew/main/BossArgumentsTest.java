// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BossArgumentsTest {
    @Test
    void shouldHaveAShellByDefault() {
        BossArguments arguments = parse();

        assertThat(arguments.wish()).isEqualTo(BossArguments.Wish.RUN);
        assertThat(arguments.shell()).isEqualTo("interactive");
        assertThat(arguments.directory()).isNull();
    }

    @Test
    void shouldRunWithoutAShell() {
        assertThat(parse("--no-shell").shell()).isEqualTo("none");
    }

    @Test
    void shouldTakeCommandsAndADirectory() {
        BossArguments arguments = parse("-c", "digest /x; crew", "--dir", "a/../b");

        assertThat(arguments.shell()).isEqualTo("command");
        assertThat(arguments.command()).isEqualTo("digest /x; crew");
        assertThat(arguments.directory()).isEqualTo(Path.of("b").toAbsolutePath());
    }

    @Test
    void shouldPrintTheCommandsOfADirectory() {
        BossArguments arguments = parse("--print-commands", "--dir", "/x");

        assertThat(arguments.isPrint()).isTrue();
        assertThat(arguments.shell()).isEqualTo("print");
        assertThat(arguments.command()).isEqualTo("bosun:routes");
        assertThat(arguments.hasShell()).isFalse();
        assertThat(arguments.directory()).isEqualTo(Path.of("/x"));
        assertThat(parse("-c", "state").isPrint()).isFalse();
    }

    @Test
    void shouldHelpWhateverElseIsAsked() {
        assertThat(parse("--no-shell", "--help").wish()).isEqualTo(BossArguments.Wish.HELP);
        assertThat(parse("--version").wish()).isEqualTo(BossArguments.Wish.VERSION);
    }

    @Test
    void shouldSayWhatIsWrong() {
        assertThatThrownBy(() -> parse("-x")).hasMessageContaining("'-x'");
        assertThatThrownBy(() -> parse("-c")).hasMessage("-c needs a value");
        assertThatThrownBy(() -> parse("--dir", " ")).hasMessage("--dir needs a value");
        assertThatThrownBy(() -> parse("-c", "state", "--no-shell")).hasMessageContaining("exclude");
        assertThatThrownBy(() -> parse("--print-commands", "--no-shell")).hasMessageContaining("than --dir");
        assertThatThrownBy(() -> parse("-c", "state", "--print-commands")).hasMessageContaining("than --dir");
    }

    private static BossArguments parse(String... args) {
        return BossArguments.parse(List.of(args));
    }
}
