// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.Subscription;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

/** The bus of this process: starts and ends with the framework, and finds its listeners in the service registry. */
@Component(
        service = LifecycleBus.class,
        immediate = true,
        configurationPid = ProcessBus.PID,
        property = LifecycleBus.BUS + "=" + LifecycleBus.DEFAULT_BUS)
@Designate(ocd = BusConfiguration.class)
public final class ProcessBus extends SerialBus {
    static final String PID = "io.bosun.lifecycle.provider";

    private static final Logger LOG = System.getLogger(ProcessBus.class.getName());

    private final BundleContext context;
    private final FrameworkWatch framework;
    private final Map<ServiceReference<BusListener>, Whiteboard> whiteboard = new ConcurrentHashMap<>();
    private volatile BusConfiguration configuration;
    private volatile boolean gaveUp;

    /** Made by Declarative Services. */
    @Activate
    public ProcessBus(BundleContext context, BusConfiguration configuration) {
        super(BusPlan.process(), BusSettings.DEFAULTS, HopHook.NONE, (bus, status) -> {});
        this.context = context;
        this.configuration = configuration;
        this.framework = new FrameworkWatch(context, this::frameworkStarted, this::frameworkStopping);
    }

    /** Only here, not in the constructor: by now the listeners that are there are bound. */
    @Activate
    void start() {
        framework.open();
    }

    @Modified
    void modify(BusConfiguration changed) {
        configuration = changed;
    }

    @Deactivate
    void stop() {
        framework.close();
        finishInTime("the lifecycle bus is deactivated");
        shut();
        List.copyOf(whiteboard.keySet()).forEach(this::removeListener);
    }

    @Override
    void exiting(String reason) {
        // On a copy: the timeout must not complete the end itself.
        ended().copy()
                .orTimeout(configuration.stopMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((report, late) -> {
                    if (late != null) {
                        interrupt("Exit (" + reason + ") not done after " + configuration.stopMillis() + " ms");
                    }
                });
    }

    @Reference(
            service = BusListener.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(" + BusListener.CHANNEL + "=*)",
            updated = "updatedListener")
    void addListener(ServiceReference<BusListener> reference) {
        whiteboard.put(reference, subscribe(reference, new ServiceListener(context, reference)));
    }

    void updatedListener(ServiceReference<BusListener> reference) {
        // New seats first, so that no publication in between misses the listener.
        whiteboard.computeIfPresent(reference, (same, old) -> {
            Whiteboard changed = subscribe(reference, old.listener());
            old.seats().forEach(Subscription::close);
            return changed;
        });
    }

    void removeListener(ServiceReference<BusListener> reference) {
        Whiteboard gone = whiteboard.remove(reference);
        if (gone != null) {
            gone.seats().forEach(Subscription::close);
            gone.listener().close();
        }
    }

    private Whiteboard subscribe(ServiceReference<BusListener> reference, ServiceListener listener) {
        List<Subscription> seats = new ArrayList<>();
        int priority = priority(reference);
        for (String channel : channels(reference)) {
            seats.add(subscribe(channel, priority, listener));
        }
        return new Whiteboard(listener, seats);
    }

    private static List<String> channels(ServiceReference<?> reference) {
        Object value = reference.getProperty(BusListener.CHANNEL);
        if (value instanceof String channel) {
            return List.of(channel);
        }
        if (value instanceof String[] channels) {
            return List.of(channels);
        }
        LOG.log(
                Level.WARNING,
                BusListener.CHANNEL + " of " + reference + " is " + value
                        + "; it hears nothing: give a String or a String[]");
        return List.of();
    }

    private static int priority(ServiceReference<?> reference) {
        Object value = reference.getProperty(BusListener.PRIORITY);
        if (value instanceof Integer priority) {
            return priority;
        }
        if (value != null) {
            LOG.log(
                    Level.WARNING,
                    BusListener.PRIORITY + " of " + reference + " is " + value + ", taken as "
                            + BusListener.DEFAULT_PRIORITY + ": give an Integer");
        }
        return BusListener.DEFAULT_PRIORITY;
    }

    private void frameworkStarted() {
        if (configuration.autoStart()) {
            request(ProcessState.RUN, "framework started");
        }
    }

    private void frameworkStopping() {
        finishInTime("framework stops");
    }

    private void finishInTime(String reason) {
        // Whoever hangs is interrupted after stopMillis; what is left of the walk has a moment more. Once only.
        Duration patience = gaveUp
                ? Duration.ZERO
                : Duration.ofMillis(configuration.stopMillis()).plus(LAST_MOMENT);
        try {
            if (!finish(reason, patience)) {
                gaveUp = true;
                LOG.log(Level.ERROR, "The exit is not done, but the stop goes on (" + reason + ")");
            }
        } catch (InterruptedException e) {
            LOG.log(Level.WARNING, "Interrupted while waiting for the exit (" + reason + ")");
            Thread.currentThread().interrupt();
        }
    }

    /** What one service has here: all that is to be undone when it goes. */
    private record Whiteboard(ServiceListener listener, List<Subscription> seats) {}
}
