// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ProcessState;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Hands the signals that it was told to take over to the bus, as an exit; without any it touches nothing. */
@Component(
        service = {},
        immediate = true,
        configurationPid = ProcessSignals.PID)
@Designate(ocd = SignalConfiguration.class)
public final class ProcessSignals {
    static final String PID = "io.bosun.lifecycle.process";

    /** Framework property: the signals to take, where the configuration names none. */
    static final String SIGNALS = "bosun.signals";

    /** Framework property: the exit status that a signal asks for; 0 without it. */
    static final String STATUS = "bosun.signals.status";

    private static final Logger LOG = System.getLogger(ProcessSignals.class.getName());

    private final LifecycleBus bus;
    private final BundleContext context;
    private AutoCloseable held;

    /** Made by Declarative Services. */
    @Activate
    public ProcessSignals(
            BundleContext context,
            SignalConfiguration configuration,
            @Reference(target = "(" + LifecycleBus.BUS + "=" + LifecycleBus.DEFAULT_BUS + ")") LifecycleBus bus) {
        this.context = context;
        this.bus = bus;
        this.held = take(configuration);
    }

    @Modified
    synchronized void modify(SignalConfiguration changed) throws Exception {
        held.close();
        held = take(changed);
    }

    /** In a process that is ours and about to end, signals stay taken: another one must not change its status. */
    @Deactivate
    synchronized void stop() throws Exception {
        if (context.getProperty(SIGNALS) == null || !isExited()) {
            held.close();
        }
    }

    private boolean isExited() {
        return bus.state().equals(ProcessState.EXITED);
    }

    private AutoCloseable take(SignalConfiguration configuration) {
        Set<String> names = SignalNames.of(configuration.signals());
        String property = context.getProperty(SIGNALS);
        if (names.isEmpty() && property != null) {
            names = SignalNames.of(property);
        }
        if (names.isEmpty()) {
            return () -> {};
        }
        try {
            return new JvmSignals(names, this::caught);
        } catch (LinkageError e) {
            LOG.log(Level.WARNING, "Signals " + names + " are not taken: the framework does not export sun.misc", e);
            return () -> {};
        }
    }

    /** On the signal's own thread, so only hands over. */
    private void caught(String name) {
        if (isExited()) {
            return;
        }
        String status = context.getProperty(STATUS);
        bus.exit(status == null ? 0 : Integer.parseInt(status), "SIG" + name);
    }
}
