// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import io.bosun.lifecycle.BusAbortException;
import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.ChannelFailures;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.LogLevel;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.Subscription;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.TransitionReport.Outcome;
import io.bosun.lifecycle.WhenBusy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The way of a signal to the bus. The signal's own thread notes it and hands it over; the bus's thread logs it, calls
 * the listeners of its channel, and then does what it stands for.
 *
 * <p>A stop is asked for at once, before whatever waits for the bus. The channel of one that is an exit is published on
 * its way, before any other listener of the first state there: what is posted comes later, or never.
 *
 * <p>A signal that waits for the bus is not queued again, so at most one of each waits, however many come.
 */
final class SignalDelivery {
    private static final Logger LOG = System.getLogger(SignalDelivery.class.getName());

    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Every exit comes by one of these at least. */
    private static final List<State> EXIT_WAY =
            List.of(ProcessState.STOP, ProcessState.IDLE, ProcessState.EXIT, ProcessState.EXITED);

    private final LifecycleBus bus;
    private final int status;
    /** What waits for the bus, and until when it is waited for: a cleared bus calls nobody, not even us. */
    private final Map<String, Long> waiting = new ConcurrentHashMap<>();

    private final Set<String> stopping = ConcurrentHashMap.newKeySet();
    private final Set<String> exiting = ConcurrentHashMap.newKeySet();
    private final BusListener exit = new Step("note of signals that exit", this::publishExits);
    private final Map<String, Channel> channels = new ConcurrentHashMap<>();
    private volatile Map<String, SignalAction> actions = Map.of();
    private List<Subscription> way = List.of();

    /** @param status the exit status that a signal asks for */
    SignalDelivery(LifecycleBus bus, int status) {
        this.bus = bus;
        this.status = status;
    }

    /** Says what each signal does from now on. */
    void set(Map<String, SignalAction> changed) {
        actions = changed;
        channels.forEach((name, channel) -> {
            if (!changed.containsKey(name)) {
                channels.remove(name);
                channel.close();
                waiting.remove(name);
            }
        });
        changed.keySet()
                .forEach(name -> channels.computeIfAbsent(name, Channel::new).subscribe());
        leaveWay();
        if (changed.containsValue(SignalAction.EXIT)) {
            hearWay();
        }
    }

    private synchronized void hearWay() {
        way = EXIT_WAY.stream()
                .map(state -> bus.subscribe(state.name(), Integer.MIN_VALUE, exit))
                .toList();
    }

    private synchronized void leaveWay() {
        way.forEach(Subscription::close);
        way = List.of();
    }

    void close() {
        set(Map.of());
    }

    /** On the signal's own thread, so calls nobody's code. */
    void caught(String name) {
        SignalAction action = actions.get(name);
        if (action == null || bus.state().equals(ProcessState.EXITED)) {
            return;
        }
        if (action.isExit()) {
            exit(name);
            return;
        }
        if (isNew(name)) {
            post(name);
        }
        if (action.isStop() && stopping.add(name)) {
            request(action, name);
        }
    }

    private void exit(String name) {
        if (isNew(name)) {
            subscribe(name);
            hearWay();
            exiting.add(name);
        }
        bus.exit(status, "SIG" + name);
    }

    /** On the way of an exit, where nobody asks for what the listeners have to say. */
    private void publishExits() {
        for (String name : List.copyOf(exiting)) {
            exiting.remove(name);
            try {
                bus.publish("SIG" + name);
            } catch (ChannelFailures e) {
                // each stands in the log already
                continue;
            } catch (BusAbortException e) {
                LOG.log(Level.WARNING, "A listener of SIG" + name + " aborts, but the exit goes on", e);
            }
        }
    }

    /** Again: somebody may have cleared the bus of all listeners. */
    private void subscribe(String name) {
        Channel channel = channels.get(name);
        if (channel != null) {
            channel.subscribe();
        }
    }

    private boolean isNew(String name) {
        long now = System.nanoTime();
        Long until = waiting.putIfAbsent(name, now + PATIENCE_NANOS);
        return until == null || now - until > 0 && waiting.replace(name, until, now + PATIENCE_NANOS);
    }

    private void post(String name) {
        try {
            subscribe(name);
            bus.post("SIG" + name);
        } catch (IllegalStateException e) {
            // not at once again, for the log's sake
            waiting.put(name, System.nanoTime() + RETRY_NANOS);
            LOG.log(Level.WARNING, "SIG" + name + " is not published: " + e.getMessage());
        }
    }

    private void request(SignalAction action, String name) {
        try {
            bus.request(action.target(), "SIG" + name, WhenBusy.SUPERSEDE)
                    .whenComplete((report, failure) -> stopping.remove(name));
        } catch (IllegalStateException e) {
            // the next signal tries again; not loud, for there may be many
            stopping.remove(name);
            LOG.log(Level.DEBUG, "SIG" + name + " does not lead to " + action + " now", e);
        }
    }

    /** Before all other listeners of its channel. */
    private void begin(String name) {
        // what comes from now on is another one
        waiting.remove(name);
        bus.log(LogLevel.INFO, "Caught signal SIG" + name);
    }

    /** Behind all other listeners of its channel. */
    private void end(String name) throws InterruptedException {
        SignalAction action = actions.getOrDefault(name, SignalAction.PUBLISH);
        if (action.equals(SignalAction.GRACEFUL)) {
            tell(bus.graceful("SIG" + name));
        } else if (action.target() != null && !action.isStop()) {
            tell(bus.transition(action.target(), "SIG" + name));
        }
    }

    /** The bus itself does not, for this walk is part of a listener. */
    private void tell(TransitionReport report) {
        String way = report.hops().stream().map(hop -> " > " + hop.to()).collect(Collectors.joining());
        bus.log(
                report.outcome() == Outcome.REACHED ? LogLevel.INFO : LogLevel.WARN,
                report.outcome() + ": " + report.from() + way + " (" + report.reason() + ")");
    }

    /** Our places on the channel of one signal: first and last. */
    private final class Channel {
        private final String name;
        private final BusListener first;
        private final BusListener last;
        private Subscription before = () -> {};
        private Subscription behind = () -> {};

        Channel(String name) {
            this.name = name;
            this.first = new Step("note of SIG" + name, () -> begin(name));
            this.last = new Step("action of SIG" + name, () -> end(name));
        }

        synchronized void subscribe() {
            before = bus.subscribe("SIG" + name, Integer.MIN_VALUE, first);
            behind = bus.subscribe("SIG" + name, Integer.MAX_VALUE, last);
        }

        synchronized void close() {
            before.close();
            behind.close();
        }
    }

    /** What a step does. */
    @FunctionalInterface
    private interface Work {
        void run() throws InterruptedException;
    }

    /** Has a name, for the log and the shell. */
    private record Step(String name, Work work) implements BusListener {
        @Override
        public Object on(BusEvent event) throws InterruptedException {
            work.run();
            return null;
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
