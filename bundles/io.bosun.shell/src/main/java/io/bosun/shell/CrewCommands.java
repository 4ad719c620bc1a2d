// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import io.bosun.crew.Crew;
import io.bosun.crew.HandState;
import io.bosun.crew.HandStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shell commands about the hands. */
@Component(
        service = CrewCommands.class,
        property = {"osgi.command.scope=bosun", "osgi.command.function=crew", "osgi.command.function=end"})
public final class CrewCommands {
    private final Crew crew;

    /** Called by Declarative Services. */
    @Activate
    public CrewCommands(@Reference Crew crew) {
        this.crew = crew;
    }

    /** One hand. */
    record HandRow(
            String hand,
            long pid,
            HandState state,
            Duration uptime,
            long done,
            int restarts,
            String lastExit,
            Path logFile) {}

    /** What the shell calls. */
    @Descriptor("lists the hands: process, state, uptime, commands done, restarts, last exit, log file")
    public List<?> crew() {
        return new Rows<>(
                HandRow.class, crew.hands().stream().map(CrewCommands::row).toList());
    }

    /** What the shell calls. */
    @Descriptor("ends a hand: it finishes what it has begun, and is not started again")
    public void end(@Descriptor("the name of the hand, as 'crew' lists it") String name) {
        List<String> names = crew.hands().stream().map(HandStatus::name).toList();
        if (!names.contains(name)) {
            throw new ShellException("there is no hand '" + name + "'; hands: "
                    + (names.isEmpty() ? "none" : names.stream().collect(Collectors.joining(", "))));
        }
        try {
            crew.end(name);
        } catch (IllegalArgumentException e) {
            throw new ShellException(String.valueOf(e.getMessage()), e);
        }
    }

    private static HandRow row(HandStatus h) {
        return new HandRow(h.name(), h.pid(), h.state(), h.uptime(), h.done(), h.restarts(), h.lastExit(), h.logFile());
    }
}
