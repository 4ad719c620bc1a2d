// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.BusChannel;
import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusPriority;
import io.bosun.lifecycle.ListenerSet;
import io.bosun.lifecycle.LogLevel;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Starts the bundles of an application on START and stops them on STOP, by the framework's start level. Only where it
 * is configured.
 */
@Component(configurationPid = StartLevels.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = StartLevelConfiguration.class)
public final class StartLevels implements ListenerSet {
    static final String PID = "io.bosun.lifecycle.provider.startlevel";

    private static final Logger LOG = System.getLogger(StartLevels.class.getName());

    private final BundleContext context;
    private final FrameworkStartLevel framework;
    private volatile StartLevelPlan plan;
    private volatile String refusal;
    private volatile boolean raised;

    /** Made by Declarative Services. What is wrong with the configuration is told by START, which fails then. */
    @Activate
    public StartLevels(BundleContext context, StartLevelConfiguration configuration) {
        this.context = context;
        this.framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkStartLevel.class);
        read(configuration);
    }

    /** Holds from the next START or STOP on. */
    @Modified
    void modify(StartLevelConfiguration changed) {
        read(changed);
    }

    private void read(StartLevelConfiguration configuration) {
        try {
            plan = StartLevelPlan.of(configuration);
        } catch (RuntimeException e) {
            refusal = "Configuration " + PID + " is refused: " + e.getMessage();
            LOG.log(Level.ERROR, refusal + (plan == null ? "" : "; " + plan + " stays"));
        }
    }

    /**
     * Raises the start level, and waits until the framework has started what belongs to it.
     *
     * @return which bundles did not start, one line each: they are no reason not to start the others
     */
    @BusChannel("START")
    @BusPriority(BusPriority.START_LEVEL_UP)
    public List<String> up(BusEvent event) throws InterruptedException {
        StartLevelPlan current = plan;
        if (current == null) {
            throw new IllegalStateException(refusal);
        }
        current.check(context);
        if (framework.getStartLevel() >= current.work()) {
            return List.of();
        }
        raised = true;
        return change(event, current.work(), current.timeoutMillis());
    }

    /**
     * Lowers the start level, and waits until the framework has stopped what does not belong to it. Where the framework
     * itself stops it does nothing: all bundles stop anyway.
     */
    @BusChannel("STOP")
    @BusPriority(BusPriority.STOP_LEVEL_DOWN)
    public List<String> down(BusEvent event) throws InterruptedException {
        StartLevelPlan current = plan;
        // What was raised may still be on its way up, if its START was broken off.
        boolean isUp = current != null && (raised || framework.getStartLevel() > current.rest());
        if (!isUp || StartLevelChange.isStopping(context)) {
            return List.of();
        }
        current.check(context);
        List<String> problems = change(event, current.rest(), current.timeoutMillis());
        raised = false;
        return problems;
    }

    private List<String> change(BusEvent event, int level, long timeoutMillis) throws InterruptedException {
        List<String> problems = StartLevelChange.to(level, context, timeoutMillis);
        problems.forEach(each -> event.bus().log(LogLevel.ERROR, "On the way to start level " + level + ": " + each));
        return problems;
    }
}
