// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.BusPriority;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.LogLevel;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.Subscription;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Holds the signals that it was told to take, from ENTER on; without any it touches nothing. */
@Component(
        service = {},
        immediate = true,
        configurationPid = ProcessSignals.PID)
@Designate(ocd = SignalConfiguration.class)
public final class ProcessSignals implements BusListener {
    static final String PID = "io.bosun.lifecycle.process";

    /** Framework property: the signals to take, where the configuration names none. */
    static final String SIGNALS = "bosun.signals";

    /** Framework property: the exit status that a signal asks for; 0 without it. */
    static final String STATUS = "bosun.signals.status";

    private static final Logger LOG = System.getLogger(ProcessSignals.class.getName());

    private final LifecycleBus bus;
    private final BundleContext context;
    private final SignalDelivery delivery;
    private final Subscription entering;
    private SignalTable table;
    private JvmSignals held;
    private boolean stopped;

    /** Made by Declarative Services. */
    @Activate
    public ProcessSignals(
            BundleContext context,
            SignalConfiguration configuration,
            @Reference(target = "(" + LifecycleBus.BUS + "=" + LifecycleBus.DEFAULT_BUS + ")") LifecycleBus bus) {
        this.context = context;
        this.bus = bus;
        this.delivery = new SignalDelivery(bus, status(context.getProperty(STATUS)));
        this.table = read(configuration);
        this.entering = bus.subscribe(ProcessState.ENTER.name(), BusPriority.ENTER_SIGNALS, this);
        // Only now, having subscribed: who comes too late for ENTER sees it here.
        if (!bus.state().equals(ProcessState.INITIAL)) {
            hold();
        }
    }

    private static int status(String given) {
        if (given != null && given.matches("\\d{1,3}") && Integer.parseInt(given) <= 255) {
            return Integer.parseInt(given);
        }
        if (given != null) {
            LOG.log(Level.WARNING, STATUS + "=" + given + " is no exit status, taken as 1: give 0 to 255");
        }
        return given == null ? 0 : 1;
    }

    private SignalTable read(SignalConfiguration configuration) {
        List<String> entries = List.of(configuration.signals());
        String property = context.getProperty(SIGNALS);
        if (entries.stream().allMatch(String::isBlank) && property != null) {
            entries = List.of(property);
        }
        return SignalTable.of(entries, bus.graph(), StandardInput::isTerminal);
    }

    /** Hears ENTER. */
    @Override
    public Object on(BusEvent event) {
        hold();
        return null;
    }

    @Modified
    void modify(SignalConfiguration changed) {
        SignalTable read = read(changed);
        boolean isEntered;
        synchronized (this) {
            table = read;
            isEntered = held != null || !bus.state().equals(ProcessState.INITIAL);
        }
        if (isEntered) {
            hold();
        }
    }

    /** In a process that is ours and about to end, signals stay taken: another one must not change its status. */
    @Deactivate
    void stop() {
        entering.close();
        if (context.getProperty(SIGNALS) == null || !bus.state().equals(ProcessState.EXITED)) {
            List<JvmSignals.Note> notes;
            synchronized (this) {
                stopped = true;
                notes = held == null ? List.of() : held.hold(Set.of());
            }
            log(notes);
        }
        delivery.close();
    }

    /** Takes what the table says; again: what has changed. */
    private void hold() {
        List<JvmSignals.Note> notes = new ArrayList<>();
        synchronized (this) {
            if (stopped) {
                return;
            }
            table.problems().forEach(problem -> notes.add(new JvmSignals.Note(LogLevel.WARN, problem)));
            // before the first can come
            delivery.set(table.actions());
            notes.addAll(hold(table.actions()));
        }
        log(notes);
    }

    private List<JvmSignals.Note> hold(Map<String, SignalAction> actions) {
        if (held == null && actions.isEmpty()) {
            return List.of();
        }
        try {
            if (held == null) {
                held = new JvmSignals(delivery::caught);
            }
            return held.hold(actions.keySet());
        } catch (LinkageError e) {
            held = null;
            return List.of(new JvmSignals.Note(
                    LogLevel.WARN,
                    "Signals " + actions.keySet() + " are not taken: the framework does not export sun.misc (" + e
                            + ")"));
        }
    }

    private void log(List<JvmSignals.Note> notes) {
        notes.forEach(note -> bus.log(note.level(), note.text()));
    }

    @Override
    public String toString() {
        return PID;
    }
}
