// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.launch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.bosun.crew.LaunchRequest;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HandCommandTest {
    private static final Path RUNTIME = Path.of("/run/time");

    private final LaunchTools tools =
            new LaunchTools(List.of("/bin/setsid"), List.of("/bin/setpriv", "--pdeathsig", "KILL"));
    private final HandRuntime runtime =
            new HandRuntime(RUNTIME, List.of(RUNTIME.resolve("a.jar"), RUNTIME.resolve("b.jar")), Set.of());

    @Test
    void shouldGoThroughTheToolsToTheJvm() {
        List<String> line = line(true, true, 0);

        assertThat(line)
                .startsWith(
                        "/bin/setsid",
                        "/bin/setpriv",
                        "--pdeathsig",
                        "KILL",
                        System.getProperty("java.home") + "/bin/java")
                .endsWith("-cp", "/run/time/a.jar:/run/time/b.jar", "io.bosun.crew.main.HandMain", "/run/time", "h1");
    }

    @Test
    void shouldDoWithoutTheTools() {
        assertThat(line(false, false, 0)).startsWith(System.getProperty("java.home") + "/bin/java");
        assertThat(line(false, true, 0)).startsWith("/bin/setpriv");
    }

    @Test
    void shouldLetTheHandsOptionsWin() {
        assertThat(line(true, true, 0)).containsSubsequence("-Xmx64m", "-Xmx1g");
    }

    @Test
    void shouldOpenTheDebuggersPortOnTheLoopbackInterfaceOnly() {
        assertThat(line(true, true, 5005))
                .contains("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:5005");
        assertThat(line(true, true, 0)).noneMatch(option -> option.contains("jdwp"));
    }

    @Test
    void shouldKeepTheTokenOutOfTheListOfProcesses() {
        assertThat(line(true, true, 0)).noneMatch(option -> option.contains("s3cret"));
    }

    @Test
    void shouldRefuseSizesThatMakeNoSense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HandCommand.Options(0, 1, true, true))
                .withMessage("heapMegabytes=0: give it a number from 1 on");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HandCommand.Options(1, -1, true, true))
                .withMessage("logMegabytes=-1: give it a number from 1 on");
    }

    @Test
    void shouldNotInheritJvmOptions() {
        Map<String, String> environment =
                new HashMap<>(Map.of("JAVA_TOOL_OPTIONS", "-x", "JDK_JAVA_OPTIONS", "-y", "HOME", "/home"));
        HandCommand.environment(environment);

        assertThat(environment).containsKey("HOME").doesNotContainKeys("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS");
    }

    private List<String> line(boolean ownSession, boolean deathSignal, int debugPort) {
        LaunchRequest request = new LaunchRequest(
                "h1",
                Path.of("/hands/h1"),
                Path.of("/logs/h1.log"),
                List.of("-Xmx1g"),
                debugPort,
                URI.create("unix:/tmp/s"),
                "s3cret",
                Map.of());
        return new HandCommand(tools, new HandCommand.Options(64, 1, ownSession, deathSignal), runtime).line(request);
    }
}
