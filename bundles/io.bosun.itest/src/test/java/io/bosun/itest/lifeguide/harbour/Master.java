// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.lifeguide.harbour;

import io.bosun.itest.lifeguide.Logbook;
import io.bosun.lifecycle.BusChannels;
import io.bosun.lifecycle.ChannelFailures;
import io.bosun.lifecycle.Hop;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.LogLevel;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.Subscription;
import io.bosun.lifecycle.TransitionException;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.WhenBusy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says where the process shall be. */
@Component(service = Master.class)
public class Master {
    private final LifecycleBus bus;
    private final Logbook logbook;

    @Activate
    public Master(@Reference(target = "(bosun.bus=default)") LifecycleBus bus, @Reference Logbook logbook) {
        this.bus = bus;
        this.logbook = logbook;
    }

    /** A walk, and how it went. */
    public String rest() throws InterruptedException {
        TransitionReport report = bus.transition(ProcessState.IDLE, "the tide is out");
        for (Hop hop : report.hops()) {
            logbook.write(hop.from() + " > " + hop.to() + " returned " + hop.results());
        }
        return report.outcome() + " in " + report.state();
    }

    /** A walk that has to arrive. */
    public String work() throws InterruptedException {
        try {
            return "in "
                    + bus.transition(ProcessState.RUN, "the tide is in")
                            .orThrow()
                            .state();
        } catch (TransitionException e) {
            Optional<String> failure = e.report().failure().map(Throwable::getMessage);
            return e.report().outcome() + " in " + e.report().state() + ", " + failure.orElse("nobody failed");
        }
    }

    /** Wants to be somewhere, and not to be the cause of it. */
    public TransitionReport joinTheWork() throws InterruptedException {
        return bus.transition(ProcessState.RUN, "one more ship", WhenBusy.JOIN);
    }

    /** Does not wait. */
    public CompletionStage<TransitionReport> restNow() {
        return bus.request(ProcessState.IDLE, "storm", WhenBusy.SUPERSEDE);
    }

    /** Down and up again. */
    public List<State> refit() throws InterruptedException {
        return bus.graceful("new lamp").orThrow().hops().stream().map(Hop::to).toList();
    }

    /** Waits here. */
    public Optional<State> awaitEnd(Duration timeout) throws InterruptedException {
        return bus.await(Set.of(ProcessState.STOP, ProcessState.EXITED), timeout);
    }

    /** Waits elsewhere. */
    public CompletionStage<String> announce() {
        return bus.whenReached(ProcessState.RUN).thenApply(state -> "the light is on");
    }

    /** Starts, then works on a thread of its own. */
    public CompletionStage<Integer> open() {
        return bus.startWithCallback("harbour", () -> {
            logbook.write("harbour open");
            return 42;
        });
    }

    /** A channel of its own. */
    public Subscription fill(int litres) {
        return bus.subscribe("fuel", event -> litres);
    }

    /** Calls who hears a channel. */
    public String inspect() {
        try {
            return "all well: " + bus.publish("inspect", "lamp", 1);
        } catch (ChannelFailures e) {
            return e.failures().size() + " failed, the others returned " + e.results() + ": " + e.text("; ");
        }
    }

    /** Tells the log. */
    public void note(String line) {
        bus.log(LogLevel.INFO, line);
    }

    /** Hears the log by hand. */
    public Subscription readLog() {
        return bus.subscribe(BusChannels.LOG, event -> {
            logbook.write("log: " + event.arguments().get(0));
            return null;
        });
    }

    /** Draws where it is. */
    public void draw(Path file) throws IOException {
        Files.writeString(file, bus.graph().picture(bus.errors(), bus.state()).svg());
    }

    /** The end. */
    public void leave() {
        bus.exit(0, "the harbour is closed");
    }

    /** What a main does. */
    public int waitForTheEnd() {
        return bus.block();
    }
}
