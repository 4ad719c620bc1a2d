// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.BusRuntime;
import io.bosun.lifecycle.LifecycleBus;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A bus beside that of the process, from one configuration of the factory {@value #PID}. It registers its bus itself: a
 * configuration that is refused makes none, a change need not end it, and who is to end with it hears of its end first.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = ConfiguredBus.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = OwnBusConfiguration.class, factory = true)
public final class ConfiguredBus {
    static final String PID = "io.bosun.lifecycle.provider.bus";

    private static final Logger LOG = System.getLogger(ConfiguredBus.class.getName());

    /** The names that are taken, for no two configurations are read at the same moment for sure. */
    private static final Set<String> NAMES = ConcurrentHashMap.newKeySet();

    private final BundleContext context;
    private Running running;

    /** Made by Declarative Services. */
    @Activate
    public ConfiguredBus(BundleContext context, OwnBusConfiguration configuration, Map<String, Object> properties) {
        this.context = context;
        read(configuration, properties);
    }

    @Modified
    void modify(OwnBusConfiguration configuration, Map<String, Object> properties) {
        read(configuration, properties);
    }

    @Deactivate
    void stop() {
        if (running != null) {
            end(running, "its configuration is gone");
            NAMES.remove(running.bus().name());
            running = null;
        }
    }

    /** What is wrong changes nothing, and is tried again when it is changed. */
    private void read(OwnBusConfiguration configuration, Map<String, Object> properties) {
        try {
            PlanKeys keys = PlanKeys.of(configuration);
            BusOptions options = BusOptions.of(configuration);
            if (running != null && running.keys().equals(keys)) {
                running.bus().apply(options.checked(running.plan()));
            } else {
                replace(keys, options);
            }
        } catch (RuntimeException e) {
            String then = running == null
                    ? "there is no such bus"
                    : "the bus " + running.bus().name() + " stays as it was";
            LOG.log(
                    Level.ERROR,
                    "Configuration " + properties.get(Constants.SERVICE_PID) + " is refused, " + then + ": "
                            + e.getMessage());
        }
    }

    private void replace(PlanKeys keys, BusOptions options) {
        keys.checkName();
        String old = running == null ? "" : running.bus().name();
        boolean staysRandom = running != null
                && keys.name().isEmpty()
                && running.keys().name().isEmpty();
        String name = staysRandom ? old : keys.name().isEmpty() ? random() : keys.name();
        BusPlan plan = keys.plan(name);
        options.checked(plan);
        if (!name.equals(old) && !NAMES.add(name)) {
            throw new IllegalArgumentException("name is " + name + ", which another bus has: use another one");
        }
        if (running != null) {
            end(running, "its configuration has changed");
            running = null;
            if (!name.equals(old)) {
                NAMES.remove(old);
            }
        }
        try {
            running = open(keys, plan, options);
        } catch (RuntimeException e) {
            NAMES.remove(name);
            throw e;
        }
    }

    private static String random() {
        return String.format("%08x", ThreadLocalRandom.current().nextInt());
    }

    private Running open(PlanKeys keys, BusPlan plan, BusOptions options) {
        HostedBus bus = new HostedBus(context, plan, options);
        // Its listeners are there before anybody can have it walk.
        bus.open();
        Dictionary<String, Object> named = new Hashtable<>();
        named.put(LifecycleBus.BUS, plan.name());
        ServiceRegistration<?> registration = context.registerService(
                new String[] {LifecycleBus.class.getName(), BusRuntime.class.getName()}, bus, named);
        bus.begin();
        return new Running(keys, plan, bus, registration);
    }

    private static void end(Running ending, String reason) {
        ending.bus().end("the lifecycle bus " + ending.bus().name() + " ends: " + reason);
        ending.registration().unregister();
        ending.bus().close();
    }

    /** What is there now. */
    private record Running(PlanKeys keys, BusPlan plan, HostedBus bus, ServiceRegistration<?> registration) {}
}
