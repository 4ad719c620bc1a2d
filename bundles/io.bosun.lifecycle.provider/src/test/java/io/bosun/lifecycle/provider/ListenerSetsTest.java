// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.lifecycle.BusChannel;
import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusPriority;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ListenerSet;
import io.bosun.lifecycle.ListenerStatus;
import io.bosun.lifecycle.ProcessState;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/** Listener sets that are services, in a real framework. */
@Timeout(60)
@DisplayName("a listener set")
class ListenerSetsTest {
    private final RealFramework framework = new RealFramework().started();
    private final HostedBus bus = new HostedBus(framework.context(), BusPlan.process(), BusOptions.DEFAULTS);
    private final List<String> trail = new CopyOnWriteArrayList<>();
    private final AtomicInteger made = new AtomicInteger();

    @BeforeEach
    void open() {
        bus.open();
    }

    @AfterEach
    void close() {
        bus.close();
        framework.close();
    }

    /** Two channels, at either end of the others. */
    public static class Ends implements ListenerSet {
        private final List<String> trail;

        Ends(List<String> trail) {
            this.trail = trail;
        }

        @BusChannel({"START", "STOP"})
        @BusPriority(1)
        public void first(BusEvent event) {
            trail.add("first " + event.channel());
        }

        @BusChannel("START")
        @BusPriority(99)
        public void last() {
            trail.add("last");
        }
    }

    /** One method is good, the other is not. */
    public static class HalfGood implements ListenerSet {
        @BusChannel("START")
        public void good() {}

        @BusChannel("START")
        public void bad(int number) {}
    }

    /** Speaks on the bus that fetches it while it is made. */
    public static class Talker implements ListenerSet {
        Talker(LifecycleBus bus) {
            bus.publish("news");
            bus.log(10, "made");
        }

        @BusChannel("news")
        public String hear() {
            return "heard";
        }
    }

    @Test
    @DisplayName("MB-15: one service hears several channels, each at its own priority, among the others")
    void shouldHearSeveralChannels() throws Exception {
        framework.listen(50, event -> trail.add("middle"), "START");
        framework.register(new Ends(trail));

        bus.transition(ProcessState.RUN, "test");
        bus.transition(ProcessState.IDLE, "test");

        assertThat(trail).containsExactly("first START", "middle", "last", "first STOP");
    }

    @Test
    @DisplayName("MB-15: hears channels that nobody knew when it came")
    void shouldHearLaterChannels() {
        framework.register(new Talker(bus));
        bus.publish("sport");

        assertThat(bus.publish("news")).containsExactly("heard");
    }

    @Test
    @DisplayName("is fetched at the next publication on whatever channel, not when it comes")
    void shouldBeFetchedLate() {
        ServiceRegistration<?> set = framework
                .context()
                .registerService(ListenerSet.class, factory(() -> new Ends(trail)), new Hashtable<>());
        assertThat(made).hasValue(0);
        assertThat(bus.listeners()).isEmpty();

        bus.publish("news");
        bus.publish("news");

        assertThat(made).hasValue(1);
        assertThat(bus.listeners())
                .extracting(ListenerStatus::listener)
                .allMatch(each -> each.endsWith(".first") || each.endsWith(".last"))
                .hasSize(3);
        assertThat(set.getReference().getUsingBundles()).isNotNull();
    }

    @Test
    @DisplayName("is given back when it goes, and hears nothing any more")
    void shouldGo() throws Exception {
        ServiceRegistration<?> set = framework
                .context()
                .registerService(ListenerSet.class, factory(() -> new Ends(trail)), new Hashtable<>());
        bus.transition(ProcessState.IDLE, "test");

        set.unregister();
        bus.transition(ProcessState.RUN, "test");

        assertThat(trail).isEmpty();
        assertThat(made).hasValue(0);
        assertThat(bus.listeners()).isEmpty();
    }

    @Test
    @DisplayName("with a bad method is refused as a whole, once in the log, and shown with its problem")
    void shouldBeRefusedAsWhole() throws Exception {
        framework.listen(50, event -> trail.add(event.arguments().get(0).toString()), "log");
        ServiceRegistration<ListenerSet> set = framework.register(new HalfGood());

        bus.transition(ProcessState.RUN, "test");
        bus.publish("news");

        assertThat(bus.listeners())
                .filteredOn(each -> each.channel().equals("START"))
                .isEmpty();
        assertThat(bus.listeners())
                .filteredOn(each -> each.problem().isPresent())
                .singleElement()
                .satisfies(refused -> assertThat(refused.problem().get())
                        .contains("HalfGood.bad(int)")
                        .contains("take none, or one BusEvent"));
        assertThat(trail).filteredOn(line -> line.contains("HalfGood.bad")).hasSize(1);
        assertThat(set.getReference().getUsingBundles())
                .satisfiesAnyOf(
                        using -> assertThat(using).isNull(),
                        using -> assertThat(using).isEmpty());

        set.unregister();
        assertThat(bus.listeners()).noneMatch(each -> each.problem().isPresent());
    }

    @Test
    @DisplayName("that cannot be made is shown with its problem and tried again at each hop, not at each publication")
    void shouldBeTriedAgain() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        framework
                .context()
                .registerService(
                        ListenerSet.class,
                        factory(() -> tries.incrementAndGet() < 3 ? null : new Ends(trail)),
                        new Hashtable<>());
        bus.publish("news");
        bus.publish("news");
        assertThat(tries).hasValue(1);
        assertThat(bus.listeners())
                .singleElement()
                .satisfies(each -> assertThat(each.problem().get()).contains("cannot be made"));

        bus.transition(ProcessState.RUN, "test");

        assertThat(trail).contains("first START");
        assertThat(bus.listeners()).noneMatch(each -> each.problem().isPresent());
    }

    @Test
    @DisplayName("may speak on the bus while it is made for it")
    void shouldSpeakWhileMade() {
        framework.context().registerService(ListenerSet.class, factory(() -> new Talker(bus)), new Hashtable<>());

        assertThat(bus.publish("news")).containsExactly("heard");
        assertThat(made).hasValue(1);
    }

    @Test
    @DisplayName("is missed by no thread that publishes while another one waits for it to be made")
    void shouldNotBeMissedMeanwhile() throws Exception {
        CountDownLatch making = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        framework
                .context()
                .registerService(
                        ListenerSet.class,
                        factory(() -> {
                            making.countDown();
                            awaitQuietly(go);
                            return new Ends(trail);
                        }),
                        new Hashtable<>());
        Thread slow = new Thread(() -> bus.publish("news"));
        slow.start();
        assertThat(making.await(10, TimeUnit.SECONDS)).isTrue();

        Thread walk = new Thread(() -> {
            try {
                bus.transition(ProcessState.RUN, "test");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        walk.start();
        go.countDown();
        slow.join();
        walk.join();

        assertThat(trail).containsExactly("first START", "last");
        assertThat(bus.listeners()).hasSize(3);
    }

    @Test
    @DisplayName("belongs to the bus that it names")
    void shouldBelongToNamedBus() {
        framework.register(new Talker(bus), Map.of("bosun.bus", "other"));
        assertThat(bus.publish("news")).isEmpty();

        HostedBus other = new HostedBus(framework.context(), BusPlan.process("other"), BusOptions.DEFAULTS);
        other.open();

        assertThat(other.publish("news")).containsExactly("heard");
        other.close();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes its service when asked, as Declarative Services do, and counts those that are in use. */
    private ServiceFactory<ListenerSet> factory(Supplier<ListenerSet> source) {
        return new ServiceFactory<>() {
            @Override
            public ListenerSet getService(Bundle user, ServiceRegistration<ListenerSet> registration) {
                ListenerSet set = source.get();
                if (set != null) {
                    made.incrementAndGet();
                }
                return set;
            }

            @Override
            public void ungetService(Bundle user, ServiceRegistration<ListenerSet> registration, ListenerSet set) {
                made.decrementAndGet();
            }
        };
    }
}
