// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.log;

import io.bosun.lifecycle.BusChannels;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.Subscription;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.metatype.annotations.Designate;

/** Writes what buses log to the OSGi log, as long as there is one. */
@Component(
        service = {},
        immediate = true,
        configurationPid = BridgeConfiguration.PID,
        // optional to a resolver, so that a process without a log service can be put together, but not at run time
        property = "loggers.cardinality.minimum:Integer=1")
@Designate(ocd = BridgeConfiguration.class)
public final class LogToOsgi {
    /** What the names of our loggers begin with; the name of the bus follows. */
    static final String LOGGER = "bosun.bus.";

    private final LoggerFactory loggers;
    private final BridgeSettings settings;
    private final Map<LifecycleBus, Subscription> subscriptions = new ConcurrentHashMap<>();

    /** Made by Declarative Services. */
    @Activate
    public LogToOsgi(
            @Reference(name = "loggers", cardinality = ReferenceCardinality.OPTIONAL) LoggerFactory loggers,
            BridgeConfiguration configuration) {
        this.loggers = loggers;
        this.settings = BridgeSettings.of(configuration);
    }

    @Reference(name = "bus", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addBus(LifecycleBus bus) {
        if (settings.toOsgi()) {
            subscriptions.put(bus, bus.subscribe(BusChannels.LOG, listener(loggers.getLogger(LOGGER + bus.name()))));
        }
    }

    void removeBus(LifecycleBus bus) {
        Subscription gone = subscriptions.remove(bus);
        if (gone != null) {
            gone.close();
        }
    }

    @Deactivate
    void stop() {
        subscriptions.keySet().forEach(this::removeBus);
    }

    private BusListener listener(Logger logger) {
        return event -> {
            Logged logged = Logged.of(event);
            if (settings.toLevel() <= logged.level() && !OsgiToLog.brings(logged)) {
                OsgiLevel.of(logged.level()).write(logger, logged);
            }
            return null;
        };
    }
}
