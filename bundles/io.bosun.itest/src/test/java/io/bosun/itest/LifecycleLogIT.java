// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.lifecycle.BusChannels;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.LogLevel;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.TransitionReport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.osgi.framework.BundleException;

/** The log of a bus, in a container, in files. */
@DisplayName("the log of a bus")
class LifecycleLogIT {
    private static final String DEFAULT = LifecycleBus.DEFAULT_BUS;
    private static final int CHANGES = Boolean.getBoolean("bosun.long") ? 500 : 20;
    private static final List<String> LIFE = List.of("ENTER", "IDLE", "START", "RUN", "STOP", "IDLE", "EXIT", "EXITED");

    private final TestDirectory directory = TestDirectory.create();
    private final Path file = directory.root().resolve("logs/bus.log");
    private LogContainer container;

    @BeforeEach
    void open() throws BundleException {
        container = LogContainer.open(directory.root());
        container.configure("io.bosun.lifecycle.provider", Map.of("autoStart", false));
    }

    @AfterEach
    void close() throws BundleException, InterruptedException {
        container.close();
        directory.close();
    }

    private static Map<String, Object> to(Path file) {
        return Map.of("to", file.toString(), "format", "{level} {bus} {message}");
    }

    private static Map<String, Object> with(Map<String, Object> values, String key, Object value) {
        Map<String, Object> all = new HashMap<>(values);
        all.put(key, value);
        return all;
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private static List<String> states(List<String> lines) {
        return lines.stream()
                .filter(line -> line.contains("Bus state: "))
                .map(line -> line.substring(line.indexOf("Bus state: ") + "Bus state: ".length()))
                .toList();
    }

    @Test
    @DisplayName("MB-55: has the first state and the last, whatever stops the bus")
    void shouldHaveTheFirstStateAndTheLast() throws Exception {
        container.log("file", Map.of("to", file.toString()));
        container.withBus().awaitLogs(DEFAULT, 1);
        container.bus().transition(ProcessState.RUN, "test").orThrow();

        container.close();

        List<String> lines = lines(file);
        assertThat(states(lines)).isEqualTo(LIFE);
        assertThat(lines).allMatch(line -> line.matches("\\[\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z] \\(Bus default\\) .*"));
    }

    @Test
    @DisplayName("MB-55: has the last state too where the bundle of the bus is stopped, and the first of the next bus")
    void shouldOutliveItsBus() throws Exception {
        container.log("file", to(file));
        container.withBus().awaitLogs(DEFAULT, 1);
        container.bus().transition(ProcessState.RUN, "test").orThrow();

        container.bundle("io.bosun.lifecycle.provider").stop();
        assertThat(states(lines(file))).isEqualTo(LIFE);

        container.bundle("io.bosun.lifecycle.provider").start();
        container.bus().transition(ProcessState.IDLE, "test").orThrow();
        assertThat(states(lines(file)).subList(LIFE.size(), LIFE.size() + 2)).containsExactly("ENTER", "IDLE");
    }

    @Test
    @DisplayName("MB-54: goes to several places, each with a level of its own; the stack of a failure stands behind it")
    void shouldGoToSeveralPlaces() throws Exception {
        Path errors = directory.root().resolve("errors.log");
        container.log("all", to(file));
        container.log("errors", with(to(errors), "level", "ERROR"));
        container.withBus().awaitLogs(DEFAULT, 2);
        LifecycleBus bus = container.bus();
        bus.subscribe("START", event -> {
            throw new IllegalStateException("on purpose");
        });

        assertThat(bus.transition(ProcessState.RUN, "test").outcome()).isEqualTo(Outcome.FAILED);

        assertThat(lines(file)).contains("INFO default Bus state: START");
        assertThat(lines(errors)).first().asString().startsWith("ERROR default Error in START listener ");
        assertThat(lines(errors))
                .contains("java.lang.IllegalStateException: on purpose")
                .anyMatch(line -> line.startsWith("\tat " + LifecycleLogIT.class.getName()));
        assertThat(lines(file)).containsAll(lines(errors));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("W-MB-6: on a full disk, or where it cannot be written, harms nothing, and goes on when there is room")
    void shouldHarmNothing() throws Exception {
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(file, Path.of("/dev/full"));
        container.log("full", to(file));
        container.log("denied", to(Path.of("/proc/bosun/bus.log")));
        container.withBus().awaitLogs(DEFAULT, 2);
        LifecycleBus bus = container.bus();

        assertThat(bus.transition(ProcessState.RUN, "test").outcome()).isEqualTo(Outcome.REACHED);
        Files.delete(file);
        assertThat(bus.graceful("test").outcome()).isEqualTo(Outcome.REACHED);

        assertThat(states(lines(file))).containsExactly("STOP", "IDLE", "START", "RUN");
        bus.exit(0, "test");
        assertThat(bus.await(ProcessState.EXITED, Processes.LIVENESS)).isTrue();
        assertThat(bus.exitStatus()).isZero();
    }

    @Test
    @DisplayName("MB-54: is not there with a wrong configuration, and stays as it was when one becomes wrong")
    void shouldRefuseWhatIsWrong() throws Exception {
        container.log("none", Map.of("level", "INFO"));
        container.log("file", to(file));
        container.withBus().awaitLogs(DEFAULT, 1);
        LifecycleBus bus = container.bus();

        container.log("file", with(to(directory.root().resolve("changed")), "maxBytes", "many"));
        container.log("file", Map.of("to", directory.root().toString()));
        // configurations are handed out one after the other: when this one is there, the wrong one has been read
        container.log("none", to(directory.root().resolve("second.log")));
        container.awaitLogs(DEFAULT, 2);
        bus.log(LogLevel.WARN, "hot");

        assertThat(lines(file)).contains("WARN default hot");
        assertThat(lines(directory.root().resolve("second.log"))).containsExactly("WARN default hot");
    }

    @Test
    @DisplayName("MB-54: loses and doubles no line while its configuration changes under load")
    void shouldLoseNothingWhileItsConfigurationChanges() throws Exception {
        List<Path> files = List.of(file, directory.root().resolve("other.log"));
        container.log("file", to(file));
        container.withBus().awaitLogs(DEFAULT, 1);
        LifecycleBus bus = container.bus();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger logged = new AtomicInteger();
        Semaphore allowed = new Semaphore(0);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            threads.add(new Thread(() -> {
                for (allowed.acquireUninterruptibly(); !stop.get(); allowed.acquireUninterruptibly()) {
                    bus.log(LogLevel.INFO, "line " + logged.incrementAndGet());
                }
            }));
        }
        threads.forEach(Thread::start);
        try {
            for (int i = 1; i <= CHANGES; i++) {
                Path next = files.get(i % 2);
                long before = Files.exists(next) ? Files.size(next) : 0;
                container.log("file", with(to(next), "maxBytes", Long.MAX_VALUE));
                Awaitility.await("lines in " + next)
                        .atMost(Processes.LIVENESS)
                        .pollInterval(1, TimeUnit.MILLISECONDS)
                        .until(() -> {
                            allowed.release(100);
                            return Files.exists(next) && Files.size(next) > before;
                        });
            }
        } finally {
            stop.set(true);
            allowed.release(threads.size());
            for (Thread each : threads) {
                each.join();
            }
        }

        List<String> lines = Stream.of(lines(files.get(0)), lines(files.get(1)))
                .flatMap(List::stream)
                .sorted()
                .toList();
        Figures.tell(CHANGES + " changes of a configuration while " + logged.get() + " lines were logged");
        // one by one would take too long for so many
        assertThat(lines.equals(IntStream.rangeClosed(1, logged.get())
                        .mapToObj(i -> "INFO default line " + i)
                        .sorted()
                        .toList()))
                .as("all lines, once each, of %d; there are %d", logged.get(), lines.size())
                .isTrue();
    }

    @Test
    @DisplayName("MB-54: moves to another bus with its configuration, and ends with it")
    void shouldFollowItsConfiguration() throws Exception {
        container.log("file", to(file));
        container.withBus().awaitLogs(DEFAULT, 1);
        LifecycleBus bus = container.bus();

        container.log("file", with(to(file), "bus", "other"));
        container.awaitLogs(DEFAULT, 0);
        container.awaitLogs("other", 1);
        bus.log(LogLevel.WARN, "nobody hears");
        container.log("file", to(file));
        container.awaitLogs(DEFAULT, 1);
        bus.log(LogLevel.WARN, "heard");
        container.noLog("file");
        container.awaitLogs(DEFAULT, 0);
        bus.log(LogLevel.WARN, "nobody hears any more");

        assertThat(lines(file)).containsExactly("WARN default heard");
    }

    @Test
    @DisplayName("MB-54, MB-55: each bus has a log of its own, from its first state to its last; two may share a file")
    void shouldBelongToItsBus() throws Exception {
        Path second = directory.root().resolve("second.log");
        Path both = directory.root().resolve("both.log");
        container.log("first", to(file));
        container.log("second", with(to(second), "bus", "second"));
        container.log("both-1", to(both));
        container.log("both-2", with(to(both), "bus", "second"));
        container.withBus().awaitLogs(DEFAULT, 2);
        container.awaitLogs("second", 2);
        container.bus().transition(ProcessState.IDLE, "test").orThrow();
        container.makeBus("second").transition(ProcessState.RUN, "test").orThrow();

        container.endBus("second");
        Awaitility.await("its last state")
                .atMost(Processes.LIVENESS)
                .until(() -> states(lines(second)).contains("EXITED"));

        assertThat(states(lines(second))).isEqualTo(LIFE);
        assertThat(lines(second)).allMatch(line -> line.contains(" second "));
        assertThat(states(lines(file))).containsExactly("ENTER", "IDLE");
        assertThat(lines(file)).allMatch(line -> line.contains(" default "));
        assertThat(states(lines(both)).subList(0, 4)).containsExactly("ENTER", "IDLE", "ENTER", "IDLE");
    }

    @Test
    @DisplayName("MB-54: takes whatever is published on its channel")
    void shouldTakeWhatIsPublished() throws Exception {
        container.log("file", to(file));
        container.withBus().awaitLogs(DEFAULT, 1);
        LifecycleBus bus = container.bus();

        bus.publish(BusChannels.LOG);
        bus.publish(BusChannels.LOG, "bare");
        bus.publish(BusChannels.LOG, 7, 41L, "more");
        bus.publish(BusChannels.LOG, null, null, null, null);

        assertThat(lines(file))
                .containsExactly("INFO default null", "INFO default bare", "41 default 7", "INFO default null");
    }
}
