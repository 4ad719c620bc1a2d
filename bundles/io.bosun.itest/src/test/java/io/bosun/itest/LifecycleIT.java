// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.itest.life.Application;
import io.bosun.itest.life.Dry;
import io.bosun.itest.life.DryListener;
import io.bosun.itest.life.Helper;
import io.bosun.itest.life.Misfit;
import io.bosun.itest.life.Server;
import io.bosun.itest.life.Worker;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.BusRuntime;
import io.bosun.lifecycle.Hop;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ListenerStatus;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.TransitionReport;
import java.io.IOException;
import java.time.Duration;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.inject.Inject;
import org.awaitility.Awaitility;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.ProbeBuilder;
import org.ops4j.pax.exam.TestProbeBuilder;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.service.cm.ConfigurationAdmin;

/** Buses, and components that live by their states, among the bundles that ship. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class LifecycleIT {
    private static final Duration LIVENESS = Duration.ofSeconds(60);
    private static final String PID = "io.bosun.lifecycle.provider";
    private static final int CARRYING = 5;
    private static final int APPLICATION = 7;

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    private final List<String> diary = new CopyOnWriteArrayList<>();
    private ServiceRegistration<?> diaryService;
    private LifecycleBus bus;

    /** Called by Pax Exam. */
    @Configuration
    public Option[] configuration() {
        return CoreOptions.options(
                product(),
                plugin(Worker.class, CARRYING),
                plugin(Helper.class, CARRYING),
                plugin(Dry.class, CARRYING),
                plugin(DryListener.class, CARRYING),
                plugin(Server.class, CARRYING),
                plugin(Misfit.class, CARRYING),
                plugin(Application.class, APPLICATION),
                tools());
    }

    /** All but the terminal, which would take the console of the tests. */
    private static Option product() {
        return CoreOptions.composite(Product.bundles().stream()
                .filter(jar -> !jar.getFileName().toString().contains("jline"))
                .map(jar -> CoreOptions.bundle(jar.toUri().toString()))
                .toArray(Option[]::new));
    }

    /** A bundle of one component, which a test starts. */
    private static Option plugin(Class<?> component, int level) {
        Map<String, String> instructions =
                Map.of("Private-Package", component.getPackageName(), "-dsannotations", component.getName());
        return CoreOptions.streamBundle(ComponentJar.of(name(component), "1.0.0", instructions))
                .startLevel(level)
                .start(false);
    }

    private static String name(Class<?> component) {
        return "itest.life." + component.getSimpleName();
    }

    private static Option tools() {
        return CoreOptions.composite(
                CoreOptions.junitBundles(),
                CoreOptions.workingDirectory("target/exam"),
                CoreOptions.frameworkProperty("felix.fileinstall.dir").value("target/no-plugins"),
                CoreOptions.frameworkProperty("felix.fileinstall.enableConfigSave")
                        .value("false"),
                CoreOptions.systemPackages(
                        "org.slf4j;version=1.7.36", "org.assertj.core.api", "org.awaitility", "org.awaitility.core"));
    }

    /** Called by Pax Exam, which else keeps the headers that another class has set. */
    @ProbeBuilder
    public TestProbeBuilder probe(TestProbeBuilder probe) {
        probe.setHeader("Import-Package", "org.osgi.framework");
        return probe;
    }

    @Before
    public void openDiary() throws Exception {
        Consumer<String> write = diary::add;
        diaryService = context.registerService(Consumer.class, write, new Hashtable<>(Map.of("itest", "diary")));
        bus = bus("default");
        assertThat(bus.await(ProcessState.RUN, LIVENESS)).isTrue();
        // whose listeners are through then
        bus.transition(ProcessState.RUN, "test").orThrow();
    }

    @After
    public void stopPlugins() throws Exception {
        for (Bundle each : context.getBundles()) {
            if (each.getSymbolicName().startsWith("itest.life.")) {
                each.stop();
            }
        }
        diaryService.unregister();
    }

    private Bundle start(Class<?> component) throws Exception {
        for (Bundle each : context.getBundles()) {
            if (each.getSymbolicName().equals(name(component))) {
                each.start();
                return each;
            }
        }
        throw new IllegalStateException("Not installed: " + name(component));
    }

    private LifecycleBus bus(String name) throws Exception {
        return Awaitility.await("the bus " + name)
                .atMost(LIVENESS)
                .until(() -> find(LifecycleBus.class, name), found -> found != null);
    }

    private <S> S find(Class<S> type, String name) throws InvalidSyntaxException {
        return context.getServiceReferences(type, "(bosun.bus=" + name + ")").stream()
                .map(context::getService)
                .findFirst()
                .orElse(null);
    }

    private org.osgi.service.cm.Configuration configure(String pid, Map<String, Object> values) throws IOException {
        org.osgi.service.cm.Configuration configuration = configurations.getConfiguration(pid, "?");
        configuration.update(new Hashtable<>(values));
        return configuration;
    }

    private void awaitDiary(String line) {
        Awaitility.await(line).atMost(LIVENESS).until(() -> diary.contains(line));
    }

    private List<String> diaryFrom(Runnable action) {
        diary.clear();
        action.run();
        return List.copyOf(diary);
    }

    private TransitionReport graceful() {
        try {
            return bus.graceful("test").orThrow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    public void mb29ShouldLetAComponentLiveWithinRunAndHearIt() throws Exception {
        start(Worker.class);
        awaitDiary("worker comes");

        // what has come within RUN is not told of it; what comes with it is
        assertThat(diaryFrom(this::graceful)).containsExactly("worker goes", "worker comes", "worker hears RUN");
        assertThat(diaryFrom(this::graceful)).containsExactly("worker goes", "worker comes", "worker hears RUN");
    }

    @Test
    public void mb29ShouldReportWhatFailsToActivateWithAState() throws Exception {
        start(Dry.class);
        start(DryListener.class);
        ServiceRegistration<?> log = context.registerService(
                BusListener.class,
                event -> diary.add(
                        event.arguments().get(1) + " " + event.arguments().get(0)),
                new Hashtable<>(Map.of("bosun.channel", "log")));
        try {
            TransitionReport report = graceful();

            Hop last = report.hops().get(report.hops().size() - 1);
            assertThat(last.to()).isEqualTo(ProcessState.RUN);
            assertThat(last.problems())
                    .containsExactlyInAnyOrder(
                            Dry.class.getName() + ": java.lang.IllegalStateException: no water",
                            DryListener.class.getName() + ": java.lang.IllegalStateException: no water either");
            assertThat(report.hops())
                    .filteredOn(hop -> !hop.to().equals(ProcessState.RUN))
                    .allMatch(hop -> hop.problems().isEmpty());
            assertThat(diary)
                    .filteredOn(line -> line.startsWith("40 A component that lives by RUN could not be activated"))
                    .hasSize(2);
        } finally {
            log.unregister();
        }
    }

    @Test
    public void mb15ShouldSeatASetAtItsPriorities() throws Exception {
        start(Server.class);
        ServiceRegistration<?> usual = context.registerService(
                BusListener.class,
                event -> diary.add("usual " + event.channel()),
                new Hashtable<>(Map.of("bosun.channel", new String[] {"START", "STOP"})));
        try {
            assertThat(diary).as("made when it is needed").isEmpty();

            TransitionReport report = graceful();

            assertThat(diary)
                    .containsExactly("server made", "server closes, STOP", "usual STOP", "usual START", "server opens");
            assertThat(report.hops().get(report.hops().size() - 1).results()).contains("server in RUN");
            assertThat(find(BusRuntime.class, "default").listeners().stream().map(ListenerStatus::listener))
                    .contains(Server.class.getName() + ".open", Server.class.getName() + ".tell");
        } finally {
            usual.unregister();
        }
    }

    @Test
    public void mb15ShouldRefuseAMisfitAsAWhole() throws Exception {
        start(Misfit.class);

        graceful();

        assertThat(find(BusRuntime.class, "default").listeners())
                .filteredOn(each -> each.listener().contains("Misfit"))
                .singleElement()
                .satisfies(each -> assertThat(each.problem().orElse(""))
                        .contains("Misfit.bad(String)")
                        .contains("take none, or one BusEvent"));
    }

    @Test
    public void shouldRestartAnApplicationByStartLevels() throws Exception {
        Bundle application = start(Application.class);
        assertThat(application.getState()).isNotEqualTo(Bundle.ACTIVE);
        var levels = configure(PID + ".startlevel", Map.of("workLevel", 8, "restLevel", CARRYING));
        try {
            awaitListener("StartLevels.up");
            graceful();
            awaitDiary("application starts");

            assertThat(diaryFrom(this::graceful)).containsExactly("application stops", "application starts");
            assertThat(level()).isEqualTo(8);

            bus.transition(ProcessState.IDLE, "test").orThrow();
            assertThat(application.getState()).isEqualTo(Bundle.RESOLVED);
            assertThat(level()).isEqualTo(CARRYING);
            bus.transition(ProcessState.RUN, "test").orThrow();
        } finally {
            levels.delete();
            lowerLevel();
        }
    }

    /** It is seated at a publication. */
    private void awaitListener(String name) throws InvalidSyntaxException {
        BusRuntime runtime = find(BusRuntime.class, "default");
        Awaitility.await(name).atMost(LIVENESS).until(() -> {
            bus.publish("itest");
            return runtime.listeners().stream().anyMatch(each -> each.listener().endsWith(name));
        });
    }

    private int level() {
        return context.getBundle(0).adapt(FrameworkStartLevel.class).getStartLevel();
    }

    private void lowerLevel() throws InterruptedException {
        CountDownLatch lowered = new CountDownLatch(1);
        context.getBundle(0).adapt(FrameworkStartLevel.class).setStartLevel(CARRYING, event -> lowered.countDown());
        assertThat(lowered.await(LIVENESS.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    public void mb5Mb57ShouldKeepSeveralBusesApart() throws Exception {
        start(Worker.class);
        start(Helper.class);
        awaitDiary("worker comes");
        var configuration = configurations.getFactoryConfiguration(PID + ".bus", "itest", "?");
        configuration.update(new Hashtable<>(Map.of("name", "aux")));
        ServiceRegistration<?> listener = context.registerService(
                BusListener.class,
                event -> diary.add("aux " + event.channel()),
                new Hashtable<>(Map.of("bosun.channel", new String[] {"RUN", "STOP"}, "bosun.bus", "aux")));
        try {
            LifecycleBus aux = bus("aux");
            diary.clear();
            aux.transition(ProcessState.RUN, "test").orThrow();
            assertThat(diary).containsExactly("helper comes", "aux RUN");

            assertThat(diaryFrom(this::graceful)).containsExactly("worker goes", "worker comes", "worker hears RUN");
            assertThat(aux.state()).isEqualTo(ProcessState.RUN);

            diary.clear();
            configuration.delete();
            awaitDiary("aux STOP");
            Awaitility.await("its end").atMost(LIVENESS).until(() -> find(LifecycleBus.class, "aux") == null);
            assertThat(diary).containsExactly("helper goes", "aux STOP");
            assertThat(bus.state()).isEqualTo(ProcessState.RUN);
        } finally {
            listener.unregister();
        }
    }

    @Test
    public void shouldMakeChangeAndEndAConfiguredBus() throws Exception {
        var configuration = configurations.getFactoryConfiguration(PID + ".bus", "pump", "?");
        configuration.update(new Hashtable<>(Map.of(
                "name", "pump", "edges", "OFF>ON,END, ON>OFF", "work", "ON", "rest", "OFF", "autoStart", "true")));
        LifecycleBus pump = bus("pump");
        assertThat(pump.await(new State("ON"), LIVENESS)).isTrue();

        configuration.update(new Hashtable<>(Map.of(
                "name", "pump", "edges", "OFF>ON,END\nON>OFF", "work", "ON", "rest", "OFF", "historySize", "0")));
        Awaitility.await("no history").atMost(LIVENESS).until(() -> {
            pump.graceful("test").orThrow();
            return find(BusRuntime.class, "pump").history().isEmpty();
        });
        assertThat(bus("pump")).isSameAs(pump);

        configuration.update(new Hashtable<>(Map.of("name", "pump", "edges", "OFF>ON,END\nON>OFF")));
        Awaitility.await("another bus").atMost(LIVENESS).until(() -> {
            LifecycleBus now = find(LifecycleBus.class, "pump");
            return now != null && now != pump;
        });
        assertThat(pump.state()).isEqualTo(new State("END"));

        configuration.delete();
        Awaitility.await("its end").atMost(LIVENESS).until(() -> find(LifecycleBus.class, "pump") == null);
    }

    @Test
    public void mb57ShouldChangeTheDefaultBusWithoutRestart() throws Exception {
        ServiceReference<LifecycleBus> before = context.getServiceReferences(LifecycleBus.class, "(bosun.bus=default)")
                .iterator()
                .next();
        BusRuntime runtime = find(BusRuntime.class, "default");
        graceful();
        assertThat(runtime.history()).isNotEmpty();

        var configuration = configure(PID, Map.of("historySize", 0));
        Awaitility.await("no history").atMost(LIVENESS).until(() -> {
            bus.transition(ProcessState.RUN, "test");
            return runtime.history().isEmpty();
        });
        configuration.delete();

        assertThat(bus.state()).isEqualTo(ProcessState.RUN);
        assertThat(context.getServiceReferences(LifecycleBus.class, "(bosun.bus=default)"))
                .containsExactly(before);
    }
}
