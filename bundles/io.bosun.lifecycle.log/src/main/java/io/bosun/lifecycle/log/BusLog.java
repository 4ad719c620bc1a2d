// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.log;

import io.bosun.lifecycle.BusChannels;
import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.LifecycleBus;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Hashtable;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.ComponentConstants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Writes what a bus logs, from its first state to its last, as one configuration says. It listens as a service does,
 * and does not ask for its bus: so it is there before the bus is, and still while that one ends.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = BusLog.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = LogConfiguration.class, factory = true)
public final class BusLog implements BusListener {
    static final String PID = "io.bosun.lifecycle.log";

    private static final Logger LOG = System.getLogger(BusLog.class.getName());

    private final BundleContext context;
    private final Path directory;
    private final String name;
    private ServiceRegistration<BusListener> registration;
    private volatile LogSettings settings;

    /** Made by Declarative Services. */
    @Activate
    public BusLog(BundleContext context, Map<String, Object> properties) {
        this.context = context;
        this.directory = directory(context.getProperty("bosun.dir"));
        this.name = String.valueOf(properties.get(Constants.SERVICE_PID));
    }

    /** Where a process of ours keeps its files; elsewhere, where the process was started. */
    private static Path directory(String property) {
        return Path.of(property == null ? "" : property);
    }

    @Activate
    void start(LogConfiguration configuration) {
        modify(configuration);
    }

    /** Without this some lines would be lost while a configuration changes. A wrong one changes nothing. */
    @Modified
    void modify(LogConfiguration changed) {
        LogSettings before = settings;
        try {
            settings = LogSettings.of(changed, directory, Clock.systemUTC());
        } catch (RuntimeException e) {
            String left = before == null ? "it writes nothing" : "what was there stays";
            LOG.log(Level.ERROR, "Configuration " + name + " is refused, " + left + ": " + e.getMessage());
            return;
        }
        if (before == null || !before.bus().equals(settings.bus())) {
            listen(settings.bus());
        }
    }

    private void listen(String bus) {
        ServiceRegistration<BusListener> former = registration;
        registration = context.registerService(
                BusListener.class,
                this,
                new Hashtable<>(Map.of(
                        BusListener.CHANNEL,
                        BusChannels.LOG,
                        LifecycleBus.BUS,
                        bus,
                        ComponentConstants.COMPONENT_NAME,
                        name)));
        if (former != null) {
            former.unregister();
        }
    }

    @Deactivate
    void stop() {
        if (registration != null) {
            registration.unregister();
        }
    }

    @Override
    public Object on(BusEvent event) throws IOException {
        settings.write(Logged.of(event));
        return null;
    }
}
