// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import io.bosun.lifecycle.LifecycleBus;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.apache.felix.service.command.Descriptor;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell command {@code state}. */
@Component(
        service = StateCommands.class,
        property = {"osgi.command.scope=bosun", "osgi.command.function=state"})
public final class StateCommands {
    private final LifecycleBus bus;
    private final String name;
    private final String directory;

    /** Called by Declarative Services. */
    @Activate
    public StateCommands(@Reference LifecycleBus bus, BundleContext context) {
        this.bus = bus;
        this.name = Properties.name(context);
        this.directory = context.getProperty(Properties.DIRECTORY);
    }

    /** What this process is and does. */
    record ProcessStatus(String name, String state, long pid, Duration uptime, String directory) {}

    /** What the shell calls. */
    @Descriptor("shows this process: its name, where it is in its life, and its directory")
    public Record state() {
        return new ProcessStatus(
                name,
                bus.state().name(),
                ProcessHandle.current().pid(),
                Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime()),
                directory);
    }
}
