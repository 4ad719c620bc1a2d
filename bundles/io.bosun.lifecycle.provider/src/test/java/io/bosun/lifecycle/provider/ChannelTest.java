// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.ChannelFailures;
import io.bosun.lifecycle.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ChannelTest {
    private final SerialBus bus =
            new SerialBus(BusPlan.process("test"), BusSettings.DEFAULTS, HopHook.NONE, (own, status) -> {});

    @AfterEach
    void shut() {
        bus.shut();
    }

    @Test
    @DisplayName("MB-6 a listener is held once per channel; subscribing again replaces its priority")
    void shouldHoldListenerOnce() {
        BusListener late = event -> "late";
        Subscription old = bus.subscribe("news", 90, late);
        bus.subscribe("news", 50, event -> "middle");
        bus.subscribe("news", 10, late);
        old.close();

        assertThat(bus.publish("news")).containsExactly("late", "middle");
    }

    @Test
    @DisplayName("MB-7 closing a subscription again does nothing")
    void shouldCloseTwice() {
        Subscription subscription = bus.subscribe("news", 50, event -> "heard");
        subscription.close();
        subscription.close();

        assertThat(bus.publish("news")).isEmpty();
    }

    @Test
    @DisplayName("MB-9 an unknown channel, or none, is heard by nobody and is no error")
    void shouldPublishToNobody() {
        assertThat(bus.publish("nowhere", 1)).isEmpty();
        assertThat(bus.publish(null)).isEmpty();
    }

    @Test
    @DisplayName("MB-9 low priorities run first, equal ones in the order of subscription (W-MB-11)")
    void shouldCallByPriority() {
        int[] priorities = {100, 50, 0, 51, 50, 40, 60};
        for (int index = 0; index < priorities.length; index++) {
            String name = priorities[index] + "#" + index;
            bus.subscribe("news", priorities[index], event -> name + event.arguments());
        }

        assertThat(bus.publish("news", "a", null))
                .containsExactly(
                        "0#2[a, null]",
                        "40#5[a, null]",
                        "50#1[a, null]",
                        "50#4[a, null]",
                        "51#3[a, null]",
                        "60#6[a, null]",
                        "100#0[a, null]");
    }

    @Test
    @DisplayName("MB-10 who subscribes or leaves during a publication counts from the next one")
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
    @DisplayName("MB-11 every listener runs whatever the others throw, then one ChannelFailures has it all")
    void shouldCollectFailures() {
        Exception checked = new Exception("checked");
        Error error = new AssertionError("error");
        bus.subscribe("news", 10, event -> {
            throw checked;
        });
        bus.subscribe("news", 20, event -> "good");
        bus.subscribe("news", 30, event -> {
            throw error;
        });
        bus.subscribe("news", 40, event -> null);

        ChannelFailures failures = catchThrowableOfType(ChannelFailures.class, () -> bus.publish("news"));

        assertThat(failures.failures()).containsExactly(checked, error);
        assertThat(failures.results()).containsExactly("good", null);
    }

    @Test
    @DisplayName("W-MB-5 publications and subscriptions of several threads do not disturb each other")
    void shouldBearConcurrentSubscriptions() throws Exception {
        long seed = System.nanoTime();
        AtomicInteger heard = new AtomicInteger();
        bus.subscribe("news", 50, event -> heard.incrementAndGet());
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try {
            CountDownLatch begin = new CountDownLatch(1);
            List<Future<?>> tasks = new ArrayList<>();
            for (int thread = 0; thread < 2; thread++) {
                Random random = new Random(seed + thread);
                tasks.add(pool.submit(() -> {
                    begin.await();
                    for (int round = 0; round < 2_000; round++) {
                        bus.subscribe("news", random.nextInt(100), event -> null)
                                .close();
                    }
                    return null;
                }));
            }
            tasks.add(pool.submit(() -> {
                begin.await();
                for (int round = 0; round < 2_000; round++) {
                    bus.publish("news");
                }
                return null;
            }));
            begin.countDown();
            for (Future<?> task : tasks) {
                task.get(10, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(heard).as("seed %d", seed).hasValue(2_000);
        assertThat(bus.publish("news")).hasSize(1);
    }
}
