// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.PidFile;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.TransitionReport.Outcome;
import io.bosun.lifecycle.provider.RealBus;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class ProcessPidFileTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final RealBus real = new RealBus((bus, status) -> {});
    private final LifecycleBus bus = real.bus();
    private final BlockingQueue<String> logged = new LinkedBlockingQueue<>();
    private Path file;
    private ContextOfTest framework;
    private ProcessPidFile component;

    @BeforeEach
    void hearLog() {
        file = directory.resolve("a.pid");
        bus.subscribe(
                LifecycleBus.LOG,
                event -> logged.add(
                        event.arguments().get(1) + " " + event.arguments().get(0)));
    }

    @AfterEach
    void close() throws Exception {
        component.stop();
        real.close();
        framework.close();
    }

    @Test
    @DisplayName("MB-43 MB-40: claimed at ENTER, removed at EXIT, at the priorities of the process, both logged")
    void shouldHoldTheFileFromEnterToExit() throws Exception {
        List<String> seen = new ArrayList<>();
        for (String channel : new String[] {"ENTER", "EXIT"}) {
            for (int priority : new int[] {49, 51, 69, 71}) {
                bus.subscribe(channel, priority, event -> seen.add(channel + priority + Files.exists(file)));
            }
        }
        start("", file.toString());
        assertThat(file).doesNotExist();

        bus.transition(ProcessState.RUN, "test").orThrow();
        assertThat(PidFile.of(file).pid()).hasValue(ProcessHandle.current().pid());
        bus.transition(ProcessState.EXITED, "test").orThrow();

        assertThat(file).doesNotExist();
        assertThat(seen)
                .containsExactly(
                        "ENTER49false",
                        "ENTER51false",
                        "ENTER69false",
                        "ENTER71true",
                        "EXIT49true",
                        "EXIT51false",
                        "EXIT69false",
                        "EXIT71false");
        assertThat(logged)
                .contains(
                        "20 PID file " + real(file) + " is that of this process",
                        "20 PID file " + real(file) + " is removed");
    }

    @Test
    @DisplayName("MB-43: a second instance is refused: its ENTER fails, and it ends with status 1")
    void shouldEndASecondInstance() throws Exception {
        try (PidJvm other = PidJvm.start(file)) {
            assertThat(other.ask("claim")).isEqualTo("done");
            start(file.toString(), null);

            TransitionReport report = bus.transition(ProcessState.RUN, "test");

            assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(report.failure().orElseThrow()).hasMessageContaining("process " + other.pid());
            assertThat(bus.state()).isEqualTo(ProcessState.EXITED);
            assertThat(bus.exitStatus()).isEqualTo(1);
            assertThat(PidFile.of(file).pid()).hasValue(other.pid());
        }
    }

    @Test
    @DisplayName("MB-43: a name that no file can have is refused as a file that cannot be had")
    void shouldRefuseAnImpossibleName() throws Exception {
        start("a\u0000b", null);

        TransitionReport report = bus.transition(ProcessState.RUN, "test");

        assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(report.failure().orElseThrow()).hasMessageContaining("is no name of a file");
        assertThat(bus.state()).isEqualTo(ProcessState.EXITED);
    }

    @Test
    @DisplayName("MB-43: without a name there is no file")
    void shouldDoNothingUnasked() throws Exception {
        start("", null);

        bus.transition(ProcessState.RUN, "test").orThrow();

        assertThat(directory).isDirectoryNotContaining("glob:**.pid");
    }

    @Test
    @DisplayName("MB-43: a bus that is past ENTER has its file at once, and removed when the component goes")
    void shouldClaimLate() throws Exception {
        bus.transition(ProcessState.RUN, "test").orThrow();

        start(file.toString(), null);
        assertThat(PidFile.of(file).pid()).isPresent();
        component.stop();

        assertThat(file).doesNotExist();
    }

    @Test
    @DisplayName("MB-43: who is at work already is not ended by a file that cannot be had, but says so")
    void shouldNotEndAProcessAtWork() throws Exception {
        Files.writeString(file, "precious");
        bus.transition(ProcessState.RUN, "test").orThrow();

        start(file.toString(), null);

        assertThat(bus.state()).isEqualTo(ProcessState.RUN);
        assertThat(logged).anyMatch(line -> line.startsWith("40 This process has no PID file"));
        assertThat(file).hasContent("precious");
    }

    @Test
    @DisplayName("MB-43: a changed configuration moves the file; if it cannot, the old one stays")
    void shouldMoveTheFile() throws Exception {
        Path next = directory.resolve("b.pid");
        Path wrong = Files.writeString(directory.resolve("c.pid"), "precious");
        start(file.toString(), null);
        bus.transition(ProcessState.RUN, "test").orThrow();

        component.modify(new Settings(next.toString()));
        assertThat(PidFile.of(next).pid()).isPresent();
        assertThat(file).doesNotExist();
        component.modify(new Settings(wrong.toString()));
        assertThat(PidFile.of(next).pid()).isPresent();
        component.modify(new Settings(next.toString()));
        assertThat(PidFile.of(next).pid()).isPresent();
        component.modify(new Settings(""));

        assertThat(next).doesNotExist();
        assertThat(wrong).hasContent("precious");
    }

    @Test
    @DisplayName("MB-43: a configuration that changes before ENTER counts from ENTER on")
    void shouldFollowConfigurationBeforeEnter() throws Exception {
        start(file.toString(), null);
        component.modify(new Settings(directory.resolve("b.pid").toString()));
        assertThat(directory.resolve("b.pid")).doesNotExist();

        bus.transition(ProcessState.RUN, "test").orThrow();

        assertThat(directory.resolve("b.pid")).exists();
        assertThat(file).doesNotExist();
        bus.exit(0, "test");
        assertThat(bus.await(ProcessState.EXITED, LONG)).isTrue();
        component.modify(new Settings(file.toString()));
        assertThat(file).as("after EXIT").doesNotExist();
    }

    private static Path real(Path file) throws IOException {
        return file.getParent().toRealPath().resolve(file.getFileName());
    }

    private void start(String configured, String property) throws Exception {
        framework = new ContextOfTest(
                directory.resolve("cache"), property == null ? Map.of() : Map.of(ProcessPidFile.FILE, property));
        component = new ProcessPidFile(framework.context(), new Settings(configured), bus);
    }

    /** What metatype would make of a configuration. */
    private record Settings(String file) implements PidFileConfiguration {
        @Override
        public Class<? extends Annotation> annotationType() {
            return PidFileConfiguration.class;
        }
    }
}
