// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.lifecycle.ProcessState;
import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** With the real signal HUP, which this JVM sends to itself. */
@DisabledOnOs(OS.WINDOWS)
class ProcessSignalsTest {
    private static final Signal HUP = new Signal("HUP");

    @TempDir
    Path cache;

    private final RecordingBus bus = new RecordingBus();
    private final BlockingQueue<Signal> before = new LinkedBlockingQueue<>();
    private SignalHandler original;
    private Framework framework;

    @BeforeEach
    void holdSignal() {
        original = Signal.handle(HUP, before::add);
    }

    @AfterEach
    void releaseSignal() throws Exception {
        Signal.handle(HUP, original);
        if (framework != null) {
            framework.stop();
            framework.waitForStop(10_000);
        }
    }

    @Test
    @DisplayName(
            "MB-44 a configured signal asks the bus to exit with status 0; deactivated, the one before has it again")
    void shouldTakeConfiguredSignals() throws Exception {
        ProcessSignals signals = signals(null, "HUP");
        Signal.raise(HUP);
        assertThat(bus.exits.poll(10, TimeUnit.SECONDS)).isEqualTo("0 SIGHUP");

        signals.stop();
        Signal.raise(HUP);

        assertThat(before.poll(10, TimeUnit.SECONDS)).isEqualTo(HUP);
        assertThat(bus.exits).isEmpty();
    }

    @Test
    @DisplayName("MB-44 without a configuration the framework property says which")
    void shouldTakeSignalsOfFrameworkProperty() throws Exception {
        ProcessSignals signals = signals("USR2,HUP");
        Signal.raise(HUP);

        assertThat(bus.exits.poll(10, TimeUnit.SECONDS)).isEqualTo("0 SIGHUP");
        signals.stop();
    }

    @Test
    @DisplayName("A signal while our own process ends does not end it otherwise")
    void shouldKeepTheSignalsOfAProcessThatEnds() throws Exception {
        ProcessSignals signals = signals("HUP");
        bus.state = ProcessState.EXITED;
        signals.stop();
        Signal.raise(HUP);

        assertThat(before.poll(200, TimeUnit.MILLISECONDS)).isNull();
        assertThat(bus.exits).isEmpty();
    }

    @Test
    @DisplayName("A framework property says that a signal is no success, as while -c is under way")
    void shouldAskForStatusOfFrameworkProperty() throws Exception {
        ProcessSignals signals = signalsWith(Map.of(ProcessSignals.SIGNALS, "HUP", ProcessSignals.STATUS, "1"));
        Signal.raise(HUP);

        assertThat(bus.exits.poll(10, TimeUnit.SECONDS)).isEqualTo("1 SIGHUP");
        signals.stop();
    }

    @Test
    @DisplayName("In a host container, unconfigured, no signal is taken")
    void shouldTakeNothingUnasked() throws Exception {
        ProcessSignals signals = signals(null);
        Signal.raise(HUP);

        assertThat(before.poll(10, TimeUnit.SECONDS)).isEqualTo(HUP);
        assertThat(bus.exits).isEmpty();
        signals.stop();
    }

    @Test
    @DisplayName("MB-44 a signal that the platform or the JVM keeps is left out, the others are taken")
    void shouldLeaveOutImpossibleSignals() throws Exception {
        ProcessSignals signals = signals(null, "KILL,SEGV,NOSUCH", "HUP");
        Signal.raise(HUP);

        assertThat(bus.exits.poll(10, TimeUnit.SECONDS)).isEqualTo("0 SIGHUP");
        signals.stop();
    }

    @Test
    @DisplayName("A changed configuration takes and gives back signals without a restart")
    void shouldFollowConfiguration() throws Exception {
        ProcessSignals signals = signals(null, "HUP");

        signals.modify(new Settings());
        Signal.raise(HUP);

        assertThat(before.poll(10, TimeUnit.SECONDS)).isEqualTo(HUP);
        signals.modify(new Settings("HUP"));
        Signal.raise(HUP);
        assertThat(bus.exits.poll(10, TimeUnit.SECONDS)).isEqualTo("0 SIGHUP");
        signals.stop();
    }

    private ProcessSignals signals(String property, String... configured) throws BundleException {
        return signalsWith(property == null ? Map.of() : Map.of(ProcessSignals.SIGNALS, property), configured);
    }

    private ProcessSignals signalsWith(Map<String, String> given, String... configured) throws BundleException {
        Map<String, String> properties = new HashMap<>(given);
        properties.put(Constants.FRAMEWORK_STORAGE, cache.toString());
        framework = new FrameworkFactory().newFramework(properties);
        framework.init();
        return new ProcessSignals(framework.getBundleContext(), new Settings(configured), bus);
    }

    /** What metatype would make of a configuration. */
    private record Settings(String... signals) implements SignalConfiguration {
        @Override
        public Class<? extends Annotation> annotationType() {
            return SignalConfiguration.class;
        }
    }
}
