// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.ChannelFailures;
import io.bosun.lifecycle.ExitRequest;
import io.bosun.lifecycle.InterruptRequest;
import io.bosun.lifecycle.ListenerStatus;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.StateGraph;
import io.bosun.lifecycle.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChannelTest {
    private final Rig rig = new Rig();
    private final SerialBus bus = rig.bus;

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    @DisplayName("MB-5: a bus is born with its name, graph and errors, in its initial state, a channel for each state")
    void shouldBeBornComplete() {
        assertThat(bus.name()).isEqualTo("test");
        assertThat(bus.graph()).isSameAs(ProcessState.GRAPH);
        assertThat(bus.errors()).isEqualTo(ProcessState.ERRORS);
        assertThat(bus.state()).isEqualTo(ProcessState.INITIAL);
        bus.clear();
        for (State state : bus.graph().states()) {
            assertThat(bus.publish(state.name())).as("%s", state).isEmpty();
        }
        assertThat(bus.publish("log", "message", 20, null)).isEmpty();
    }

    @Test
    @DisplayName("MB-6: a listener is held once per channel; subscribing again replaces its priority")
    void shouldHoldListenerOnce() {
        BusListener late = event -> "late";
        Subscription old = bus.subscribe("news", 90, late);
        bus.subscribe("news", event -> "middle");
        bus.subscribe("news", 10, late);
        old.close();

        assertThat(bus.publish("news")).containsExactly("late", "middle");
        assertThat(rows("news")).containsExactly("news 10", "news 50");
    }

    @Test
    @DisplayName("MB-6: channels come into being with their first listener; without a priority it has 50")
    void shouldMakeChannels() {
        bus.subscribe("new", event -> "default");
        bus.subscribe("new", 40, event -> "before");
        bus.subscribe("new", 60, event -> "after");

        assertThat(bus.publish("new")).containsExactly("before", "default", "after");
    }

    @Test
    @DisplayName("MB-7: closing a subscription again does nothing, and does not take another listener's")
    void shouldCloseTwice() {
        Subscription subscription = bus.subscribe("news", 50, event -> "heard");
        subscription.close();
        bus.subscribe("news", 50, event -> "other");
        subscription.close();

        assertThat(bus.publish("news")).containsExactly("other");
    }

    @Test
    @DisplayName("MB-8: clear() removes all listeners, but not what the bus does by itself")
    void shouldClear() throws Exception {
        rig.fail("EXIT", new Exception("before"));
        bus.subscribe("news", event -> "gone");
        bus.clear();

        assertThat(bus.publish("news")).isEmpty();
        assertThat(bus.listeners()).isEmpty();
        rig.fail("START", new Exception("broken"));
        assertThat(rig.run().state()).isEqualTo(ProcessState.EXITED);
        assertThat(rig.exits).containsExactly("EXITED 1");
    }

    @Test
    @DisplayName("MB-9: an unknown channel, or none, is heard by nobody and is no error")
    void shouldPublishToNobody() {
        assertThat(bus.publish("nowhere", 1)).isEmpty();
        assertThat(bus.publish(null)).isEmpty();
    }

    @Test
    @DisplayName("MB-9: listeners are called by ascending priority on the caller's thread, with what was passed")
    void shouldCallByPriority() {
        Thread caller = Thread.currentThread();
        for (int priority : new int[] {100, 50, 0, 51}) {
            bus.subscribe(
                    "news",
                    priority,
                    event -> priority + "" + event.arguments() + event.channel() + (event.bus() == bus)
                            + (Thread.currentThread() == caller) + event.isSuperseded());
        }

        assertThat(bus.publish("news", "a", null))
                .containsExactly(
                        "0[a, null]newstruetruefalse",
                        "50[a, null]newstruetruefalse",
                        "51[a, null]newstruetruefalse",
                        "100[a, null]newstruetruefalse");
    }

    @Test
    @DisplayName("MB-10: who subscribes or leaves during a publication counts from the next one")
    void shouldPublishToSnapshot() {
        List<Subscription> later = new ArrayList<>();
        bus.subscribe("news", 10, event -> {
            later.forEach(Subscription::close);
            bus.subscribe("news", 90, added -> "new");
            return "first";
        });
        later.add(bus.subscribe("news", 50, event -> "leaving"));

        assertThat(bus.publish("news")).containsExactly("first", "leaving");
        assertThat(bus.publish("news")).containsExactly("first", "new");
    }

    @Test
    @DisplayName("MB-11: every listener runs whatever the others throw, then one ChannelFailures has it all")
    void shouldCollectFailures() {
        Exception checked = new Exception("checked");
        Error error = new AssertionError("error");
        List<String> logged = rig.logged();
        rig.fail("news", 10, checked);
        bus.subscribe("news", 20, event -> "good");
        rig.fail("news", 30, error);
        bus.subscribe("news", 40, event -> null);

        ChannelFailures failures = catchThrowableOfType(ChannelFailures.class, () -> bus.publish("news"));

        assertThat(failures.channel()).isEqualTo("news");
        assertThat(failures.failures()).containsExactly(checked, error);
        assertThat(failures.results()).containsExactly("good", null);
        assertThat(logged)
                .containsExactly(
                        "40 Error in news listener " + Rig.class.getName() + " (lambda) <Exception>",
                        "40 Error in news listener " + Rig.class.getName() + " (lambda) <AssertionError>");
    }

    @Test
    @DisplayName("MB-12: what is thrown for all failures is made by one method of the bus")
    void shouldMakeOwnFailures() throws Exception {
        SerialBus own = new SerialBus(BusPlan.process("own"), BusSettings.DEFAULTS, HopHook.NONE, (b, s) -> {}) {
            @Override
            ChannelFailures failures(String channel, List<Throwable> failures, List<Object> results) {
                return new OwnFailures(channel, failures, results);
            }
        };
        BusListener failing = event -> {
            throw new Exception("one");
        };
        own.subscribe("news", failing);
        own.subscribe("START", failing);
        try {
            assertThatThrownBy(() -> own.publish("news"))
                    .isInstanceOf(OwnFailures.class)
                    .hasMessage("1 of the listeners of news failed: java.lang.Exception: one");
            assertThat(own.transition(ProcessState.RUN, "test").failure()).containsInstanceOf(OwnFailures.class);
        } finally {
            own.shut();
        }
    }

    @Test
    @DisplayName("MB-12: a failure that cannot even say what it is spoils nothing")
    void shouldBearSpeechlessFailure() {
        rig.fail("news", new Exception() {
            @Override
            public String getMessage() {
                throw new IllegalStateException("speechless");
            }
        });
        rig.fail("news", new Exception("second"));

        assertThatThrownBy(() -> bus.publish("news"))
                .isInstanceOf(ChannelFailures.class)
                .hasMessageContaining("2 of the listeners of news failed")
                .hasMessageContaining("second");
    }

    @Test
    @DisplayName("MB-13: a request to exit or to interrupt ends a publication at once, and keeps what failed before")
    void shouldAbortPublication() {
        for (RuntimeException abort : List.of(new ExitRequest(3, "enough"), new InterruptRequest("stop"))) {
            Exception before = new Exception("before");
            List<String> heard = new CopyOnWriteArrayList<>();
            String channel = abort.getMessage();
            rig.fail(channel, 10, before);
            rig.fail(channel, 20, abort);
            bus.subscribe(channel, 30, event -> heard.add("behind"));

            assertThatThrownBy(() -> bus.publish(channel)).isSameAs(abort).hasSuppressedException(before);
            assertThat(heard).isEmpty();
        }
        assertThat(bus.state()).isEqualTo(ProcessState.INITIAL);
    }

    @Test
    @DisplayName("MB-13: so does a VirtualMachineError, and no other error")
    void shouldAbortOnVirtualMachineErrorOnly() {
        List<String> heard = new CopyOnWriteArrayList<>();
        OutOfMemoryError none = new OutOfMemoryError("none left");
        rig.fail("vm", 10, none);
        rig.fail("linkage", 10, new NoClassDefFoundError("gone"));
        bus.subscribe("vm", 20, event -> heard.add("vm"));
        bus.subscribe("linkage", 20, event -> heard.add("linkage"));

        assertThatThrownBy(() -> bus.publish("vm")).isSameAs(none);
        assertThatThrownBy(() -> bus.publish("linkage")).isInstanceOf(ChannelFailures.class);
        assertThat(heard).containsExactly("linkage");
    }

    @Test
    @DisplayName("W-MB-1: a listener that fails is told as what it is, with or without error states")
    void shouldBearFailingListener() throws Exception {
        State on = new State("ON");
        State off = new State("OFF");
        StateGraph graph = StateGraph.builder().edge(off, on).build();
        try (Rig plain = new Rig(Rig.plain(graph, off), BusSettings.DEFAULTS)) {
            Exception broken = new Exception("broken");
            plain.fail("news", broken);
            plain.fail("ON", broken);

            assertThatThrownBy(() -> plain.bus.publish("news")).hasCause(broken);
            assertThat(plain.bus.transition(on, "test").failure().orElseThrow()).hasCause(broken);
        }
    }

    @Test
    @DisplayName("W-MB-5: publications and subscriptions of several threads do not disturb each other")
    void shouldBearConcurrentSubscriptions() throws Exception {
        long seed = System.nanoTime();
        AtomicInteger heard = new AtomicInteger();
        bus.subscribe("news", 50, event -> heard.incrementAndGet());
        CountDownLatch begin = new CountDownLatch(1);
        List<Future<?>> tasks = new ArrayList<>();
        for (int thread = 0; thread < 2; thread++) {
            Random random = new Random(seed + thread);
            tasks.add(rig.async(() -> {
                begin.await();
                for (int round = 0; round < 2_000; round++) {
                    bus.subscribe("news", random.nextInt(100), event -> null).close();
                }
                return null;
            }));
        }
        tasks.add(rig.async(() -> {
            begin.await();
            for (int round = 0; round < 2_000; round++) {
                bus.publish("news");
            }
            return null;
        }));
        begin.countDown();
        for (Future<?> task : tasks) {
            Rig.get(task);
        }
        assertThat(heard).as("seed %d", seed).hasValue(2_000);
        assertThat(bus.publish("news")).hasSize(1);
    }

    @Test
    @DisplayName("W-MB-11: equal priorities run in the order of registration: services by id, others as they came")
    void shouldKeepOrderAmongEquals() {
        listen("second service", 7);
        bus.subscribe("news", event -> "by hand 1");
        listen("late service", 12);
        listen("first service", 3);
        bus.subscribe("news", event -> "by hand 2");
        listen("service that came before it was known", 9);
        BusListener kept = event -> "by hand 3";
        bus.subscribe("news", 90, kept);
        bus.subscribe("news", event -> "by hand 4");
        bus.subscribe("news", 50, kept);

        assertThat(bus.publish("news"))
                .containsExactly(
                        "first service",
                        "second service",
                        "by hand 1",
                        "service that came before it was known",
                        "late service",
                        "by hand 2",
                        "by hand 3",
                        "by hand 4");
    }

    @Test
    @DisplayName("W-MB-23: all listeners can be seen, in the order of their calls, and those refused")
    void shouldListListeners() {
        bus.clear();
        bus.subscribe("zebra", 3, event -> null);
        bus.subscribe("RUN", 60, event -> null);
        bus.subscribe("RUN", 40, new Listening(), new ListenerId("own.Component", "own.bundle", 4));
        bus.subscribe("ENTER", new Listening());
        ListenerStatus refused = new ListenerStatus("", 50, "own.Set", "own.bundle", Optional.of("make it public"));
        bus.refusals(() -> List.of(refused));

        assertThat(bus.listeners())
                .extracting(status -> status.channel() + " " + status.priority() + " "
                        + status.listener().replace(ChannelTest.class.getName(), "Test") + " " + status.bundle())
                .containsExactly(
                        "ENTER 50 Test$Listening ",
                        "RUN 40 own.Component own.bundle",
                        "RUN 60 Test (lambda) ",
                        "zebra 3 Test (lambda) ",
                        " 50 own.Set own.bundle");
    }

    @Test
    @DisplayName("who is bound late is bound before the next publication looks for listeners, and only then")
    void shouldBindLatecomers() throws Exception {
        List<String> bound = new CopyOnWriteArrayList<>();
        bus.latecomers(() -> {
            bus.log(20, "a binding may log without being asked to bind again");
            bound.add("bound");
            bus.subscribe("news", event -> "late");
            bus.subscribe("ENTER", event -> "late");
        });
        assertThat(bus.publish("news")).isEmpty();

        bus.lateness();
        assertThat(bound).isEmpty();
        assertThat(bus.publish("news")).containsExactly("late");
        assertThat(bus.publish("news")).containsExactly("late");
        assertThat(bound).hasSize(1);

        bus.lateness();
        assertThat(bus.transition(ProcessState.ENTER, "test").hops().get(0).results())
                .contains("late");
        assertThat(bound).hasSize(2);
    }

    private void listen(String says, long service) {
        bus.subscribe("news", 50, event -> says, new ListenerId(says, "bundle", service));
    }

    private List<String> rows(String channel) {
        return bus.listeners().stream()
                .filter(status -> status.channel().equals(channel))
                .map(status -> status.channel() + " " + status.priority())
                .toList();
    }

    private static final class OwnFailures extends ChannelFailures {
        OwnFailures(String channel, List<Throwable> failures, List<Object> results) {
            super(channel, failures, results);
        }
    }

    private static final class Listening implements BusListener {
        @Override
        public Object on(BusEvent event) {
            return null;
        }
    }
}
