// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.launch.local;

import io.bosun.crew.HandProcess;
import io.bosun.crew.main.runtime.StartProperties;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** A child process; it lives no longer than its standard input is open. */
final class LocalHand implements HandProcess {
    private static final System.Logger LOG = System.getLogger(LocalHand.class.getName());

    private final String name;
    private final Process process;
    private final CompletionStage<Integer> exit;

    LocalHand(String name, Process process) {
        this.name = name;
        this.process = process;
        this.exit = process.onExit().thenApply(Process::exitValue);
    }

    /** A hand that cannot be told anything has ended, or will: its exit is the report. */
    void tell(Map<String, String> properties) {
        OutputStream in = process.getOutputStream();
        try {
            StartProperties.write(properties, in);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, this + " does not listen, see its log", e);
            kill();
        }
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public CompletionStage<Integer> onExit() {
        return exit;
    }

    @Override
    public void terminate() {
        // Process.destroy would also close its standard input, and it would halt instead of draining
        process.toHandle().destroy();
    }

    @Override
    public void kill() {
        // the list first: without their parent they are not found
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public String toString() {
        return "hand " + name + " (pid " + pid() + ")";
    }
}
