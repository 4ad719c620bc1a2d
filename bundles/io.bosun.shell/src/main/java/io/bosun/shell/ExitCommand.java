// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import org.apache.felix.service.command.Descriptor;

/** The shell command {@code exit}; only where the process is our own. */
public final class ExitCommand {
    private final Runnable exit;

    ExitCommand(Runnable exit) {
        this.exit = exit;
    }

    /** What the shell calls. */
    @Descriptor("ends this process and its hands in good order")
    public void exit() {
        exit.run();
    }
}
