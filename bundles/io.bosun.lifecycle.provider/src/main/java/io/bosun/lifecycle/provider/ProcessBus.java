// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.BusRuntime;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/** The bus of this process: it is always there, starts and ends with the framework, and ends before the JVM does. */
@Component(
        service = {LifecycleBus.class, BusRuntime.class},
        immediate = true,
        configurationPid = ProcessBus.PID,
        property = LifecycleBus.BUS + "=" + LifecycleBus.DEFAULT_BUS)
@Designate(ocd = BusConfiguration.class)
public final class ProcessBus extends HostedBus {
    static final String PID = "io.bosun.lifecycle.provider";

    private static final Logger LOGGER = System.getLogger(ProcessBus.class.getName());

    private final CleanExit jvm = new CleanExit(this::endWithJvm);

    /** Made by Declarative Services. */
    @Activate
    public ProcessBus(BundleContext context, BusConfiguration configuration) {
        super(context, BusPlan.process(), read(configuration, BusOptions.DEFAULTS));
    }

    @Activate
    void start() {
        open();
        begin();
    }

    @Modified
    void modify(BusConfiguration changed) {
        apply(read(changed, options()));
    }

    @Deactivate
    void stop() {
        end("the lifecycle bus is deactivated");
        close();
        jvm.close();
    }

    @Override
    void apply(BusOptions changed) {
        super.apply(changed);
        guard(state());
    }

    @Override
    void entering(State to) {
        guard(to);
    }

    /** From ENTER until EXITED, if it is wanted. */
    private void guard(State state) {
        boolean isAlive = !state.equals(ProcessState.INITIAL) && !state.equals(ProcessState.EXITED);
        if (isAlive && options().shutdownHook()) {
            jvm.arm();
        } else {
            jvm.disarm();
        }
    }

    /** With a wrong value all of it is refused, because a part would be something that nobody has asked for. */
    private static BusOptions read(BusConfiguration configuration, BusOptions before) {
        try {
            return BusOptions.of(configuration).checked(BusPlan.process());
        } catch (RuntimeException e) {
            LOGGER.log(Level.ERROR, "Configuration " + PID + " is refused, what was there stays: " + e.getMessage());
            return before;
        }
    }
}
