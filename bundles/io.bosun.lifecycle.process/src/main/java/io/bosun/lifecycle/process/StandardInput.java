// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the process reads from. */
final class StandardInput {
    private static final Path DESCRIPTOR = Path.of("/proc/self/fd/0");

    private StandardInput() {}

    /** Returns whether it is a terminal, or was one that is gone now. */
    static boolean isTerminal() {
        try {
            return isTerminal(Files.readSymbolicLink(DESCRIPTOR));
        } catch (IOException | UnsupportedOperationException e) {
            // elsewhere than on Linux; a console also wants a terminal for the output, and so is the weaker sign
            return System.console() != null;
        }
    }

    /** That of a terminal that is gone has "(deleted)" behind it. */
    static boolean isTerminal(Path device) {
        return device.toString().matches("/dev/(pts/|tty|console).*");
    }
}
