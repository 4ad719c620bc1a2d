// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A pseudo-terminal, which {@code script} makes: a program of bsdutils, which every Debian has. */
final class Terminal {
    private Terminal() {}

    /**
     * Starts a command on one. Its status is that of the process that is returned, its pid is not; what is typed there
     * comes from the terminal.
     */
    static BossProcess start(Path temporary, List<String> command) {
        String quoted = command.stream()
                .map(each -> "'" + each.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" ", "exec ", ""));
        return BossProcess.start(temporary, List.of("script", "-qfec", quoted, "/dev/null"));
    }
}
