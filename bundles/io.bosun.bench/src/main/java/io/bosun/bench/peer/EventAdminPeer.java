// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import io.bosun.bench.boss.Frameworks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;

/** Felix EventAdmin, its bundle in a Felix of its own. */
final class EventAdminPeer implements Peer {
    private static final String TOPIC = "bench/tick";
    private static final String TICK = "tick";

    private final Path directory = Files.createTempDirectory("bosun-bench-");
    private final Framework framework;
    private final BiConsumer<EventAdmin, Event> manner;

    /**
     * With a time after which a handler is ignored for ever, in milliseconds; 0: handlers are called directly.
     *
     * @param manner how an event is given to it
     */
    EventAdminPeer(int timeoutMillis, BiConsumer<EventAdmin, Event> manner) throws IOException, BundleException {
        this.manner = manner;
        framework = Frameworks.create(
                directory,
                Map.of(
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        "org.osgi.service.event;version=1.4.0",
                        "org.apache.felix.eventadmin.Timeout",
                        Integer.toString(timeoutMillis)));
        framework.start();
        framework
                .getBundleContext()
                .installBundle(EventAdmin.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toExternalForm())
                .start();
    }

    @Override
    public Sender sender(Receiver receiver) {
        return publisher(List.of(receiver));
    }

    @Override
    public Sender publisher(List<Receiver> receivers) {
        Dictionary<String, Object> properties = new Hashtable<>(Map.of(EventConstants.EVENT_TOPIC, TOPIC));
        for (Receiver each : receivers) {
            EventHandler handler = event -> ((Tick) event.getProperty(TICK)).to(each);
            framework.getBundleContext().registerService(EventHandler.class, handler, properties);
        }
        EventAdmin events = framework
                .getBundleContext()
                .getService(framework.getBundleContext().getServiceReference(EventAdmin.class));
        return (producer, number, due) -> {
            manner.accept(events, new Event(TOPIC, Map.of(TICK, new Tick(producer, number, due))));
            return true;
        };
    }

    @Override
    public void close() throws IOException, InterruptedException {
        Frameworks.stop(framework, directory);
    }
}
