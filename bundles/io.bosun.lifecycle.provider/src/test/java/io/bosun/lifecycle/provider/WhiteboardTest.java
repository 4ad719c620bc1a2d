// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.ListenerStatus;
import io.bosun.lifecycle.ProcessState;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.PrototypeServiceFactory;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/** Listeners that are services, in a real framework. */
@Timeout(60)
@DisplayName("the whiteboard of listeners")
class WhiteboardTest {
    private final RealFramework framework = new RealFramework().started();
    private final HostedBus bus = new HostedBus(framework.context(), BusPlan.process(), BusOptions.DEFAULTS);

    @BeforeEach
    void open() {
        bus.open();
    }

    @AfterEach
    void close() {
        bus.close();
        framework.close();
    }

    @Test
    @DisplayName("MB-6, MB-9: listeners come, change and go with their properties")
    void shouldFollowServices() {
        framework.listen(50, event -> "middle", "news");
        ServiceRegistration<BusListener> last = framework.listen(60, event -> "last", "news", "sport");
        framework.listen(50, event -> "equal", "news");
        assertThat(bus.publish("news")).containsExactly("middle", "equal", "last");
        assertThat(bus.publish("sport")).containsExactly("last");

        last.setProperties(properties(10, "news"));
        assertThat(bus.publish("news")).containsExactly("last", "middle", "equal");
        assertThat(bus.publish("sport")).isEmpty();

        last.setProperties(properties(50, "news"));
        assertThat(bus.publish("news")).containsExactly("middle", "last", "equal");

        last.unregister();
        assertThat(bus.publish("news")).containsExactly("middle", "equal");
        assertThat(bus.listeners()).hasSize(2);
    }

    @Test
    @DisplayName("MB-6: a listener without a channel hears nothing until its properties name one")
    void shouldWaitForChannel() {
        ServiceRegistration<BusListener> listener = framework.listen(Map.of(), event -> "heard");
        assertThat(bus.listeners()).isEmpty();

        listener.setProperties(properties(50, "news"));
        assertThat(bus.publish("news")).containsExactly("heard");

        listener.setProperties(new Hashtable<>());
        assertThat(bus.publish("news")).isEmpty();
        assertThat(listener.getReference().getUsingBundles()).isNull();
    }

    @Test
    @DisplayName("MB-6: one object registered twice is two listeners, for a service is what counts")
    void shouldTellServicesApart() {
        BusListener listener = event -> "heard";
        framework.listen(50, listener, "news");
        framework.listen(10, listener, "news");

        assertThat(bus.publish("news")).containsExactly("heard", "heard");
    }

    @Test
    @DisplayName("a service is fetched at its first event, not before, and given back when it goes")
    void shouldFetchLate() {
        AtomicInteger made = new AtomicInteger();
        AtomicInteger returned = new AtomicInteger();
        ServiceFactory<BusListener> factory = new ServiceFactory<>() {
            @Override
            public BusListener getService(Bundle user, ServiceRegistration<BusListener> registration) {
                made.incrementAndGet();
                return event -> "made";
            }

            @Override
            public void ungetService(Bundle user, ServiceRegistration<BusListener> registration, BusListener service) {
                returned.incrementAndGet();
            }
        };
        ServiceRegistration<?> registration =
                framework.context().registerService(BusListener.class, factory, properties(50, "news"));
        bus.publish("sport");
        assertThat(made).hasValue(0);

        assertThat(bus.publish("news")).containsExactly("made");
        assertThat(bus.publish("news")).containsExactly("made");
        assertThat(made).hasValue(1);

        registration.unregister();
        assertThat(returned).hasValue(1);
    }

    @Test
    @DisplayName("a listener whose service cannot be had is no failure, and is asked for again at the next event")
    void shouldTolerateMissingService() {
        AtomicBoolean works = new AtomicBoolean();
        framework
                .context()
                .registerService(
                        BusListener.class,
                        new PrototypeServiceFactory<>() {
                            @Override
                            public BusListener getService(Bundle user, ServiceRegistration<BusListener> registration) {
                                return works.get() ? event -> "there" : null;
                            }

                            @Override
                            public void ungetService(
                                    Bundle user, ServiceRegistration<BusListener> registration, BusListener service) {
                                // nothing to undo
                            }
                        },
                        properties(50, "news"));
        assertThat(bus.publish("news")).hasSize(1).containsOnlyNulls();

        works.set(true);

        assertThat(bus.publish("news")).containsExactly("there");
    }

    @Test
    @DisplayName("belongs to the default bus without a name, or with its name, and to as many as are named")
    void shouldBelongToNamedBuses() {
        HostedBus other = new HostedBus(framework.context(), BusPlan.process("other"), BusOptions.DEFAULTS);
        other.open();
        framework.listen(Map.of("bosun.channel", "news"), event -> "unnamed");
        framework.listen(Map.of("bosun.channel", "news", "bosun.bus", "default"), event -> "default");
        framework.listen(Map.of("bosun.channel", "news", "bosun.bus", "other"), event -> "other");
        String[] both = {"default", "other"};
        ServiceRegistration<BusListener> moving =
                framework.listen(Map.of("bosun.channel", "news", "bosun.bus", both), event -> "both");

        assertThat(bus.publish("news")).containsExactly("unnamed", "default", "both");
        assertThat(other.publish("news")).containsExactly("other", "both");

        moving.setProperties(new Hashtable<>(Map.of("bosun.channel", "news", "bosun.bus", "other")));
        assertThat(bus.publish("news")).containsExactly("unnamed", "default");
        assertThat(other.publish("news")).containsExactly("other", "both");
        other.close();
    }

    @Test
    @DisplayName("a change of properties never lets a publication miss the listener")
    void shouldMoveWithoutGap() throws Exception {
        ServiceRegistration<BusListener> moving = framework.listen(1, event -> "heard", "news");
        AtomicBoolean done = new AtomicBoolean();
        CountDownLatch moved = new CountDownLatch(200);
        Thread mover = new Thread(() -> {
            for (int priority = 0; !done.get(); priority++) {
                moving.setProperties(properties(priority % 100, "news"));
                moved.countDown();
            }
        });
        mover.start();

        int missed = 0;
        while (moved.getCount() > 0) {
            missed += bus.publish("news").isEmpty() ? 1 : 0;
        }
        done.set(true);
        mover.join();

        assertThat(missed).isZero();
    }

    @Test
    @DisplayName("shows who listens, with bundle, channel and priority")
    void shouldShowListeners() {
        framework.listen(
                Map.of("bosun.channel", "RUN", "bosun.priority", 7, "component.name", "org.example.Pump"),
                event -> null);
        framework.listen(50, event -> null, "RUN");

        assertThat(bus.listeners())
                .extracting(ListenerStatus::channel, ListenerStatus::priority, ListenerStatus::bundle)
                .containsExactly(
                        tuple("RUN", 7, "org.apache.felix.framework"), tuple("RUN", 50, "org.apache.felix.framework"));
        assertThat(bus.listeners().get(0).listener()).isEqualTo("org.example.Pump");
        assertThat(bus.listeners().get(1).listener()).startsWith("org.apache.felix.framework service ");
    }

    @Test
    @DisplayName("lets all go when it closes")
    void shouldLetGo() throws Exception {
        ServiceRegistration<BusListener> listener = framework.listen(50, event -> null, "IDLE");
        bus.transition(ProcessState.IDLE, "test");
        assertThat(listener.getReference().getUsingBundles()).isNotNull();

        bus.close();

        assertThat(listener.getReference().getUsingBundles()).isNull();
        assertThat(bus.listeners()).isEmpty();
    }

    private static Dictionary<String, Object> properties(int priority, String channel) {
        return new Hashtable<>(Map.of(BusListener.PRIORITY, priority, BusListener.CHANNEL, channel));
    }
}
