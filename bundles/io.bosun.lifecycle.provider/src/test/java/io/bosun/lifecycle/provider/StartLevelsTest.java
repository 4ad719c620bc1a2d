// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.TransitionReport.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes.Name;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;

/** In a real framework, with bundles at several levels. */
@Timeout(60)
@DisplayName("the start levels")
class StartLevelsTest {
    private static final List<String> TRAIL = new CopyOnWriteArrayList<>();

    private final RealFramework framework = new RealFramework().started();
    private final HostedBus bus = new HostedBus(framework.context(), BusPlan.process(), BusOptions.DEFAULTS);

    @AfterEach
    void close() {
        if (framework.framework().getState() == Bundle.ACTIVE) {
            bus.close();
        }
        framework.close();
        TRAIL.clear();
    }

    /** Tells when its bundle starts and stops. */
    public static class Teller implements BundleActivator {
        @Override
        public void start(BundleContext context) {
            TRAIL.add("start");
        }

        @Override
        public void stop(BundleContext context) {
            TRAIL.add("stop");
        }
    }

    /** Never starts. */
    public static class Broken implements BundleActivator {
        @Override
        public void start(BundleContext context) {
            throw new IllegalStateException("broken");
        }

        @Override
        public void stop(BundleContext context) {
            // never started
        }
    }

    @Test
    @DisplayName("rise on START and fall on STOP, so that graceful restarts the bundles of the application")
    void shouldRestartApplication() throws Exception {
        Bundle application = install("app", Teller.class, 5);
        Bundle carrier = install("carrier", Teller.class, 1);
        open(Map.of("workLevel", 8));
        assertThat(TRAIL).containsExactly("start");

        bus.transition(ProcessState.RUN, "test").orThrow();
        assertThat(level()).isEqualTo(8);
        assertThat(application.getState()).isEqualTo(Bundle.ACTIVE);

        bus.graceful("test").orThrow();
        assertThat(TRAIL).containsExactly("start", "start", "stop", "start");
        assertThat(application.getState()).isEqualTo(Bundle.ACTIVE);

        bus.transition(ProcessState.IDLE, "test").orThrow();
        assertThat(level()).isEqualTo(1);
        assertThat(application.getState()).isEqualTo(Bundle.RESOLVED);
        assertThat(carrier.getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    @DisplayName("come to START after those who listen there as usual, and to STOP after them, too")
    void shouldHavePlaceAmongOthers() throws Exception {
        install("app", Teller.class, 5);
        open(Map.of());
        framework.listen(50, event -> TRAIL.add(event.channel() + " usual"), "START", "STOP");
        framework.listen(75, event -> TRAIL.add("server"), "START");

        bus.graceful("test").orThrow();
        bus.transition(ProcessState.IDLE, "test").orThrow();

        assertThat(TRAIL).containsExactly("START usual", "start", "server", "STOP usual", "stop");
    }

    @Test
    @DisplayName("with a bundle that does not start are reached all the same, and it is told in result and log")
    void shouldTellOfBrokenBundle() throws Exception {
        install("broken", Broken.class, 5);
        Bundle application = install("app", Teller.class, 6);
        framework.listen(50, event -> TRAIL.add(event.arguments().get(0).toString()), "log");
        open(Map.of());

        TransitionReport report = bus.transition(ProcessState.RUN, "test");

        assertThat(report.outcome()).isEqualTo(Outcome.REACHED);
        assertThat(application.getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(TRAIL)
                .anyMatch(line ->
                        line.contains("start level 10") && line.contains("broken 0.0.0") && line.contains("broken)"));
        assertThat(report.hops().get(2).results().toString()).contains("broken 0.0.0");
    }

    @Test
    @DisplayName("that would stop what carries the application make START fail, with the bundle and its level")
    void shouldRefuseRestBelowCarrier() throws Exception {
        install("app", Teller.class, 5);
        install("io.bosun.part", Teller.class, 4);
        open(Map.of("restLevel", 3));

        TransitionReport report = bus.transition(ProcessState.RUN, "test");

        assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(report.failure().orElseThrow())
                .hasMessageContaining("restLevel is 3, but io.bosun.part has start level 4")
                .hasMessageContaining("raise restLevel");
    }

    @Test
    @DisplayName("that do not fit together make START fail, until they are put right")
    void shouldRefuseWrongLevels() throws Exception {
        StartLevels levels = open(Map.of("workLevel", 1));
        assertThatThrownBy(() -> levels.up(event()))
                .hasMessageContaining("workLevel is 1: use more than restLevel, which is 1");

        levels.modify(Configured.as(StartLevelConfiguration.class, Map.of("restLevel", 0)));
        assertThatThrownBy(() -> levels.up(event())).hasMessageContaining("restLevel is 0: use 1 or more");
        assertThat(levels.down(event())).isEmpty();

        levels.modify(Configured.as(StartLevelConfiguration.class, Map.of("workLevel", 4)));
        levels.modify(Configured.as(StartLevelConfiguration.class, Map.of("timeoutMillis", 0L)));
        assertThat(levels.up(event())).isEmpty();
        assertThat(level()).isEqualTo(4);
    }

    @Test
    @DisplayName("are given up after timeoutMillis")
    void shouldNotWaitForEver() throws Exception {
        Slow.reset();
        install("slow", Slow.class, 5);
        StartLevels levels = open(Map.of("timeoutMillis", 50L));

        assertThatThrownBy(() -> levels.up(event()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("after 50 ms")
                .hasMessageContaining("raise timeoutMillis");
        Slow.release.countDown();
    }

    @Test
    @DisplayName("that an exit keeps from rising fall all the same")
    void shouldFallAfterBrokenStart() throws Exception {
        Slow.reset();
        Bundle slow = install("slow", Slow.class, 5);
        open(Map.of());
        bus.request(ProcessState.RUN, "test");
        assertThat(Slow.begun.await(10, TimeUnit.SECONDS)).isTrue();

        bus.exit(0, "test");
        bus.await(ProcessState.STOP, Duration.ofSeconds(10));
        Slow.release.countDown();

        assertThat(bus.await(ProcessState.EXITED, Duration.ofSeconds(10))).isTrue();
        assertThat(level()).isEqualTo(1);
        assertThat(slow.getState()).isEqualTo(Bundle.RESOLVED);
        assertThat(bus.exitStatus()).isZero();
    }

    /** Starts when it is let. */
    public static class Slow implements BundleActivator {
        private static CountDownLatch begun;
        private static CountDownLatch release;

        private static void reset() {
            begun = new CountDownLatch(1);
            release = new CountDownLatch(1);
        }

        @Override
        public void start(BundleContext context) throws Exception {
            begun.countDown();
            release.await();
        }

        @Override
        public void stop(BundleContext context) {
            // nothing to undo
        }
    }

    @Test
    @DisplayName("are left to the framework while that stops")
    void shouldLeaveStopToFramework() throws Exception {
        install("app", Teller.class, 5);
        open(Map.of("timeoutMillis", 30_000L));
        bus.begin();
        bus.await(ProcessState.RUN, Duration.ofSeconds(10));
        bus.transition(ProcessState.RUN, "test").orThrow();
        framework.listen(95, event -> TRAIL.add("level " + level()), "STOP");

        assertThat(framework.stop()).isEqualTo(FrameworkEvent.STOPPED);

        assertThat(TRAIL).containsExactly("start", "level 10", "stop");
        assertThat(bus.exitStatus()).isZero();
    }

    private StartLevels open(Map<String, Object> values) {
        StartLevels levels = new StartLevels(framework.context(), Configured.as(StartLevelConfiguration.class, values));
        framework.register(levels);
        bus.open();
        return levels;
    }

    private BusEvent event() {
        return new Publication(bus, "START", List.of(), null);
    }

    private int level() {
        return framework.framework().adapt(FrameworkStartLevel.class).getStartLevel();
    }

    private Bundle install(String name, Class<? extends BundleActivator> activator, int level) throws BundleException {
        Bundle bundle = framework.context().installBundle(name, jar(name, activator));
        bundle.adapt(BundleStartLevel.class).setStartLevel(level);
        bundle.start();
        return bundle;
    }

    private static InputStream jar(String symbolicName, Class<? extends BundleActivator> activator) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(new Name("Bundle-ManifestVersion"), "2");
        manifest.getMainAttributes().put(new Name("Bundle-SymbolicName"), symbolicName);
        manifest.getMainAttributes().put(new Name("Bundle-Activator"), activator.getName());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            jar.putNextEntry(new ZipEntry("empty"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}
