// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.ProcessState;
import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;

/** In a real framework; what Declarative Services would call is called by hand. */
@Timeout(60)
class ProcessBusTest {
    private static final Duration LIVELY = Duration.ofSeconds(10);

    @TempDir
    Path cache;

    private final List<String> trail = new CopyOnWriteArrayList<>();
    private Framework framework;
    private ProcessBus bus;

    @BeforeEach
    void initFramework() throws BundleException {
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        cache.toString(),
                        Constants.FRAMEWORK_BUNDLE_PARENT,
                        Constants.FRAMEWORK_BUNDLE_PARENT_APP));
        framework.init();
    }

    @AfterEach
    void stopFramework() throws Exception {
        if (bus != null) {
            bus.shut();
        }
        framework.stop();
        framework.waitForStop(10_000);
    }

    @Test
    @DisplayName("walks to RUN as soon as the framework has started, not before")
    void shouldStartWithFramework() throws Exception {
        open(true, 10_000);
        assertThat(bus.state()).isEqualTo(ProcessState.INITIAL);

        framework.start();

        assertThat(bus.await(ProcessState.RUN, LIVELY)).isTrue();
    }

    @Test
    @DisplayName("walks to RUN at once where the framework has started already")
    void shouldStartInRunningFramework() throws Exception {
        framework.start();

        open(true, 10_000);

        assertThat(bus.await(ProcessState.RUN, LIVELY)).isTrue();
    }

    @Test
    @DisplayName("stays in INITIAL without autoStart")
    void shouldNotStartUnasked() throws Exception {
        open(false, 10_000);

        framework.start();

        assertThat(bus.transition(ProcessState.INITIAL, "test").from()).isEqualTo(ProcessState.INITIAL);
    }

    @Test
    @DisplayName("MB-38 a stop of the framework walks to EXITED, once, before any bundle or service is gone")
    void shouldExitBeforeFrameworkStops() throws Exception {
        framework.start();
        open(false, 10_000);
        BundleContext context = framework.getBundleContext();
        context.registerService(String.class, "neighbour", null);
        List.of("STOP", "IDLE", "EXIT", "EXITED")
                .forEach(state -> listen(
                        50,
                        event -> {
                            boolean there = context.getServiceReference(String.class) != null;
                            return trail.add(state + (there ? "" : " too late"));
                        },
                        state));
        bus.transition(ProcessState.RUN, "test");
        trail.clear();

        framework.stop();
        assertThat(framework.waitForStop(10_000).getType()).isEqualTo(FrameworkEvent.STOPPED);

        assertThat(trail).containsExactly("STOP", "IDLE", "EXIT", "EXITED");
        assertThat(bus.exitStatus()).isZero();
    }

    @Test
    @DisplayName("MB-38 W-MB-8 a listener that hangs holds the framework's stop back for stopMillis only")
    void shouldNotHangFrameworkStop() throws Exception {
        framework.start();
        open(true, 50);
        listen(
                50,
                event -> {
                    new CountDownLatch(1).await();
                    return null;
                },
                "STOP");
        listen(50, event -> trail.add("EXITED"), "EXITED");
        assertThat(bus.await(ProcessState.RUN, LIVELY)).isTrue();

        framework.stop();

        assertThat(framework.waitForStop(20_000).getType()).isEqualTo(FrameworkEvent.STOPPED);
        assertThat(trail).containsExactly("EXITED");
        assertThat(bus.exitStatus()).isEqualTo(1);
    }

    @Test
    @DisplayName("W-MB-8 not even a listener that ignores its interrupt hangs the framework's stop for ever")
    void shouldNotHangOnDeafListener() throws Exception {
        framework.start();
        open(true, 50);
        CountDownLatch release = new CountDownLatch(1);
        listen(
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

        framework.stop();

        assertThat(framework.waitForStop(20_000).getType()).isEqualTo(FrameworkEvent.STOPPED);
        assertThat(trail).contains("deaf");
        release.countDown();
    }

    @Test
    @DisplayName("deactivated alone, it walks to EXITED and its thread is gone")
    void shouldExitWhenDeactivated() throws Exception {
        framework.start();
        open(true, 10_000);
        listen(50, event -> trail.add(event.channel()), "STOP", "EXITED");
        assertThat(bus.await(ProcessState.RUN, LIVELY)).isTrue();

        bus.stop();

        assertThat(trail).containsExactly("STOP", "EXITED");
        assertThat(framework.getState()).isEqualTo(Bundle.ACTIVE);
        await().atMost(LIVELY)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("bosun-lifecycle")));
    }

    @Test
    @DisplayName("deactivated by one of its own listeners, it walks to EXITED inline")
    void shouldExitWhenDeactivatedByListener() throws Exception {
        framework.start();
        open(false, 10_000);
        bus.subscribe("START", 50, event -> {
            bus.stop();
            return null;
        });

        bus.transition(ProcessState.RUN, "test");

        assertThat(bus.state()).isEqualTo(ProcessState.EXITED);
    }

    @Test
    @DisplayName("MB-6 MB-9 listeners of the whiteboard come, change and go with their properties")
    void shouldFollowWhiteboard() throws Exception {
        framework.start();
        open(false, 10_000);
        listen(50, event -> "middle", "news");
        ServiceRegistration<BusListener> last = listen(60, event -> "last", "news", "sport");
        listen(50, event -> "equal", "news");
        assertThat(bus.publish("news")).containsExactly("middle", "equal", "last");
        assertThat(bus.publish("sport")).containsExactly("last");

        last.setProperties(properties(10, "news"));
        bus.updatedListener(last.getReference());
        assertThat(bus.publish("news")).containsExactly("last", "middle", "equal");
        assertThat(bus.publish("sport")).isEmpty();

        bus.removeListener(last.getReference());
        assertThat(bus.publish("news")).containsExactly("middle", "equal");
        assertThat(last.getReference().getUsingBundles()).isNull();
    }

    private void open(boolean autoStart, long stopMillis) {
        bus = new ProcessBus(framework.getBundleContext(), new Settings(autoStart, stopMillis));
        bus.start();
    }

    private ServiceRegistration<BusListener> listen(int priority, BusListener listener, String... channels) {
        ServiceRegistration<BusListener> registration = framework
                .getBundleContext()
                .registerService(BusListener.class, listener, properties(priority, channels));
        bus.addListener(registration.getReference());
        return registration;
    }

    private static Dictionary<String, Object> properties(int priority, String... channels) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(BusListener.PRIORITY, priority);
        properties.put(BusListener.CHANNEL, channels.length == 1 ? channels[0] : channels);
        return properties;
    }

    /** What metatype would make of a configuration. */
    private record Settings(boolean autoStart, long stopMillis) implements BusConfiguration {
        @Override
        public Class<? extends Annotation> annotationType() {
            return BusConfiguration.class;
        }
    }
}
