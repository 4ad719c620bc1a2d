// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.lifecycle.ExitStrategy;
import io.bosun.lifecycle.ProcessState;
import java.time.Duration;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;

/** In a real framework; what Declarative Services would call is called by hand. */
@Timeout(60)
class ProcessBusTest {
    private static final Duration LIVELY = Duration.ofSeconds(10);

    private final List<String> trail = new CopyOnWriteArrayList<>();
    private final RealFramework framework = new RealFramework();
    private ProcessBus bus;

    @AfterEach
    void stopFramework() {
        if (bus != null) {
            bus.shut();
        }
        framework.close();
    }

    @Test
    @DisplayName("walks to RUN as soon as the framework has started, not before")
    void shouldStartWithFramework() throws Exception {
        open(true, 10_000);
        assertThat(bus.state()).isEqualTo(ProcessState.INITIAL);

        framework.started();

        assertThat(bus.await(ProcessState.RUN, LIVELY)).isTrue();
    }

    @Test
    @DisplayName("walks to RUN at once where the framework has started already")
    void shouldStartInRunningFramework() throws Exception {
        framework.started();

        open(true, 10_000);

        assertThat(bus.await(ProcessState.RUN, LIVELY)).isTrue();
    }

    @Test
    @DisplayName("stays in INITIAL without autoStart")
    void shouldNotStartUnasked() throws Exception {
        open(false, 10_000);

        framework.started();

        assertThat(bus.transition(ProcessState.INITIAL, "test").from()).isEqualTo(ProcessState.INITIAL);
    }

    @Test
    @DisplayName("MB-38: a stop of the framework walks to EXITED, once, before any bundle or service is gone")
    void shouldExitBeforeFrameworkStops() throws Exception {
        framework.started();
        open(false, 10_000);
        BundleContext context = framework.context();
        context.registerService(String.class, "neighbour", null);
        List.of("STOP", "IDLE", "EXIT", "EXITED")
                .forEach(state -> framework.listen(
                        50,
                        event -> {
                            boolean there = context.getServiceReference(String.class) != null;
                            return trail.add(state + (there ? "" : " too late"));
                        },
                        state));
        bus.transition(ProcessState.RUN, "test");
        trail.clear();

        assertThat(framework.stop()).isEqualTo(FrameworkEvent.STOPPED);

        assertThat(trail).containsExactly("STOP", "IDLE", "EXIT", "EXITED");
        assertThat(bus.exitStatus()).isZero();
    }

    @Test
    @DisplayName("MB-38, W-MB-8: a listener that hangs holds the framework's stop back for stopMillis only")
    void shouldNotHangFrameworkStop() throws Exception {
        framework.started();
        open(true, 50);
        framework.listen(
                50,
                event -> {
                    new CountDownLatch(1).await();
                    return null;
                },
                "STOP");
        framework.listen(50, event -> trail.add("EXITED"), "EXITED");
        assertThat(bus.await(ProcessState.RUN, LIVELY)).isTrue();

        assertThat(framework.stop()).isEqualTo(FrameworkEvent.STOPPED);

        assertThat(trail).containsExactly("EXITED");
        assertThat(bus.exitStatus()).isEqualTo(1);
    }

    @Test
    @DisplayName("W-MB-8: not even a listener that ignores its interrupt hangs the framework's stop for ever")
    void shouldNotHangOnDeafListener() throws Exception {
        framework.started();
        open(true, 50);
        CountDownLatch release = new CountDownLatch(1);
        framework.listen(
                50,
                event -> {
                    boolean done = false;
                    while (!done) {
                        try {
                            done = release.await(30, TimeUnit.SECONDS);
                        } catch (InterruptedException deaf) {
                            trail.add("deaf");
                        }
                    }
                    return null;
                },
                "STOP");
        assertThat(bus.await(ProcessState.RUN, LIVELY)).isTrue();

        assertThat(framework.stop()).isEqualTo(FrameworkEvent.STOPPED);

        assertThat(trail).contains("deaf");
        release.countDown();
    }

    @Test
    @DisplayName("W-MB-8: an exit that a deaf listener holds up calls the exit strategy all the same, once")
    void shouldExitDespiteDeafListener() throws Exception {
        framework.started();
        open(true, 50);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Integer> status = new CompletableFuture<>();
        AtomicInteger calls = new AtomicInteger();
        framework
                .context()
                .registerService(
                        ExitStrategy.class,
                        (ended, asked) -> {
                            calls.incrementAndGet();
                            status.complete(asked);
                        },
                        null);
        framework.listen(50, event -> uninterruptibly(release), "STOP");
        assertThat(bus.await(ProcessState.RUN, LIVELY)).isTrue();

        bus.exit(0, "SIGTERM");

        assertThat(status.get(LIVELY.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(bus.state()).isEqualTo(ProcessState.STOP);
        release.countDown();
        assertThat(bus.await(ProcessState.EXITED, LIVELY)).isTrue();
        bus.transition(ProcessState.EXITED, "after the listeners of EXITED");
        assertThat(calls).hasValue(1);
    }

    private static Object uninterruptibly(CountDownLatch release) {
        boolean done = false;
        while (!done) {
            try {
                done = release.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException deaf) {
                // as bad listeners do
            }
        }
        return null;
    }

    @Test
    @DisplayName("deactivated alone, it walks to EXITED, and its thread and its condition are gone")
    void shouldExitWhenDeactivated() throws Exception {
        Set<Thread> others = Thread.getAllStackTraces().keySet();
        framework.started();
        open(true, 10_000);
        framework.listen(50, event -> trail.add(event.channel()), "STOP", "EXITED");
        assertThat(bus.await(ProcessState.RUN, LIVELY)).isTrue();

        bus.stop();

        assertThat(trail).containsExactly("STOP", "EXITED");
        assertThat(framework.framework().getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(framework.conditions(null)).isEmpty();
        await().atMost(LIVELY)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(
                                thread -> thread.getName().startsWith("bosun-lifecycle") && !others.contains(thread)));
    }

    @Test
    @DisplayName("deactivated by one of its own listeners, it walks to EXITED inline")
    void shouldExitWhenDeactivatedByListener() throws Exception {
        framework.started();
        open(false, 10_000);
        bus.subscribe("START", 50, event -> {
            bus.stop();
            return null;
        });

        bus.transition(ProcessState.RUN, "test");

        assertThat(bus.state()).isEqualTo(ProcessState.EXITED);
        assertThat(framework.conditions(null)).isEmpty();
    }

    @Test
    @DisplayName("MB-57: is there without any configuration, and with one that cannot be read or cannot be")
    void shouldBeThereWhateverIsConfigured() {
        framework.started();
        bus = new ProcessBus(
                framework.context(), Configured.as(BusConfiguration.class, Map.of("maxHops", 0, "stopMillis", 1L)));

        assertThat(bus.name()).isEqualTo("default");
        assertThat(bus.options()).isEqualTo(BusOptions.DEFAULTS);
        assertThat(BusOptions.of(Configured.as(BusConfiguration.class, Map.of())))
                .isEqualTo(BusOptions.DEFAULTS);
    }

    @Test
    @DisplayName("takes a changed configuration while it works, and keeps the old one for a wrong one")
    void shouldTakeChanges() throws Exception {
        framework.started();
        open(true, 10_000);
        assertThat(bus.await(ProcessState.RUN, LIVELY)).isTrue();

        bus.modify(Configured.as(BusConfiguration.class, Map.of("stopMillis", 7L, "historySize", 3)));
        bus.modify(Configured.as(BusConfiguration.class, Map.of("stopMillis", -1L)));

        assertThat(bus.options().stopMillis()).isEqualTo(7);
        assertThat(bus.options().settings().historySize()).isEqualTo(3);
        assertThat(bus.state()).isEqualTo(ProcessState.RUN);
    }

    @Test
    @DisplayName("of several exit strategies for it the one of the highest ranking is asked, and no other")
    void shouldAskOneExitStrategy() throws Exception {
        framework.started();
        open(false, 10_000);
        strategy("low", Map.of());
        strategy("high", Map.of(Constants.SERVICE_RANKING, 5));
        strategy("other", Map.of(Constants.SERVICE_RANKING, 9, "bosun.bus", "other"));

        bus.transition(ProcessState.EXITED, "test");

        await().atMost(LIVELY).until(() -> !trail.isEmpty());
        assertThat(trail).containsExactly("high 0");
    }

    private void strategy(String name, Map<String, Object> properties) {
        framework
                .context()
                .registerService(
                        ExitStrategy.class,
                        (ended, status) -> trail.add(name + " " + status),
                        new Hashtable<>(properties));
    }

    private void open(boolean autoStart, long stopMillis) {
        bus = new ProcessBus(
                framework.context(),
                Configured.as(BusConfiguration.class, Map.of("autoStart", autoStart, "stopMillis", stopMillis)));
        bus.start();
    }
}
