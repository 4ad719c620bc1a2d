// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.lifecycle.ExitStrategy;
import io.bosun.lifecycle.ProcessState;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each in a JVM of its own, that really ends. */
@Timeout(120)
@DisplayName("the end of the JVM")
class CleanExitTest {
    /** The main of those JVMs: a framework with the bus of a process, which is in RUN when the JVM ends. */
    static final class Jvm {
        private static final PrintStream OUT = new PrintStream(new FileOutputStream(FileDescriptor.out), true);

        private Jvm() {}

        public static void main(String[] arguments) throws Exception {
            RealFramework framework = new RealFramework().started();
            boolean isHooked = !arguments[0].equals("unhooked");
            Map<String, Object> values = Map.of(
                    "autoStart",
                    false,
                    "stopMillis",
                    arguments[0].equals("hang") ? 100L : 30_000L,
                    "shutdownHook",
                    isHooked);
            ProcessBus bus = new ProcessBus(framework.context(), Configured.as(BusConfiguration.class, values));
            bus.start();
            bus.subscribe("STOP", 50, event -> {
                OUT.println("STOP");
                if (arguments[0].equals("hang")) {
                    new CountDownLatch(1).await();
                }
                return null;
            });
            // The logger of the JDK is shut down at the same moment.
            bus.subscribe("log", 50, event -> {
                OUT.println(event.arguments().get(1) + " " + event.arguments().get(0));
                return null;
            });
            bus.subscribe("EXITED", 50, event -> {
                OUT.println("EXITED");
                return null;
            });
            framework
                    .context()
                    .registerService(
                            ExitStrategy.class,
                            (ended, status) -> Runtime.getRuntime().halt(99),
                            null);
            bus.transition(ProcessState.RUN, "test");
            switch (arguments[0]) {
                case "container" ->
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                        framework.stop();
                        OUT.println("stopped");
                    }));
                case "exited" -> framework.close();
                default -> {
                    // the hook is all there is
                }
            }
            System.exit(3);
        }
    }

    @Test
    @DisplayName("MB-38: has the bus walk to EXITED first, says so at level 30, and keeps its status")
    void shouldExitFirst() throws Exception {
        Ended jvm = run("usual");

        assertThat(jvm.lines()).contains("STOP", "EXITED");
        assertThat(jvm.text())
                .contains("30 The JVM ends while the lifecycle bus default is in RUN")
                .contains("block()");
        assertThat(jvm.status()).isEqualTo(3);
    }

    @Test
    @DisplayName("MB-38: is held up for stopMillis only by a listener that hangs")
    void shouldNotHang() throws Exception {
        Ended jvm = run("hang");

        assertThat(jvm.lines()).contains("STOP", "EXITED");
        assertThat(jvm.status()).isEqualTo(3);
    }

    @Test
    @DisplayName("MB-38: gets along with a container that stops its framework at the same moment")
    void shouldGetAlongWithContainer() throws Exception {
        Ended jvm = run("container");

        assertThat(jvm.lines()).contains("STOP", "EXITED", "stopped");
        assertThat(jvm.lines()).filteredOn("EXITED"::equals).hasSize(1);
        assertThat(jvm.status()).isEqualTo(3);
    }

    @Test
    @DisplayName("MB-38: does nothing where it is not wanted")
    void shouldDoNothingUnlessWanted() throws Exception {
        Ended jvm = run("unhooked");

        assertThat(jvm.lines()).doesNotContain("STOP", "EXITED");
        assertThat(jvm.status()).isEqualTo(3);
    }

    @Test
    @DisplayName("MB-38: is armed from ENTER to EXITED only, and disarmed with the component")
    void shouldBeArmedInBetween() {
        try (RealFramework framework = new RealFramework().started()) {
            ProcessBus bus = new ProcessBus(
                    framework.context(), Configured.as(BusConfiguration.class, Map.of("autoStart", false)));
            bus.start();
            bus.stop();

            assertThat(bus.state()).isEqualTo(ProcessState.EXITED);
            bus.endWithJvm();
            assertThat(bus.state()).isEqualTo(ProcessState.EXITED);
        }
    }

    private record Ended(int status, String text) {
        List<String> lines() {
            return text.lines().toList();
        }
    }

    private static Ended run(String scene) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Jvm.class.getName(),
                        scene)
                .redirectErrorStream(true)
                .start();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(text).isTrue();
            return new Ended(process.exitValue(), text);
        } finally {
            process.destroyForcibly();
        }
    }
}
