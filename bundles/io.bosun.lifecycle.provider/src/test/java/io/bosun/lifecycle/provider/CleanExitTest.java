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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each in a JVM of its own, that really ends. */
@Timeout(120)
@DisplayName("the end of the JVM")
class CleanExitTest {
    /** The main of those JVMs: a framework with the bus of a process, which is in RUN when the JVM ends. */
    static final class Jvm {
        private static final PrintStream OUT = new PrintStream(new FileOutputStream(FileDescriptor.out), true);

        private Jvm() {}

        public static void main(String[] arguments) throws Exception {
            Set<String> scene = Set.of(arguments[0].split(","));
            RealFramework framework = new RealFramework().started();
            Map<String, Object> values = new HashMap<>();
            values.put("autoStart", false);
            values.put("stopMillis", scene.contains("hang") ? 100L : 30_000L);
            values.put("shutdownHook", !scene.contains("unhooked"));
            ProcessBus bus = new ProcessBus(framework.context(), Configured.as(BusConfiguration.class, values));
            bus.start();
            // The logger of the JDK is shut down at the same moment.
            bus.subscribe(
                    "log",
                    event -> tell(
                            event.arguments().get(1) + " " + event.arguments().get(0)));
            bus.subscribe("STOP", event -> tell("STOP"));
            bus.subscribe("STOP", event -> scene.contains("hang") ? hang() : null);
            bus.subscribe("EXITED", event -> tell("EXITED"));
            framework.context().registerService(ExitStrategy.class, (ended, status) -> tell("strategy"), null);
            if (!scene.contains("initial")) {
                bus.transition(ProcessState.RUN, "test");
            }
            if (scene.contains("exited")) {
                bus.transition(ProcessState.EXITED, "test");
            }
            if (scene.contains("container")) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    framework.stop();
                    tell("stopped");
                }));
            }
            System.exit(3);
        }

        private static Object tell(String line) {
            OUT.println(line);
            return null;
        }

        private static Object hang() throws InterruptedException {
            new CountDownLatch(1).await();
            return null;
        }
    }

    @Test
    @DisplayName("MB-38: has the bus walk to EXITED first, says so at level 30, and keeps its status")
    void shouldExitFirst() throws Exception {
        Ended jvm = run("usual");

        assertThat(jvm.lines()).contains("STOP", "EXITED").doesNotContain("strategy");
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

    @ParameterizedTest
    @ValueSource(strings = {"container", "container,unhooked"})
    @DisplayName("MB-38: gets along with a container that stops its framework at the same moment")
    void shouldGetAlongWithContainer(String scene) throws Exception {
        Ended jvm = run(scene);

        assertThat(jvm.lines()).contains("STOP", "EXITED", "stopped").doesNotContain("strategy");
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
    @DisplayName("MB-38: does nothing before ENTER and after EXITED")
    void shouldBeArmedInBetween() throws Exception {
        assertThat(run("initial").text()).doesNotContain("The JVM ends", "EXITED");

        Ended jvm = run("exited");
        assertThat(jvm.lines()).filteredOn("EXITED"::equals).hasSize(1);
        assertThat(jvm.lines()).contains("strategy");
        assertThat(jvm.text()).doesNotContain("The JVM ends");
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
