// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import io.bosun.lifecycle.BusRuntime;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.TransitionReport.Outcome;
import io.bosun.lifecycle.WhenBusy;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell commands that say where a bus is, and take it elsewhere. */
@Component(
        service = StateCommands.class,
        property = {"osgi.command.scope=bosun", "osgi.command.function=state", "osgi.command.function=transition"})
public final class StateCommands {
    private final Buses buses;
    private final String name;
    private final String directory;

    /** Called by Declarative Services. */
    @Activate
    public StateCommands(@Reference Buses buses, BundleContext context) {
        this(buses, Properties.name(context), context.getProperty(Properties.DIRECTORY));
    }

    StateCommands(Buses buses, String name, String directory) {
        this.buses = buses;
        this.name = name;
        this.directory = directory;
    }

    /** What this process is and does. */
    record ProcessStatus(
            String name, String state, long pid, Duration uptime, String directory, List<String> otherBuses) {}

    /** Where a bus is. */
    record BusStatus(
            String bus, String state, List<State> next, int exitStatus, int listeners, String lastTransition) {}

    /** What the shell calls. */
    @Descriptor("shows this process: its name, where it is in its life, its directory, and what other buses there are")
    public Record state() {
        return new ProcessStatus(
                name,
                buses.bus(LifecycleBus.DEFAULT_BUS).state().name(),
                ProcessHandle.current().pid(),
                Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime()),
                directory,
                buses.all().stream()
                        .filter(each -> !Buses.isDefault(each))
                        .map(each -> each.name() + " " + each.state())
                        .toList());
    }

    /** What the shell calls. */
    @Descriptor("shows a bus: where it is, where it can go from there, its listeners, and its last transition")
    public Record state(@Descriptor("the name of the bus, 'default' for that of this process") String bus) {
        BusRuntime runtime = buses.runtime(bus);
        LifecycleBus shown = runtime.bus();
        return new BusStatus(
                bus,
                shown.state().name(),
                shown.graph().edges(shown.state()),
                shown.exitStatus(),
                runtime.listeners().size(),
                runtime.history().stream()
                        .reduce((earlier, later) -> later)
                        .map(PastRows::line)
                        .orElse("none"));
    }

    /** What the shell calls. */
    @Descriptor("takes a bus to a state, waits until it is there, and shows each step; fails if it does not get there. "
            + "To EXITED it ends this process, and does not wait")
    public Object transition(
            @Descriptor("the bus, 'default' if it is left out")
                    @Parameter(
                            names = {"-b", "--bus"},
                            absentValue = LifecycleBus.DEFAULT_BUS)
                    String bus,
            @Descriptor("share the transition under way, or the last that waits, if that has the same target")
                    @Parameter(
                            names = {"-j", "--join"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean join,
            @Descriptor("end the transition under way at its next step, and come next")
                    @Parameter(
                            names = {"-s", "--supersede"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean supersede,
            @Descriptor("the name of the state, as 'graph' shows it") String state,
            @Descriptor("why, for the log and the history") String... reason)
            throws InterruptedException {
        LifecycleBus walked = buses.bus(bus);
        State target = target(walked, state);
        String why = reason.length == 0 ? "asked for in the shell" : String.join(" ", reason);
        if (join && supersede) {
            throw new ShellException("give --join or --supersede, not both");
        }
        if (Buses.isDefault(walked) && target.equals(ProcessState.EXITED)) {
            // Waiting for the end of the process would be waiting for the end of this very thread.
            walked.exit(0, why);
            return "on the way to EXITED; then this process ends";
        }
        WhenBusy whenBusy = join ? WhenBusy.JOIN : supersede ? WhenBusy.SUPERSEDE : WhenBusy.QUEUE;
        return shown(walked.transition(target, why, whenBusy));
    }

    private static State target(LifecycleBus bus, String name) {
        return bus.graph().states().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ShellException("there is no state '" + name + "'; states: "
                        + bus.graph().states().stream().map(State::name).collect(Collectors.joining(", "))));
    }

    private static Walk shown(TransitionReport report) {
        if (report.outcome() != Outcome.REACHED) {
            throw new ShellException(Walk.problem(report));
        }
        return new Walk(report);
    }
}
