// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.lifecycle.BusChannels;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.LogLevel;
import io.bosun.lifecycle.ProcessState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogReaderService;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.log.admin.LoggerAdmin;

/** Between the log of a bus and the OSGi log, in a container with the log service of Felix. */
@DisplayName("the bridge to the OSGi log")
class LogBridgeIT {
    private static final String THREAD = "bosun-log-bridge";
    private static final String OURS = "bosun.bus.default";
    private static final String PROBE = "are you there?";
    private static final String OTHER = "org.example.Pump";

    private final TestDirectory directory = TestDirectory.create();
    private final BlockingQueue<LogEntry> entries = new LinkedBlockingQueue<>();
    private final BlockingQueue<List<Object>> heard = new LinkedBlockingQueue<>();
    private LogContainer container;
    private LifecycleBus bus;

    @BeforeEach
    void open() throws BundleException {
        container = LogContainer.open(directory.root());
        container.configure("io.bosun.lifecycle.provider", Map.of("autoStart", false));
    }

    @AfterEach
    void close() throws BundleException, InterruptedException {
        container.close();
        directory.close();
        assertThat(bridgeThreads()).isZero();
    }

    private static long bridgeThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(THREAD))
                .count();
    }

    private Bundle startWithLog() throws BundleException {
        Bundle log = container.withOsgiLog();
        container
                .service(LoggerAdmin.class, null)
                .getLoggerContext(null)
                .setLogLevels(Map.of(Logger.ROOT_LOGGER_NAME, org.osgi.service.log.LogLevel.TRACE));
        container.service(LogReaderService.class, null).addLogListener(entries::add);
        container.withBus();
        bus = container.bus();
        awaitToOsgi();
        return log;
    }

    /** Waits until what the bus logs reaches the OSGi log. */
    private void awaitToOsgi() {
        Awaitility.await("the bridge").atMost(Processes.LIVENESS).until(() -> {
            bus.log(LogLevel.DEBUG, PROBE);
            return entries.stream().anyMatch(entry -> PROBE.equals(entry.getMessage()));
        });
        entries.clear();
    }

    private void bringFromOsgi(Map<String, Object> configuration) {
        container.configure(LogContainer.BRIDGE_PID, configuration);
        Awaitility.await("the thread of the bridge").atMost(Processes.LIVENESS).until(() -> bridgeThreads() == 1);
        bus.subscribe(BusChannels.LOG, event -> heard.add(event.arguments()));
    }

    private Logger logger() {
        return container.service(LoggerFactory.class, null).getLogger(OTHER);
    }

    /** What the bus of the test has written so far. */
    private List<String> messages() {
        return messages(OURS);
    }

    private List<String> messages(String logger) {
        return entries.stream()
                .filter(entry -> logger.equals(entry.getLoggerName()))
                .map(LogEntry::getMessage)
                // of those the last may come late
                .filter(message -> !message.equals(PROBE))
                .toList();
    }

    private void awaitMessage(String message) {
        Awaitility.await(message)
                .atMost(Processes.LIVENESS)
                .until(() -> messages().contains(message));
    }

    /** Returns what was heard up to this line, which is not repeated. */
    private List<Object> heardUpTo(String last) throws InterruptedException {
        List<Object> lines = new ArrayList<>();
        while (true) {
            List<Object> next = heard.poll(Processes.LIVENESS.toSeconds(), TimeUnit.SECONDS);
            assertThat(next).as("heard until " + last + ", after " + lines).isNotNull();
            if (next.get(0).equals(last)) {
                return lines;
            }
            lines.add(next.get(0));
        }
    }

    @Test
    @DisplayName("MB-14: brings what a bus logs, with its level and cause, under the name of the bus")
    void shouldBringTheLogOfABus() throws Exception {
        startWithLog();

        bus.transition(ProcessState.IDLE, "test").orThrow();
        bus.log(35, "hot {}", new IllegalStateException("burnt"));

        awaitMessage("hot {} (level 35)");
        assertThat(messages()).containsSubsequence("Bus state: ENTER", "Bus state: IDLE", "hot {} (level 35)");
        assertThat(entries)
                .filteredOn(entry -> "Bus state: IDLE".equals(entry.getMessage()))
                .singleElement()
                .satisfies(entry -> assertThat(entry.getLogLevel()).isEqualTo(org.osgi.service.log.LogLevel.INFO));
        assertThat(entries)
                .filteredOn(entry -> "hot {} (level 35)".equals(entry.getMessage()))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.getLogLevel()).isEqualTo(org.osgi.service.log.LogLevel.WARN);
                    assertThat(entry.getException()).hasMessageContaining("burnt");
                    assertThat(entry.getBundle().getSymbolicName()).isEqualTo("io.bosun.lifecycle.log");
                });
    }

    @Test
    @DisplayName("MB-14: leaves out what is below its level, or all of it where that is configured")
    void shouldLeaveOut() throws Exception {
        startWithLog();
        container.configure(LogContainer.BRIDGE_PID, Map.of("toLevel", "WARN"));
        Awaitility.await("the level").atMost(Processes.LIVENESS).until(() -> {
            entries.clear();
            bus.log(LogLevel.INFO, "below");
            bus.log(LogLevel.ERROR, "above");
            awaitMessage("above");
            return !messages().contains("below");
        });

        container.configure(LogContainer.BRIDGE_PID, Map.of("toOsgi", false, "fromOsgi", true));
        Awaitility.await("the other way").atMost(Processes.LIVENESS).until(() -> bridgeThreads() == 1);
        entries.clear();
        bus.log(LogLevel.ERROR, "nobody hears");
        logger().error("last");
        Awaitility.await("last")
                .atMost(Processes.LIVENESS)
                .until(() -> entries.stream().anyMatch(entry -> "last".equals(entry.getMessage())));
        assertThat(messages()).isEmpty();
    }

    @Test
    @DisplayName("MB-14: brings nothing of others, and has no thread, unless configured")
    void shouldBringNothingOfOthersByDefault() throws Exception {
        startWithLog();
        bus.subscribe(BusChannels.LOG, event -> heard.add(event.arguments()));

        logger().error("not brought");

        Awaitility.await("the entry")
                .atMost(Processes.LIVENESS)
                .until(() -> entries.stream().anyMatch(entry -> "not brought".equals(entry.getMessage())));
        assertThat(bridgeThreads()).isZero();
        assertThat(heard).isEmpty();
    }

    @Test
    @DisplayName("MB-14: brings what others log to the bus, with their name, level and cause")
    void shouldBringWhatOthersLog() throws Exception {
        startWithLog();
        bringFromOsgi(Map.of("fromOsgi", true));

        logger().info("below the level");
        logger().audit("always");
        logger().warn("hot");
        logger().error("burnt", new IllegalStateException("cause"));

        assertThat(heard.poll(60, TimeUnit.SECONDS)).containsExactly(OTHER + ": always", LogLevel.INFO, null);
        assertThat(heard.poll(60, TimeUnit.SECONDS)).containsExactly(OTHER + ": hot", LogLevel.WARN, null);
        List<Object> last = heard.poll(60, TimeUnit.SECONDS);
        assertThat(last.subList(0, 2)).containsExactly(OTHER + ": burnt", LogLevel.ERROR);
        assertThat((Throwable) last.get(2)).hasMessageContaining("cause");
    }

    @Test
    @DisplayName("MB-14: nothing goes in circles, also if a listener writes to the OSGi log itself")
    void shouldNotGoInCircles() throws Exception {
        startWithLog();
        bringFromOsgi(Map.of("fromOsgi", true, "fromLevel", ""));
        Logger echo = container.service(LoggerFactory.class, null).getLogger("org.example.Echo");
        bus.subscribe(BusChannels.LOG, event -> {
            echo.error("echo of {}", event.arguments().get(0));
            return null;
        });

        bus.log(LogLevel.ERROR, "from the bus");
        Awaitility.await("the echo")
                .atMost(Processes.LIVENESS)
                .until(() -> entries.stream().anyMatch(entry -> "echo of from the bus".equals(entry.getMessage())));
        logger().error("from another");
        logger().error("last");

        assertThat(heardUpTo(OTHER + ": last"))
                .containsExactly("from the bus", "org.example.Echo: echo of from the bus", OTHER + ": from another");
        assertThat(messages()).as("sent back").containsExactly("from the bus");
    }

    @Test
    @DisplayName("MB-14: nothing goes in circles where the OSGi log calls its readers at once")
    void shouldNotGoInCirclesAtOnce() throws Exception {
        SynchronousLog log = new SynchronousLog();
        container.context().registerService(LogReaderService.class, log.reader(), null);
        container.context().registerService(LoggerFactory.class, log.factory(), null);
        log.reader().addLogListener(entries::add);
        container.withBus();
        bus = container.bus();
        awaitToOsgi();
        bringFromOsgi(Map.of("fromOsgi", true, "fromLevel", ""));
        Logger echo = log.factory().getLogger("org.example.Echo");
        bus.subscribe(BusChannels.LOG, event -> {
            echo.error("echo of {}", event.arguments().get(0));
            return null;
        });

        bus.log(LogLevel.ERROR, "from the bus");
        logger().error("from another");
        logger().error("last");

        assertThat(heardUpTo(OTHER + ": last"))
                .containsExactly("from the bus", "org.example.Echo: echo of from the bus", OTHER + ": from another");
        assertThat(messages()).as("sent back").containsExactly("from the bus");
    }

    @Test
    @DisplayName("MB-14: waits for an OSGi log that is installed later, and outlives it")
    void shouldFollowTheOsgiLog() throws Exception {
        container.withBus();
        bus = container.bus();
        bus.transition(ProcessState.IDLE, "test").orThrow();

        Bundle log = startWithoutBus();
        awaitToOsgi();
        log.stop();
        bus.transition(ProcessState.RUN, "test").orThrow();
        log.start();
        container.service(LogReaderService.class, null).addLogListener(entries::add);
        entries.clear();
        awaitToOsgi();
    }

    private Bundle startWithoutBus() throws BundleException {
        container.configure(LogContainer.OSGI_LOG_PID, Map.of(OURS, "TRACE"));
        Bundle log = container.withOsgiLog();
        container.service(LogReaderService.class, null).addLogListener(entries::add);
        return log;
    }

    @Test
    @DisplayName("MB-14: brings the log of each bus, whenever that comes, to its end")
    void shouldBringTheLogOfEachBus() throws Exception {
        startWithLog();

        container.makeBus("second").transition(ProcessState.IDLE, "test").orThrow();
        bus.transition(ProcessState.IDLE, "test").orThrow();
        container.endBus("second");

        Awaitility.await("its last state")
                .atMost(Processes.LIVENESS)
                .until(() -> messages("bosun.bus.second").contains("Bus state: EXITED"));
        assertThat(messages("bosun.bus.second"))
                .containsSubsequence("Bus state: ENTER", "Bus state: IDLE", "Bus state: EXIT", "Bus state: EXITED");
        assertThat(messages()).contains("Bus state: IDLE").doesNotContain("Bus state: EXITED");
    }

    @Test
    @DisplayName("MB-14: brings the log of the buses that it is to, and no other's")
    void shouldBringTheLogOfChosenBuses() throws Exception {
        startWithLog();
        LifecycleBus second = container.makeBus("second");
        container.configure(LogContainer.BRIDGE_PID, Map.of("bus.target", "(bosun.bus=second)"));

        Awaitility.await("the second alone").atMost(Processes.LIVENESS).until(() -> {
            entries.clear();
            bus.log(LogLevel.ERROR, "first");
            second.log(LogLevel.ERROR, "second");
            Awaitility.await("second")
                    .atMost(Processes.LIVENESS)
                    .until(() -> messages("bosun.bus.second").contains("second"));
            return !messages().contains("first");
        });
    }

    @Test
    @DisplayName("MB-14: follows a bus that goes and comes back")
    void shouldFollowTheBus() throws Exception {
        startWithLog();
        bringFromOsgi(Map.of("fromOsgi", true));

        bus.exit(0, "test");
        awaitMessage("Bus state: EXITED");
        container.bundle("io.bosun.lifecycle.provider").stop();
        assertThat(bridgeThreads()).isZero();
        container.bundle("io.bosun.lifecycle.provider").start();
        bus = container.bus();
        awaitToOsgi();
        heard.clear();
        bus.subscribe(BusChannels.LOG, event -> heard.add(event.arguments()));
        Awaitility.await("the thread of the bridge").atMost(Processes.LIVENESS).until(() -> bridgeThreads() == 1);
        logger().error("burnt");
        assertThat(heardUpTo(OTHER + ": burnt")).isEmpty();
    }
}
