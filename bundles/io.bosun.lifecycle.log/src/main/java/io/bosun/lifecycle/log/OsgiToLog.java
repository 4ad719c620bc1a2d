// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.log;

import io.bosun.lifecycle.LifecycleBus;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;

/**
 * Brings what others write to the OSGi log to the log of a bus, where that is configured. Nothing goes in circles: what
 * came from a bus is known by the name of its logger, what comes of an entry that is being brought by its thread.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = BridgeConfiguration.PID,
        // as in LogToOsgi
        property = "reader.cardinality.minimum:Integer=1")
public final class OsgiToLog implements LogListener {
    static final String THREAD = "bosun-log-bridge";

    private static final ThreadLocal<String> BROUGHT = new ThreadLocal<>();

    private final LogReaderService reader;
    private final LifecycleBus bus;
    private final BridgeSettings settings;
    private final Passage passage;

    /** Made by Declarative Services. */
    @Activate
    public OsgiToLog(
            @Reference(name = "reader", cardinality = ReferenceCardinality.OPTIONAL) LogReaderService reader,
            @Reference(name = "into", target = "(" + LifecycleBus.BUS + "=" + LifecycleBus.DEFAULT_BUS + ")")
                    LifecycleBus bus,
            BridgeConfiguration configuration) {
        this.reader = reader;
        this.bus = bus;
        this.settings = BridgeSettings.of(configuration);
        this.passage = new Passage(THREAD, settings.maxPending(), this::bring);
    }

    /** Whether this is what the calling thread is just bringing: the OSGi log has it already. */
    static boolean brings(Logged logged) {
        return logged.message() == BROUGHT.get();
    }

    @Activate
    void start() {
        if (settings.fromOsgi()) {
            reader.addLogListener(this);
            passage.open();
        }
    }

    @Deactivate
    void stop() {
        if (settings.fromOsgi()) {
            reader.removeLogListener(this);
            passage.close();
        }
    }

    /** On a thread of the OSGi log, or on that of whoever writes to it, so only hands over. */
    @Override
    public void logged(LogEntry entry) {
        int level = OsgiLevel.number(entry.getLogLevel());
        if (passes(entry, level) && !isOurs(entry)) {
            String name = entry.getLoggerName();
            String message = String.valueOf(entry.getMessage());
            passage.offer(new Entry(
                    level, name == null || name.isEmpty() ? message : name + ": " + message, entry.getException()));
        }
    }

    private boolean passes(LogEntry entry, int level) {
        return settings.fromLevel() <= level || entry.getLogLevel() == org.osgi.service.log.LogLevel.AUDIT;
    }

    private boolean isOurs(LogEntry entry) {
        String name = entry.getLoggerName();
        String thread = entry.getThreadInfo();
        return passage.isCurrent()
                || thread != null && thread.contains(THREAD)
                || name != null && name.startsWith(LogToOsgi.LOGGER);
    }

    private void bring(Entry entry) {
        BROUGHT.set(entry.message());
        try {
            bus.log(entry.level(), entry.message(), entry.cause());
        } finally {
            BROUGHT.remove();
        }
    }
}
