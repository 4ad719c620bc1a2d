// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.LogLevel;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.provider.RealBus;
import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import sun.misc.Signal;

/** With the real signals HUP and USR1, which this JVM sends to itself. */
@DisabledOnOs(OS.WINDOWS)
class ProcessSignalsTest {
    private static final Signal HUP = new Signal("HUP");
    private static final Signal USR1 = new Signal("USR1");
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path cache;

    private final RealBus real = new RealBus((bus, status) -> {});
    private final LifecycleBus bus = real.bus();
    private final BlockingQueue<String> logged = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> caught = new LinkedBlockingQueue<>();
    private final BlockingQueue<Signal> before = new LinkedBlockingQueue<>();
    private ContextOfTest framework;
    private ProcessSignals signals;

    @BeforeEach
    void holdSignals() {
        // for good: what a test sends last may be under way when it ends, and the JVM's own handler would end the JVM
        Signal.handle(HUP, before::add);
        Signal.handle(USR1, before::add);
        bus.subscribe(
                LifecycleBus.LOG,
                event -> logged.add(
                        event.arguments().get(1) + " " + event.arguments().get(0)));
        bus.subscribe("SIGHUP", event -> caught.add(Thread.currentThread().getName()));
    }

    @AfterEach
    void releaseSignals() throws Exception {
        if (signals != null) {
            signals.stop();
        }
        real.close();
        if (framework != null) {
            framework.close();
        }
    }

    @Test
    @DisplayName("MB-44 W-MB-20: taken at ENTER, published on a channel of its name on the bus's thread, given back")
    void shouldTakeConfiguredSignals() throws Exception {
        take(null, "HUP=publish");
        Signal.raise(HUP);
        assertThat(before.poll(60, TimeUnit.SECONDS)).as("before ENTER").isEqualTo(HUP);

        walk();
        assertLogged("20 Listening for SIGHUP");
        Signal.raise(HUP);

        assertThat(caught.poll(60, TimeUnit.SECONDS)).isEqualTo("bosun-lifecycle");
        assertLogged("20 Caught signal SIGHUP");
        signals.stop();
        assertLogged("20 No longer listening for SIGHUP");
        Signal.raise(HUP);
        assertThat(before.poll(60, TimeUnit.SECONDS)).isEqualTo(HUP);
        assertThat(caught).isEmpty();
        assertThat(bus.state()).isEqualTo(ProcessState.RUN);
    }

    @Test
    @DisplayName("MB-44: a bus that is past ENTER has its signals taken at once")
    void shouldTakeSignalsLate() throws Exception {
        walk();

        take(null, "HUP=publish");
        Signal.raise(HUP);

        assertThat(caught.poll(60, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    @DisplayName("MB-44: exit walks to EXITED with status 0")
    void shouldExit() throws Exception {
        take(null, "HUP=exit");
        walk();

        Signal.raise(HUP);

        assertThat(bus.await(ProcessState.EXITED, LONG)).isTrue();
        assertThat(bus.exitStatus()).isZero();
    }

    @Test
    @DisplayName("MB-44: without a configuration the framework property says which signals")
    void shouldTakeSignalsOfFrameworkProperty() throws Exception {
        take(Map.of(ProcessSignals.SIGNALS, "USR2,HUP=exit"));
        walk();

        Signal.raise(HUP);

        assertThat(bus.await(ProcessState.EXITED, LONG)).isTrue();
        assertThat(logged).anyMatch(line -> line.startsWith("30 Signal USR2 is refused"));
    }

    @Test
    @DisplayName("A framework property says that a signal is no success, as while -c is under way")
    void shouldAskForStatusOfFrameworkProperty() throws Exception {
        take(Map.of(ProcessSignals.SIGNALS, "HUP=exit", ProcessSignals.STATUS, "3"));
        walk();

        Signal.raise(HUP);

        assertThat(bus.await(ProcessState.EXITED, LONG)).isTrue();
        assertThat(bus.exitStatus()).isEqualTo(3);
    }

    @Test
    @DisplayName("A property that is no exit status does not lose the stop")
    void shouldExitInSpiteOfAWrongStatus() throws Exception {
        take(Map.of(ProcessSignals.SIGNALS, "HUP=exit", ProcessSignals.STATUS, "bad"));
        walk();

        Signal.raise(HUP);

        assertThat(bus.await(ProcessState.EXITED, LONG)).isTrue();
        assertThat(bus.exitStatus()).isEqualTo(1);
    }

    @Test
    @DisplayName("MB-44: graceful walks STOP, IDLE, START, RUN after the listeners of the channel")
    void shouldGoGracefully() throws Exception {
        BlockingQueue<String> way = new LinkedBlockingQueue<>();
        take(null, "USR1");
        walk();
        for (String channel : new String[] {"SIGUSR1", "STOP", "IDLE", "START", "RUN"}) {
            bus.subscribe(channel, event -> way.add(channel));
        }

        Signal.raise(USR1);

        Awaitility.await().atMost(LONG).until(() -> way.contains("RUN"));
        assertThat(way).containsExactly("SIGUSR1", "STOP", "IDLE", "START", "RUN");
        assertThat(bus.state()).isEqualTo(ProcessState.RUN);
    }

    @Test
    @DisplayName("MB-44: a state as the action: a stop and a start")
    void shouldWalkToAState() throws Exception {
        take(null, "HUP=IDLE,USR1=RUN");
        walk();

        Signal.raise(HUP);
        assertThat(bus.await(ProcessState.IDLE, LONG)).isTrue();
        assertThat(caught.poll(60, TimeUnit.SECONDS)).isNotNull();
        Signal.raise(USR1);

        assertThat(bus.await(ProcessState.RUN, LONG)).isTrue();
    }

    @Test
    @DisplayName("MB-45: a failing listener of the channel is logged, the action is done, and nothing dies")
    void shouldSurviveAFailingListener() throws Exception {
        take(null, "USR1=IDLE,HUP=publish");
        walk();
        bus.subscribe("SIGUSR1", event -> {
            throw new IllegalStateException("no");
        });

        Signal.raise(USR1);

        assertThat(bus.await(ProcessState.IDLE, LONG)).isTrue();
        Awaitility.await()
                .atMost(LONG)
                .untilAsserted(() -> assertThat(logged)
                        .anyMatch(line -> line.startsWith(LogLevel.ERROR + " ") && line.contains("SIGUSR1")));
        Signal.raise(HUP);
        assertThat(caught.poll(60, TimeUnit.SECONDS)).isEqualTo("bosun-lifecycle");
    }

    @Test
    @DisplayName("A signal while our own process ends does not end it otherwise")
    void shouldKeepTheSignalsOfAProcessThatEnds() throws Exception {
        take(Map.of(ProcessSignals.SIGNALS, "HUP=exit"));
        walk();
        bus.exit(0, "test");
        assertThat(bus.await(ProcessState.EXITED, LONG)).isTrue();

        signals.stop();
        Signal.raise(HUP);

        assertThat(before.poll(200, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    @DisplayName("MB-44: in a host container, unconfigured, no signal is taken")
    void shouldTakeNothingUnasked() throws Exception {
        take(null);
        walk();

        Signal.raise(HUP);

        assertThat(before.poll(60, TimeUnit.SECONDS)).isEqualTo(HUP);
        assertThat(logged).noneMatch(line -> line.contains("Listening"));
        assertThat(bus.state()).isEqualTo(ProcessState.RUN);
    }

    @Test
    @DisplayName("MB-44: a signal that nobody can take is told in one line, the others are taken")
    void shouldLeaveOutImpossibleSignals() throws Exception {
        take(null, "KILL,SEGV,NOSUCH", "HUP=publish");
        walk();

        Signal.raise(HUP);

        assertThat(caught.poll(60, TimeUnit.SECONDS)).isNotNull();
        for (String name : new String[] {"KILL", "SEGV", "NOSUCH"}) {
            assertThat(logged)
                    .filteredOn(line -> line.startsWith("30 Signal " + name + " is "))
                    .hasSize(1);
        }
    }

    @Test
    @DisplayName("A changed configuration never lets go of the signals that stay")
    void shouldHoldWhatStays() throws Exception {
        take(null, "HUP=publish");
        walk();
        AtomicBoolean ended = new AtomicBoolean();
        Thread modifier = new Thread(() -> {
            for (int i = 0; !ended.get(); i++) {
                signals.modify(new Settings(i % 2 == 0 ? "HUP=publish,USR1" : "HUP=publish"));
            }
        });
        modifier.start();

        for (int i = 0; i < 200; i++) {
            Signal.raise(HUP);
            assertThat(caught.poll(60, TimeUnit.SECONDS)).as("signal %d", i).isNotNull();
        }

        ended.set(true);
        modifier.join();
        assertThat(before).isEmpty();
    }

    @Test
    @DisplayName("A changed configuration takes and gives back signals, and changes what they do")
    void shouldFollowConfiguration() throws Exception {
        take(null, "HUP=publish");
        walk();

        signals.modify(new Settings("USR1=publish"));
        Signal.raise(HUP);
        assertThat(before.poll(60, TimeUnit.SECONDS)).isEqualTo(HUP);
        signals.modify(new Settings("HUP=publish"));
        Signal.raise(HUP);
        assertThat(caught.poll(60, TimeUnit.SECONDS)).isNotNull();
        signals.modify(new Settings("HUP=exit"));
        Signal.raise(HUP);
        assertThat(bus.await(ProcessState.EXITED, LONG)).isTrue();
    }

    @Test
    @DisplayName("A configuration that changes before ENTER takes nothing before ENTER")
    void shouldFollowConfigurationBeforeEnter() throws Exception {
        take(null, "USR1=publish");

        signals.modify(new Settings("HUP=publish"));
        Signal.raise(HUP);
        assertThat(before.poll(60, TimeUnit.SECONDS)).isEqualTo(HUP);
        walk();
        Signal.raise(HUP);

        assertThat(caught.poll(60, TimeUnit.SECONDS)).isNotNull();
        assertThat(logged).noneMatch(line -> line.contains("SIGUSR1"));
    }

    private void walk() throws InterruptedException {
        bus.transition(ProcessState.RUN, "test").orThrow();
    }

    private void assertLogged(String line) {
        Awaitility.await().atMost(LONG).untilAsserted(() -> assertThat(logged).contains(line));
    }

    private void take(Map<String, String> properties, String... configured) throws Exception {
        framework = new ContextOfTest(cache, properties == null ? Map.of() : properties);
        signals = new ProcessSignals(framework.context(), new Settings(configured), bus);
    }

    /** What metatype would make of a configuration. */
    private record Settings(String... signals) implements SignalConfiguration {
        @Override
        public Class<? extends Annotation> annotationType() {
            return SignalConfiguration.class;
        }
    }
}
