// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ListenerStatus;
import io.bosun.lifecycle.PastTransition;
import io.bosun.lifecycle.StatePicture;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shell commands about what a bus can do, who hears it, and what it did. */
@Component(
        service = BusViewCommands.class,
        property = {
            "osgi.command.scope=bosun",
            "osgi.command.function=graph",
            "osgi.command.function=listeners",
            "osgi.command.function=transitions"
        })
public final class BusViewCommands {
    private static final String BUS = "the bus, 'default' if it is left out";

    private final Buses buses;

    /** Called by Declarative Services. */
    @Activate
    public BusViewCommands(@Reference Buses buses) {
        this.buses = buses;
    }

    /** One listener. */
    record ListenerRow(String channel, int priority, String listener, String bundle, String problem) {}

    /** What the shell calls. */
    @Descriptor("draws the states of a bus, and where each of them leads; the one that it is in stands in brackets")
    public String graph(
            @Descriptor(BUS)
                    @Parameter(
                            names = {"-b", "--bus"},
                            absentValue = LifecycleBus.DEFAULT_BUS)
                    String bus,
            @Descriptor("in the language of Graphviz")
                    @Parameter(
                            names = {"-d", "--dot"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean dot,
            @Descriptor("as an SVG document")
                    @Parameter(
                            names = {"-s", "--svg"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean svg) {
        if (dot && svg) {
            throw new ShellException("give --dot or --svg, not both");
        }
        LifecycleBus drawn = buses.bus(bus);
        StatePicture picture = drawn.graph().picture(drawn.errors(), drawn.state());
        return dot ? picture.dot() : svg ? picture.svg() : picture.text();
    }

    /** What the shell calls. */
    @Descriptor("lists the listeners of a bus by channel, in the order in which they are called; those refused come "
            + "last, with what is wrong")
    public List<?> listeners(
            @Descriptor(BUS)
                    @Parameter(
                            names = {"-b", "--bus"},
                            absentValue = LifecycleBus.DEFAULT_BUS)
                    String bus,
            @Descriptor("the channels to list, all of them by default") String... channels) {
        List<String> wanted = List.of(channels);
        return new Rows<>(
                ListenerRow.class,
                buses.runtime(bus).listeners().stream()
                        .filter(each -> wanted.isEmpty() || wanted.contains(each.channel()))
                        .map(BusViewCommands::row)
                        .toList());
    }

    private static ListenerRow row(ListenerStatus listener) {
        return new ListenerRow(
                listener.channel(),
                listener.priority(),
                listener.listener(),
                listener.bundle(),
                listener.problem().orElse(""));
    }

    /** What the shell calls. */
    @Descriptor("lists the last transitions of a bus, oldest first, with their reasons")
    public List<?> transitions(
            @Descriptor(BUS)
                    @Parameter(
                            names = {"-b", "--bus"},
                            absentValue = LifecycleBus.DEFAULT_BUS)
                    String bus) {
        return new Rows<>(
                PastRows.PastRow.class,
                buses.runtime(bus).history().stream().map(PastRows::row).toList());
    }

    /** What the shell calls. */
    @Descriptor("shows one transition: each step, and how long each listener took")
    public List<?> transitions(
            @Descriptor(BUS)
                    @Parameter(
                            names = {"-b", "--bus"},
                            absentValue = LifecycleBus.DEFAULT_BUS)
                    String bus,
            @Descriptor("its number, as 'transitions' lists it") long number) {
        List<PastTransition> history = buses.runtime(bus).history();
        return history.stream()
                .filter(each -> each.number() == number)
                .findFirst()
                .map(PastRows::new)
                .orElseThrow(() -> new ShellException(
                        "no transition has the number " + number + "; 'transitions' lists those that are still kept"));
    }
}
